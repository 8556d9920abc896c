//! The routes' handlers.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};

use super::act::Act;
use super::pages::{Said, appointment_page, no_page, reminders_page, try_again};
use super::served::Links;
use crate::app::links::{
    Answered, LinkRequest, LinkedPage, answer_appointment, choose_language, read_calendar_file,
    set_reminders_stopped, show_link,
};
use crate::domain::access::Origin;
use crate::domain::links::{Answer, Standing};
use crate::graphql::RequestId;
use crate::web::body::read;
use crate::web::source::source;
use crate::web::state::{BodyLimits, WebState};

type Secret = Result<Path<String>, PathRejection>;

/// No form here is longer.
const MOST_BYTES: usize = 4096;

/// A request to a link: what serves it, what was presented, and by which request.
struct Asked {
    links: Links,
    secret: String,
    origin: Origin,
}

impl Asked {
    /// None where no links are served, or the path is none.
    fn read(state: &WebState, secret: Secret, request: &Request) -> Option<Self> {
        let (links, Ok(Path(secret))) = (state.links.clone()?, secret) else { return None };
        let request_id = request.extensions().get::<RequestId>().map(ToString::to_string);
        let origin = Origin { request_id, source: source(request, &state.trusted_proxies) };
        Some(Self { links, secret, origin })
    }

    fn link(&self) -> LinkRequest<'_> {
        LinkRequest { presented: &self.secret, origin: self.origin.clone() }
    }

    async fn show(&self) -> Result<LinkedPage, Response> {
        self.links.serve(show_link(&self.links.app, &self.link())).await
    }

    async fn act(&self, act: Act) -> Result<(LinkedPage, Said), Response> {
        let (app, link) = (&self.links.app, &self.link());
        self.links
            .serve(async {
                Ok(match act {
                    Act::Answer(answer) => answer_appointment(app, link, answer).await?.map(|answered| {
                        let said = said_of(&answered, answer);
                        (answered.page, said)
                    }),
                    Act::Language(language) => {
                        choose_language(app, link, language).await?.map(|page| (page, Said::Noted))
                    }
                    Act::StopReminders(stopped) => {
                        set_reminders_stopped(app, link, stopped).await?.map(|page| (page, Said::Noted))
                    }
                })
            })
            .await
    }
}

/// What was cancelled, changed or begun takes no answer: the page tells what is true, and that nothing was noted by silence.
fn said_of(answered: &Answered, answer: Answer) -> Said {
    let LinkedPage::Appointment(page) = &answered.page else { return Said::Nothing };
    match (answer, page.standing) {
        _ if answered.must_ask => Said::AskUs,
        (Answer::Confirm, Standing::Confirmed) | (Answer::Decline(_), Standing::Declined) => Said::Noted,
        _ => Said::Nothing,
    }
}

/// Shows an appointment. Nothing is changed: mail programs open links by themselves.
pub(in crate::web) async fn show(
    State(state): State<WebState>,
    secret: Secret,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::read(&state, secret, &request).ok_or_else(no_page)?;
    match asked.show().await? {
        LinkedPage::Appointment(page) => Ok(appointment_page(&asked.secret, &page, Said::Nothing)),
        LinkedPage::Stop(_) => Err(no_page()),
    }
}

/// Does what a form of an appointment's page asks for, and says what was done. Doing it again changes nothing.
pub(in crate::web) async fn act(
    State(state): State<WebState>,
    secret: Secret,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::read(&state, secret, &request).ok_or_else(no_page)?;
    let (_, form) = body(&state, request).await?;
    let LinkedPage::Appointment(shown) = asked.show().await? else { return Err(no_page()) };
    let Some(act) = Act::read(&form) else {
        return Ok(appointment_page(&asked.secret, &shown, Said::Nothing));
    };
    match asked.act(act).await? {
        (LinkedPage::Appointment(page), said) => Ok(appointment_page(&asked.secret, &page, said)),
        (LinkedPage::Stop(_), _) => Err(no_page()),
    }
}

/// The appointment as a file for a calendar.
pub(in crate::web) async fn calendar_file(
    State(state): State<WebState>,
    secret: Secret,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::read(&state, secret, &request).ok_or_else(no_page)?;
    let text = asked.links.serve(read_calendar_file(&asked.links.app, &asked.link())).await?;
    let kind = HeaderValue::from_static("text/calendar; method=PUBLISH; charset=utf-8");
    let file = HeaderValue::from_static("attachment; filename=\"appointment.ics\"");
    Ok(([(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, file)], text).into_response())
}

/// Shows the way out of reminders: a page with one button.
pub(in crate::web) async fn show_stop(
    State(state): State<WebState>,
    secret: Secret,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::read(&state, secret, &request).ok_or_else(no_page)?;
    match asked.show().await? {
        LinkedPage::Stop(page) => Ok(reminders_page(&asked.secret, &page, Said::Nothing)),
        LinkedPage::Appointment(_) => Err(no_page()),
    }
}

/// Stops reminders, or lets them go out again; for a reader's press of a button, and for their mail program's (RFC 8058).
pub(in crate::web) async fn act_on_reminders(
    State(state): State<WebState>,
    secret: Secret,
    request: Request,
) -> Result<Response, Response> {
    let asked = Asked::read(&state, secret, &request).ok_or_else(no_page)?;
    let (headers, form) = body(&state, request).await?;
    let LinkedPage::Stop(shown) = asked.show().await? else { return Err(no_page()) };
    let act = if Act::is_one_click(&headers, &form) {
        Some(Act::StopReminders(true))
    } else {
        Act::read(&form).filter(|act| !matches!(act, Act::Answer(_)))
    };
    let Some(act) = act else { return Ok(reminders_page(&asked.secret, &shown, Said::Nothing)) };
    match asked.act(act).await? {
        (LinkedPage::Stop(page), said) => Ok(reminders_page(&asked.secret, &page, said)),
        (LinkedPage::Appointment(_), _) => Err(no_page()),
    }
}

async fn body(state: &WebState, request: Request) -> Result<(HeaderMap, Vec<u8>), Response> {
    let (parts, body) = request.into_parts();
    let limits = BodyLimits { bytes: MOST_BYTES.min(state.body.bytes), ..state.body };
    let read = read(body, limits).await.map_err(|_| try_again(StatusCode::BAD_REQUEST))?;
    Ok((parts.headers, read))
}
