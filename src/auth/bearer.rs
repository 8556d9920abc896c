//! The token in `Authorization: Bearer rdl_…` (RFC 6750, section 2.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use secrecy::{ExposeSecret as _, SecretString};

const PREFIX: &str = "rdl_";
const SCHEME: &str = "bearer";

/// The longest text looked at, in bytes; more than any token we make.
const MOST_BYTES: usize = 128;

/// A text that could be one of our tokens. Its `Debug` shows nothing of it.
#[derive(Debug, Clone)]
pub struct BearerToken(SecretString);

impl BearerToken {
    /// Finds the token of a request: one `Authorization` header, scheme `Bearer` in any case, the prefix `rdl_`, then
    /// letters, digits, `-` and `_`.
    #[must_use]
    pub fn find(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return None;
        };
        Self::of_credentials(value.to_str().ok()?)
    }

    /// Reads a token behind its scheme, as the header's value has it.
    #[must_use]
    pub fn of_credentials(credentials: &str) -> Option<Self> {
        let (scheme, token) = credentials.split_once(' ')?;
        if scheme.eq_ignore_ascii_case(SCHEME) { Self::parse(token) } else { None }
    }

    /// Reads a token as the command line prints it.
    #[must_use]
    pub fn parse(token: &str) -> Option<Self> {
        let secret = token.strip_prefix(PREFIX)?;
        let plausible = !secret.is_empty()
            && token.len() <= MOST_BYTES
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        plausible.then(|| Self(SecretString::from(token)))
    }

    /// The whole token, for hashing only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, value.parse().unwrap());
        }
        BearerToken::find(&headers).map(|token| token.expose().to_owned())
    }

    #[test]
    fn a_token_is_found_whatever_the_case_of_its_scheme() {
        assert_eq!(find(&["Bearer rdl_aB-9_"]).as_deref(), Some("rdl_aB-9_"));
        assert_eq!(find(&["bearer rdl_x"]).as_deref(), Some("rdl_x"));
    }

    #[test]
    fn whatever_is_not_one_plausible_token_is_none() {
        let long = format!("Bearer rdl_{}", "a".repeat(125));
        for bad in [
            "",
            "Bearer",
            "Bearer ",
            "Bearer rdl_",
            "Bearer abc",
            "Basic rdl_x",
            "Bearer  rdl_x",
            "Bearer rdl_x ",
            "Bearer rdl_x;",
            &long,
        ] {
            assert_eq!(find(&[bad]), None, "{bad}");
        }
        assert_eq!(find(&["Bearer rdl_a", "Bearer rdl_b"]), None);
        assert_eq!(find(&[]), None);
    }

    #[test]
    fn its_debug_text_keeps_the_secret() {
        assert!(!format!("{:?}", BearerToken::parse("rdl_secret")).contains("secret"));
    }
}
