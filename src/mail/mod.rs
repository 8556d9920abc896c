//! From the facts of one mail to a server's answer.
//!
//! Owns: the words (one catalogue per language, `templates/`), rendering, the lint that keeps mails neutral, the
//! MIME message, and the transports. It is the only place that knows `lettre`.
//! Must not know: databases, consent, policies, when a mail is due or tried again (`app::reminders`, `worker`).
//! Example: `ReminderMail { .. }.render()?` gives subject, text and HTML; put into an `OutgoingMail` they go to
//! `transport.send(&mail, limit)`, whose failure says whether to try again.
//! A new kind of mail is a new file in `render/`, two templates, and its words in every catalogue; the tests
//! render and lint it in every language and zone once it is in `render::samples`.

pub mod lint;
pub mod message;
pub mod render;
pub mod transport;
