//! Which pages may open a socket: browsers ask no permission of the server before they do.

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use url::Url;

/// The origins whose pages may.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// The origins of these URLs; one that is no URL is passed over, the configuration has said so.
    #[must_use]
    pub fn of<'a>(urls: impl IntoIterator<Item = &'a str>) -> Self {
        let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin().ascii_serialization());
        Self(urls.into_iter().filter_map(origin).collect())
    }

    /// Whether a request may open a socket: from one of the pages, or from no page at all. A client that is no browser
    /// can claim what it likes, and needs a token all the same.
    pub(super) fn admit(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(ORIGIN).iter();
        match (values.next(), values.next()) {
            (None, _) => true,
            (Some(origin), None) => self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes()),
            (Some(_), Some(_)) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_another_origin_is_not_admitted() {
        let origins = Origins::of(["https://roundel.example.org/at/a/path", "http://localhost:5173"]);
        let admitted = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(ORIGIN, value.parse().unwrap());
            }
            origins.admit(&headers)
        };
        assert!(admitted(&[]));
        assert!(admitted(&["https://roundel.example.org"]));
        assert!(admitted(&["http://localhost:5173"]));
        for bad in [
            "null",
            "http://roundel.example.org",
            "https://roundel.example.org:8443",
            "https://roundel.example.org.evil.example",
            "https://evil.example",
            "",
        ] {
            assert!(!admitted(&[bad]), "{bad}");
        }
        assert!(!admitted(&["https://roundel.example.org", "https://roundel.example.org"]));
    }
}
