//! Meetings beside the weekly sessions.

use std::fmt;
use std::str::FromStr;

use super::session::SessionKind;
use crate::domain::companions::CompanionKind;
use crate::domain::words::UnknownWord;

/// What a single meeting of one client is, beside the weekly sessions of their course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeetingKind {
    /// A catch-up for a missed session.
    Makeup,
    /// A meeting that the program asks for.
    Companion(CompanionKind),
}

const MAKEUP: &str = "MAKEUP";

impl MeetingKind {
    /// What kind of session it is held as.
    #[must_use]
    pub const fn session_kind(self) -> SessionKind {
        match self {
            Self::Makeup => SessionKind::Makeup,
            Self::Companion(kind) => kind.session_kind(),
        }
    }

    /// Whether it concludes a course that was completed, and is held after its end.
    #[must_use]
    pub const fn concludes(self) -> bool {
        match self {
            Self::Makeup => false,
            Self::Companion(kind) => kind.concludes(),
        }
    }
}

impl fmt::Display for MeetingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Makeup => MAKEUP,
            Self::Companion(kind) => kind.word(),
        })
    }
}

impl FromStr for MeetingKind {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == MAKEUP { Ok(Self::Makeup) } else { text.parse().map(Self::Companion) }
    }
}
