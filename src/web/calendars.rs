//! `GET /calendars/<secret>.ics`: a feed, for calendar programs. The link is the only credential.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use tokio::sync::Semaphore;

use super::answer::{busy, internal, unavailable};
use super::source::source;
use super::state::WebState;
use crate::app::calendars::{FeedAnswer, FeedRequest, read_feed};
use crate::app::{App, Failure};
use crate::domain::access::Origin;
use crate::graphql::RequestId;

/// What feeds are read from.
#[derive(Clone)]
pub struct Feeds {
    app: App,
    time_limit: Duration,
    places: Arc<Semaphore>,
}

impl Feeds {
    /// How many are read at once: programs that refresh calendars all do so on the hour.
    const AT_ONCE: usize = 8;

    /// Reads them from `app`; waiting and reading take at most `time_limit` together.
    #[must_use]
    pub fn new(app: App, time_limit: Duration) -> Self {
        Self { app, time_limit, places: Arc::new(Semaphore::new(Self::AT_ONCE)) }
    }

    #[expect(clippy::disallowed_methods, reason = "a limit on one request, whatever the clock shows")]
    async fn read(&self, request: &FeedRequest<'_>) -> Result<Option<FeedAnswer>, Response> {
        let reading = async {
            // Never closed.
            let _place = self.places.acquire().await;
            read_feed(&self.app, request).await
        };
        match tokio::time::timeout(self.time_limit, reading).await {
            Ok(answer) => answer.map_err(failed),
            Err(_) => Err(busy("The calendar took too long")),
        }
    }
}

/// Answers with the calendar, 304 to who has it already, and 404 whatever is wrong with the link. Bytes and tag are the
/// same until the calendar changes, whatever the clock shows.
pub(super) async fn by_get(
    State(state): State<WebState>,
    file: Result<Path<String>, PathRejection>,
    request: Request,
) -> Result<Response, Response> {
    let Some(feeds) = &state.feeds else { return Ok(no_calendar()) };
    let file = file.map(|Path(file)| file).unwrap_or_default();
    let Some(presented) = file.strip_suffix(".ics") else { return Ok(no_calendar()) };
    let request_id = request.extensions().get::<RequestId>().map(ToString::to_string);
    let origin = Origin { request_id, source: source(&request, &state.trusted_proxies) };
    let has = tags(request.headers());
    let answer = feeds.read(&FeedRequest { presented, has: &has, origin }).await?;
    Ok(match answer {
        None => no_calendar(),
        Some(FeedAnswer::Unchanged { tag }) => (StatusCode::NOT_MODIFIED, tagged(&tag)).into_response(),
        Some(FeedAnswer::Calendar { tag, text }) => {
            let kind = (CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
            (tagged(&tag), [kind], text).into_response()
        }
    })
}

/// To be asked about each time: what is behind a link that was revoked must not go on in a cache.
fn tagged(tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))]);
    // Hexadecimal digits are a header's value.
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{tag}\"")) {
        headers.insert(ETAG, tag);
    }
    headers
}

/// The entity tags of `If-None-Match`, without their quotes; weak ones count as strong (RFC 9110, section 13.1.2).
fn tags(headers: &HeaderMap) -> Vec<&str> {
    let values = headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let all = values.flat_map(|value| value.split(','));
    all.filter_map(|tag| {
        let tag = tag.trim();
        let opaque = tag.strip_prefix("W/").unwrap_or(tag);
        if opaque == "*" { Some(opaque) } else { opaque.strip_prefix('"')?.strip_suffix('"') }
    })
    .collect()
}

/// The one answer to a link that is malformed, unknown, revoked, or of somebody who may no longer act.
fn no_calendar() -> Response {
    (StatusCode::NOT_FOUND, "There is no calendar here.\n").into_response()
}

fn failed(failure: Failure) -> Response {
    match failure {
        Failure::NotFound => no_calendar(),
        Failure::Busy => busy(&failure.to_string()),
        Failure::Unavailable(_) => unavailable(),
        Failure::Denied(_) | Failure::VanishedZone(_) | Failure::Internal(_) => {
            let cause: &(dyn std::error::Error + 'static) = &failure;
            tracing::error!(cause, "cannot read a calendar feed");
            internal()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_from_any_number_of_headers() {
        let mut headers = HeaderMap::new();
        for value in [r#""one", W/"two""#, "*", r#"bare, "open"#] {
            headers.append(IF_NONE_MATCH, value.parse().unwrap());
        }
        assert_eq!(tags(&headers), ["one", "two", "*"]);
        assert!(tags(&HeaderMap::new()).is_empty());
    }
}
