//! The pages, and the headers that they are served with.

use std::sync::LazyLock;

use askama::Template;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::words::Words;
use crate::app::links::{AppointmentPage, StopPage};
use crate::domain::links::Standing;
use crate::domain::people::Language;
use crate::web::answer::internal;

/// The one style sheet. It stands in the page: a policy names its hash, so nothing else styles it, and nothing is fetched.
const STYLE: &str = include_str!("templates/links.css");

/// Nothing is loaded, framed or run; forms go nowhere else.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
});

/// What a page says of what has just been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing was asked for.
    Nothing,
    /// It is done, or was so already.
    Noted,
    /// It takes a call.
    AskUs,
}

#[derive(Template)]
#[template(path = "appointment.html")]
struct AppointmentHtml<'a> {
    style: &'static str,
    words: &'static Words,
    secret: &'a str,
    page: &'a AppointmentPage,
    about: &'a StopPage,
    lead: &'static str,
    said: Option<&'static str>,
    other: &'static Words,
    can_confirm: bool,
    can_decline: bool,
}

#[derive(Template)]
#[template(path = "reminders.html")]
struct RemindersHtml<'a> {
    style: &'static str,
    words: &'static Words,
    secret: &'a str,
    about: &'a StopPage,
    said: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "no_page.html")]
struct NoPageHtml {
    style: &'static str,
    all: [&'static Words; 2],
    is_for_now: bool,
}

/// The page of an appointment.
pub(super) fn appointment_page(secret: &str, page: &AppointmentPage, said: Said) -> Response {
    let words = Words::of(page.about.language);
    let standing = page.standing;
    let html = AppointmentHtml {
        style: STYLE,
        words,
        secret,
        page,
        about: &page.about,
        lead: words.lead(standing),
        said: sentence(words, said),
        other: Words::of(other(page.about.language)),
        can_confirm: standing.takes_answers() && standing != Standing::Confirmed,
        can_decline: standing.takes_answers() && standing != Standing::Declined,
    };
    served(StatusCode::OK, &html)
}

/// The page about reminders altogether.
pub(super) fn reminders_page(secret: &str, about: &StopPage, said: Said) -> Response {
    let words = Words::of(about.language);
    let html = RemindersHtml { style: STYLE, words, secret, about, said: sentence(words, said) };
    served(StatusCode::OK, &html)
}

/// The one answer to a link that is malformed, unknown, expired or another's, in every language.
pub(super) fn no_page() -> Response {
    served(StatusCode::NOT_FOUND, &NoPageHtml { style: STYLE, all: Words::ALL, is_for_now: false })
}

/// The answer to what can't be done now.
pub(super) fn try_again(status: StatusCode) -> Response {
    served(status, &NoPageHtml { style: STYLE, all: Words::ALL, is_for_now: true })
}

fn sentence(words: &'static Words, said: Said) -> Option<&'static str> {
    match said {
        Said::Nothing => None,
        Said::Noted => Some(words.noted),
        Said::AskUs => Some(words.ask_us),
    }
}

const fn other(language: Language) -> Language {
    match language {
        Language::En => Language::Es,
        Language::Es => Language::En,
    }
}

fn served(status: StatusCode, page: &impl Template) -> Response {
    let (Ok(html), Some(policy)) = (page.render(), POLICY.as_ref()) else { return internal() };
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(CONTENT_TYPE, kind), (CONTENT_SECURITY_POLICY, policy.clone())];
    (status, headers, html).into_response()
}
