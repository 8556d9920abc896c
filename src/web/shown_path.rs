//! A request's path as the log may have it.

use crate::domain::access::TokenSecret;

/// What stands where something was left out.
const LEFT_OUT: &str = "…";
/// Under which every path goes on with a secret.
const SECRETS: [&str; 2] = ["/calendars/", "/m/"];

/// The path without the secret of a calendar's or a client's link, whether the link is whole or a token strayed elsewhere.
pub(super) fn shown_path(path: &str) -> String {
    let strayed = path.find(TokenSecret::PREFIX);
    let behind = |start: &str| path.find(start).map(|at| at + start.len());
    let end = SECRETS.map(behind).into_iter().chain([strayed]).flatten().min();
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
            ("/m/rdl_abc", "/m/…"),
            ("/m/stop/rdl_abc", "/m/…"),
            ("/m/%72dl_abc/calendar.ics", "/m/…"),
            ("/rdl_abc", "/…"),
            ("/graphql", "/graphql"),
            ("/calendars/", "/calendars/"),
            ("", ""),
        ] {
            assert_eq!(shown_path(path), shown, "{path}");
        }
    }
}
