//! A request's path as the log may have it.

use crate::domain::access::TokenSecret;

/// What stands where something was left out.
const LEFT_OUT: &str = "…";
/// Under which every path ends in a secret.
const SECRETS: &str = "/calendars/";

/// The path without the secret of a calendar's link, whether the link is whole or a token strayed elsewhere.
pub(super) fn shown_path(path: &str) -> String {
    let strayed = path.find(TokenSecret::PREFIX);
    let of_a_calendar = path.find(SECRETS).map(|at| at + SECRETS.len());
    let end = [strayed, of_a_calendar].into_iter().flatten().min();
    match end.and_then(|end| path.get(..end)) {
        Some(shown) if shown.len() < path.len() => format!("{shown}{LEFT_OUT}"),
        Some(_) | None => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_left_out_wherever_it_stands() {
        for (path, shown) in [
            ("/calendars/rdl_abc.ics", "/calendars/…"),
            ("/calendars/%72dl_abc", "/calendars/…"),
            ("//calendars/abc/def", "//calendars/…"),
            ("/calendar/rdl_abc.ics", "/calendar/…"),
            ("/rdl_abc", "/…"),
            ("/graphql", "/graphql"),
            ("/calendars/", "/calendars/"),
            ("", ""),
        ] {
            assert_eq!(shown_path(path), shown, "{path}");
        }
    }
}
