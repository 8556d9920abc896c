//! Meetings beside the weekly sessions.

use super::session::SessionKind;
use crate::domain::words::words;

words! {
    /// What a single meeting of one client is, beside the weekly sessions of their course.
    pub enum MeetingKind {
        /// A catch-up for a missed session.
        Makeup = "MAKEUP",
    }
}

impl MeetingKind {
    /// What kind of session it is held as.
    #[must_use]
    pub const fn session_kind(self) -> SessionKind {
        match self {
            Self::Makeup => SessionKind::Makeup,
        }
    }
}
