//! `/m/…`: the pages behind the links of clients' mails.
//!
//! Owns: the routes, the forms, the pages' words, their one style sheet and security headers. Must not know: what an answer
//! does (`app::links`).
//! Example: `GET /m/<secret>` shows an appointment; `POST` to it, with `act=confirm`, answers.
//! `GET` shows and `POST` acts: mail programs open links by themselves. No script, no cookie: the link is the only credential.
//! The next act is a variant of `Act` and a form in a template; its words go into every language of `words`.

mod act;
mod handlers;
mod pages;
mod served;
mod words;

pub(super) use handlers::{act, act_on_reminders, calendar_file, show, show_stop};
pub use served::Links;
