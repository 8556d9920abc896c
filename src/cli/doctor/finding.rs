//! One thing that was looked at, and how it is.

use std::fmt;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    /// As it should be.
    Ok,
    /// It works, and an operator should know.
    Warning,
    /// It does not work.
    Failed,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) state: State,
    pub(super) what: &'static str,
    pub(super) told: String,
}

impl Finding {
    pub(super) fn ok(what: &'static str, told: impl Into<String>) -> Self {
        Self { state: State::Ok, what, told: told.into() }
    }

    pub(super) fn warning(what: &'static str, told: impl Into<String>) -> Self {
        Self { state: State::Warning, what, told: told.into() }
    }

    pub(super) fn failed(what: &'static str, told: impl Into<String>) -> Self {
        Self { state: State::Failed, what, told: told.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { state, what, told } = self;
        let word = match state {
            State::Ok => "ok",
            State::Warning => "WARNING",
            State::Failed => "FAILED",
        };
        write!(f, "{word:<8} {what:<14} {told}")
    }
}
