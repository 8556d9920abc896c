//! Which media type a request has, and which its answer gets.

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};

/// The two forms of an answer; the body is JSON in both, the status codes differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`: 200 for whatever a well-formed request led to.
    Json,
    /// `application/graphql-response+json`: the status tells whether the document was executed.
    GraphQl,
}

impl Media {
    /// The content type of the answer.
    pub(super) const fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        })
    }

    /// What `Accept` asks for: the highest `q`, the named before the wildcard, `application/json` for none at all.
    /// `None` if neither form is accepted.
    pub(super) fn accepted(headers: &HeaderMap) -> Option<Self> {
        let ranges: Vec<_> = headers
            .get_all(ACCEPT)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .collect();
        if ranges.iter().all(|range| range.trim().is_empty()) {
            return Some(Self::Json);
        }
        let best = ranges.iter().filter_map(|range| Self::offered(range)).max_by_key(|(rank, _)| *rank);
        best.map(|(_, media)| media)
    }

    /// The form within one range, with its rank: `q` in thousandths, then how precisely it was named.
    fn offered(range: &str) -> Option<((u32, u8), Self)> {
        let mut parts = range.split(';').map(str::trim);
        let (precision, media) = match parts.next()?.to_ascii_lowercase().as_str() {
            "application/graphql-response+json" => (2, Self::GraphQl),
            "application/json" => (1, Self::Json),
            "application/*" | "*/*" => (0, Self::Json),
            _ => return None,
        };
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        let thousandths = weight.map_or(1000, |text| thousandths(text).unwrap_or(0));
        (thousandths > 0).then_some(((thousandths, precision), media))
    }
}

/// A quality value (RFC 9110, section 12.4.2) in thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u32 = if digits { format!("{fraction:0<3}").parse().ok()? } else { return None };
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1000),
        _ => None,
    }
}

/// Whether a body is JSON in UTF-8. Nothing else is read: a browser sends JSON elsewhere only after asking first.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    is_in_utf8("application/json", headers)
}

/// Whether a body is CSV in UTF-8: of what a form can send nothing is.
pub(super) fn is_csv(headers: &HeaderMap) -> bool {
    is_in_utf8("text/csv", headers)
}

fn is_in_utf8(wanted: &str, headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(CONTENT_TYPE).map(HeaderValue::to_str) else {
        return false;
    };
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().is_some_and(|essence| essence.eq_ignore_ascii_case(wanted));
    essence
        && parts.filter_map(|parameter| parameter.split_once('=')).all(|(name, value)| {
            !name.eq_ignore_ascii_case("charset") || value.trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepted(accept: &str) -> Option<Media> {
        Media::accepted(&HeaderMap::from_iter([(ACCEPT, accept.parse().unwrap())]))
    }

    #[test]
    fn the_most_wanted_form_wins_and_the_named_before_the_wildcard() {
        assert_eq!(Media::accepted(&HeaderMap::new()), Some(Media::Json));
        assert_eq!(accepted("*/*"), Some(Media::Json));
        assert_eq!(accepted("text/html, application/*;q=0.8"), Some(Media::Json));
        assert_eq!(accepted("application/json, application/graphql-response+json"), Some(Media::GraphQl));
        assert_eq!(
            accepted("application/graphql-response+json; q=0.5, application/json;q=0.51"),
            Some(Media::Json)
        );
        assert_eq!(accepted("application/json, multipart/mixed"), Some(Media::Json));
    }

    #[test]
    fn what_is_not_accepted_is_not_sent() {
        for accept in ["text/html", "application/json;q=0", "application/json;q=x", "image/*"] {
            assert_eq!(accepted(accept), None, "{accept}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let is_json = |value: &str| is_json(&HeaderMap::from_iter([(CONTENT_TYPE, value.parse().unwrap())]));
        assert!(is_json("application/json") && is_json("Application/JSON; charset=\"UTF-8\""));
        assert!(
            !is_json("text/plain")
                && !is_json("application/json; charset=latin1")
                && !is_json("application/jsonp")
        );
    }
}
