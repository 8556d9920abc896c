//! The answer of `markRosters`.

use std::collections::HashSet;

use async_graphql::{Enum, ID, SimpleObject};

use super::mark_roster::{MarkRosterInput, MarkRosterPayload, MarkRosterUserError};
use crate::graphql::types::MarkedParticipation;

/// The most sessions of one request: a year of weeks.
const MOST_SESSIONS: usize = 50;

/// Why `markRosters` was refused as a whole.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkRostersErrorCode {
    /// No session, too many, or one twice.
    InvalidInput,
}

/// Why `markRosters` was refused as a whole; nothing was recorded.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct MarkRostersUserError {
    /// What kind of reason, for programs.
    code: MarkRostersErrorCode,
    /// The input field it speaks of.
    pub(crate) field: Option<String>,
    /// The reason in words.
    pub(crate) message: String,
}

/// What came of one session.
#[derive(SimpleObject)]
pub(crate) struct MarkedRoster {
    /// The session, as given.
    session_id: ID,
    /// The participations that were marked, as `markRoster` answers; null if the session's marks were refused.
    participations: Option<Vec<MarkedParticipation>>,
    /// Why none of the session's marks was recorded; empty if all were.
    user_errors: Vec<MarkRosterUserError>,
}

/// The answer to `markRosters`.
#[derive(SimpleObject)]
pub(crate) struct MarkRostersPayload {
    /// What came of each session, in the order of the input; null if the whole was refused.
    results: Option<Vec<MarkedRoster>>,
    /// Why nothing was recorded at all; what single sessions refuse stands with them.
    user_errors: Vec<MarkRostersUserError>,
}

impl MarkedRoster {
    pub(super) fn of(session_id: ID, payload: MarkRosterPayload) -> Self {
        let MarkRosterPayload { participations, user_errors } = payload;
        Self { session_id, participations, user_errors }
    }
}

impl MarkRostersPayload {
    /// The refusal of the whole, if it can't be begun.
    pub(super) fn check(input: &[MarkRosterInput]) -> Option<Self> {
        let mut seen = HashSet::new();
        let twice = input.iter().find(|one| !seen.insert(one.session_id.as_str()));
        let message = if !(1..=MOST_SESSIONS).contains(&input.len()) {
            format!("input: {} sessions were given: from 1 to {MOST_SESSIONS}", input.len())
        } else {
            format!("input: {} is named twice: put its marks together", twice?.session_id.as_str())
        };
        let (code, field) = (MarkRostersErrorCode::InvalidInput, Some("input".to_owned()));
        Some(Self { results: None, user_errors: vec![MarkRostersUserError { code, field, message }] })
    }

    pub(super) fn done(results: Vec<MarkedRoster>) -> Self {
        Self { results: Some(results), user_errors: Vec::new() }
    }
}
