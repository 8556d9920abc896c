//! The cookie of a browser that somebody signed in with.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

/// The cookie's name. A browser takes one that begins like this only from a page over TLS (or its own machine), for this
/// host alone and all of its paths (RFC 6265bis, section 4.1.3.2).
const NAME: &str = "__Host-roundel";

/// The most bytes of a value that are looked at; more than any secret of ours has.
const MOST_BYTES: usize = 128;

/// The value of our cookie, if the request has it once.
#[must_use]
pub fn find_cookie(headers: &HeaderMap) -> Option<&str> {
    let mut values = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == NAME)
        .map(|(_, value)| value);
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    (value.len() <= MOST_BYTES).then_some(value)
}

/// The header that gives a browser its secret, for so many seconds: scripts can't read it, and requests that other sites'
/// pages make don't carry it (but for a link that is followed, which is a GET and not let in).
#[must_use]
pub fn set_cookie(secret: &str, seconds: i64) -> Option<HeaderValue> {
    header(secret, seconds.max(0))
}

/// The header that takes it away.
#[must_use]
pub fn remove_cookie() -> Option<HeaderValue> {
    header("", 0)
}

fn header(value: &str, seconds: i64) -> Option<HeaderValue> {
    let text = format!("{NAME}={value}; Path=/; Max-Age={seconds}; HttpOnly; Secure; SameSite=Lax");
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(cookies: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(COOKIE, cookie.parse().unwrap());
        }
        find_cookie(&headers).map(str::to_owned)
    }

    #[test]
    fn ours_is_found_among_others() {
        assert_eq!(found(&["a=b; __Host-roundel=rdl_x; c=d"]).as_deref(), Some("rdl_x"));
        assert_eq!(found(&["a=b", "__Host-roundel=rdl_x"]).as_deref(), Some("rdl_x"));
    }

    #[test]
    fn two_or_none_or_a_long_one_or_one_of_a_similar_name_is_none() {
        let long = format!("__Host-roundel={}", "a".repeat(129));
        for cookies in [
            &["__Host-roundel=a; __Host-roundel=b"][..],
            &["__Host-roundel=a", "__Host-roundel=b"],
            &["__host-roundel=a"],
            &["roundel=a"],
            &[&long],
            &[],
        ] {
            assert_eq!(found(cookies), None, "{cookies:?}");
        }
    }

    #[test]
    fn it_is_for_this_host_alone_and_not_for_scripts() {
        let set = set_cookie("rdl_x", 43_200).unwrap();
        assert!(set.is_sensitive());
        let text = set.to_str().unwrap();
        assert_eq!(text, "__Host-roundel=rdl_x; Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Lax");
        assert!(
            remove_cookie().unwrap().to_str().unwrap().starts_with("__Host-roundel=; Path=/; Max-Age=0;")
        );
        assert!(set_cookie("a\nb", 1).is_none());
    }
}
