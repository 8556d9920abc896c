//! Which pages a browser may send requests from: it asks no permission of the server before it opens a socket, and adds
//! its cookie to whatever page asks it to.

use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use url::Url;

/// The origins of pages.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// The origins of these URLs; one that is no URL is passed over, the configuration has said so.
    #[must_use]
    pub fn of<'a>(urls: impl IntoIterator<Item = &'a str>) -> Self {
        let origin = |text: &str| Url::parse(text).ok().map(|url| url.origin().ascii_serialization());
        Self(urls.into_iter().filter_map(origin).collect())
    }

    /// Whether a request comes from one of the pages.
    pub(super) fn sent(&self, headers: &HeaderMap) -> bool {
        let mut values = headers.get_all(ORIGIN).iter();
        let (Some(origin), None) = (values.next(), values.next()) else { return false };
        self.0.iter().any(|allowed| allowed.as_bytes() == origin.as_bytes())
    }

    /// Whether a request may open a socket: from one of the pages, or from no page at all. A client that is no browser
    /// can claim what it likes, and needs a token all the same.
    pub(super) fn admit(&self, headers: &HeaderMap) -> bool {
        !headers.contains_key(ORIGIN) || self.sent(headers)
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
        assert!(admitted(&[]) && !origins.sent(&HeaderMap::new()), "no page, and so none of ours");
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
