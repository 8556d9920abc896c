//! A group with a series, and the service's routes over it.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use roundel::app::calendars::CalendarSettings;
use roundel::domain::people::EmailAddress;
use roundel::graphql::{Endpoint, Policy, build_schema};
use roundel::web::{BodyLimits, Feeds, WebState, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{ScheduleFixture, TestDatabase, done, web_state};

pub(super) const CREATE: &str =
    include_str!("../../../graphql/operations/calendars/create_calendar_feed.graphql");
pub(super) const REVOKE: &str =
    include_str!("../../../graphql/operations/calendars/revoke_calendar_feed.graphql");
pub(super) const LIST: &str = include_str!("../../../graphql/operations/calendars/calendar_feeds.graphql");
pub(super) const FILE: &str =
    include_str!("../../../graphql/operations/calendars/session_calendar_file.graphql");
const MOVE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");

/// Where links begin.
const BASE: &str = "https://appointments.example.org";

/// A group of clients with twelve Tuesdays, and what answers requests.
pub(super) struct Desk {
    pub(super) fixture: ScheduleFixture,
    router: Router,
}

/// An answer.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// The properties of an event by their names, parameters included.
pub(super) type Event = BTreeMap<String, String>;

impl Desk {
    pub(super) async fn open(db: TestDatabase, members: usize) -> Self {
        let mut fixture = ScheduleFixture::committed(db, members).await;
        let settings = CalendarSettings {
            link_base: BASE.to_owned(),
            organizer: Some(EmailAddress::parse("desk@clinic.example").unwrap()),
        };
        let app = fixture.clinic.app.clone().with_calendars(settings);
        fixture.clinic.app = app.clone();
        fixture.clinic.endpoint = Endpoint::new(build_schema(app.clone()), Policy::default());
        let state = WebState {
            feeds: Some(Feeds::new(app.clone(), BodyLimits::default().time)),
            ..web_state(&app, fixture.clinic.endpoint.clone())
        };
        Self { fixture, router: router(state) }
    }

    /// Makes a feed: its id, and the path of its link.
    pub(super) async fn feed(&self, input: Value) -> (String, String) {
        let made = self.fixture.clinic.ask(CREATE, json!({ "input": input })).await;
        let made = done(made["createCalendarFeed"].clone(), "created");
        let path = made["url"].as_str().unwrap().strip_prefix(BASE).unwrap().to_owned();
        (made["calendarFeed"]["id"].as_str().unwrap().to_owned(), path)
    }

    /// Lets a second pass, so that what comes is the newest of the audit log.
    pub(super) fn tick(&self) {
        self.fixture.clinic.clock.advance(Duration::from_secs(1));
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    /// Asks for a path, having what that tag stands for.
    pub(super) async fn ask(&self, method: Method, path: &str, tag: Option<&str>) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(tag) = tag {
            request = request.header("if-none-match", tag);
        }
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut headers = parts.headers;
        headers.remove("x-request-id");
        Answer { status: parts.status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// The events behind a link.
    pub(super) async fn events(&self, path: &str) -> Vec<Event> {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        events(&answer.body)
    }

    pub(super) async fn reschedule(&self, session: &Value, local_start: &str) {
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "localStart": local_start });
        let moved = self.fixture.clinic.ask(MOVE, json!({ "input": input })).await;
        done(moved["rescheduleSession"].clone(), "session");
    }

    pub(super) async fn cancel(&self, session: &Value) {
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "cancelledBy": "CLINIC" });
        let cancelled = self.fixture.clinic.ask(CANCEL, json!({ "input": input })).await;
        done(cancelled["cancelSession"].clone(), "session");
    }
}

/// The events of a calendar's text, unfolded.
pub(super) fn events(text: &str) -> Vec<Event> {
    let unfolded = text.replace("\r\n ", "");
    let parts = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    parts
        .map(|part| {
            let lines = part.split("END:VEVENT").next().unwrap().lines();
            lines
                .map(|line| line.split_once(':').unwrap())
                .map(|(name, value)| (name.into(), value.into()))
                .collect()
        })
        .collect()
}

/// An instant of the API (RFC 3339) as a calendar writes it.
pub(super) fn in_calendar(instant: &Value) -> String {
    instant.as_str().unwrap().replace(['-', ':'], "")
}
