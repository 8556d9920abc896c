//! A client with an appointment, a mail that leads to a page, and the service's routes.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use mail_parser::MessageParser;
use roundel::domain::ids::SessionId;
use roundel::domain::people::Language;
use roundel::mail::message::BuiltMail;
use roundel::web::{BodyLimits, Links, WebState, router};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::support::{Member, ReadMail as _, ReminderFixture, TestDatabase, done, web_state};

/// Where links begin.
pub(super) const BASE: &str = "https://appointments.example.org";
const NOW: &str = "2026-03-02T12:00:00Z";
pub(super) const START: &str = "2026-03-10T17:30:00Z";
/// When the first reminder of it is due: two days ahead, in time for a cancellation.
pub(super) const DUE: &str = "2026-03-08T17:30:00Z";

const PLACES: &str = "query ($id: ID!) { node(id: $id) { ... on Session { participations { id rsvp
    attendance { status reason noticeGivenAt version } } } } }";
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");

/// One client, one session, and the reminder of it in their hands.
pub(super) struct Desk {
    pub(super) fixture: ReminderFixture,
    pub(super) member: Member,
    pub(super) session: SessionId,
    router: Router,
}

/// An answer.
#[derive(Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Desk {
    /// Mails lead to pages under [`BASE`].
    pub(super) async fn open(db: TestDatabase, language: Language) -> Self {
        let mut fixture = ReminderFixture::open_at(db, NOW).await;
        fixture.mailer = fixture.mailer.clone().with_links(BASE);
        let member = fixture.member("Zoë", language, "America/New_York").await;
        let session = fixture.session(START, &[member]).await;
        fixture.plan().await;
        let app = fixture.clinic.app.clone();
        let state = WebState {
            links: Some(Links::new(app.clone(), BodyLimits::default().time)),
            ..web_state(&app, fixture.clinic.endpoint.clone())
        };
        Self { fixture, member, session, router: router(state) }
    }

    /// Lets the first reminder go out: the mail.
    pub(super) async fn remind(&self) -> BuiltMail {
        self.fixture.clinic.at(DUE);
        assert_eq!(self.fixture.deliver().await.sent, 1);
        self.newest()
    }

    /// The mail that was sent last.
    pub(super) fn newest(&self) -> BuiltMail {
        self.fixture.mail.sent().last().unwrap().clone()
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask(Request::builder().method(Method::GET).uri(path).body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::builder().method(Method::POST).uri(path);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        let mut headers = parts.headers;
        headers.remove("x-request-id");
        Answer { status: parts.status, headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    /// The client's place as staff see it.
    pub(super) async fn place(&self) -> Value {
        let session = self.fixture.clinic.ask(PLACES, json!({ "id": self.session.to_string() })).await;
        session["node"]["participations"][0].clone()
    }

    /// Edits one session as a coordinator does.
    pub(super) async fn edit(&self, session: SessionId, changes: Value) {
        let clinic = &self.fixture.clinic;
        let series = self.fixture.read_session(session).await.series_id.to_string();
        let mut input =
            json!({ "seriesId": series, "scope": "THIS_SESSION", "sessionId": session.to_string() });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let preview = clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let committed = clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
        done(committed["commitSeriesEdit"].clone(), "committed");
    }

    /// The client as staff see them.
    pub(super) async fn client(&self) -> Value {
        let id = self.member.client_id.to_string();
        self.fixture.clinic.ask(CLIENT, json!({ "id": id })).await["node"].clone()
    }

    /// How many rows a table has.
    pub(super) async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) AS n FROM {table}");
        TestDatabase::number_on(&self.fixture.clinic.database.url_text, &sql).await
    }
}

/// The path of the page that a reminder leads to.
pub(super) fn page_of(mail: &BuiltMail) -> String {
    let text = mail.text();
    let links: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(BASE)).collect();
    let [path] = links[..] else { panic!("one link: {text}") };
    path.to_owned()
}

/// A header as its reader's program has it.
pub(super) fn header(mail: &BuiltMail, name: &str) -> Option<String> {
    let message = MessageParser::default().parse(mail.bytes()).unwrap();
    let raw = message.header_raw(name)?;
    Some(raw.split_whitespace().collect::<Vec<_>>().join(""))
}

/// The path of a mail's way out.
pub(super) fn stop_of(mail: &BuiltMail) -> String {
    let link = header(mail, "List-Unsubscribe").unwrap();
    link.trim_matches(['<', '>']).strip_prefix(BASE).unwrap().to_owned()
}
