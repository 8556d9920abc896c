//! The input and the answer of `correctMark`.

use async_graphql::{Enum, Error, ID, InputObject, SimpleObject};

use super::marks::{MarkFields, field_of};
use crate::app::attendance::CorrectMark;
use crate::app::makeups::NotStandingAgain;
use crate::domain::attendance::{CorrectError, RosterEntry};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, optional_text_or};
use crate::graphql::types::{Attendance, MarkedParticipation};

/// What to do about an empty note, which some corrections need.
const WHY: &str = "say in 1 to 500 characters why the mark is corrected; only before the marks are locked can it be left out";

/// Another mark for one participation.
#[derive(InputObject)]
pub(crate) struct CorrectMarkInput {
    /// The participation (`par_…`).
    participation_id: ID,
    /// The `version` of the mark that is to be corrected, as last read.
    expected_version: i32,
    /// What it should have been.
    #[graphql(flatten)]
    mark: MarkFields,
    /// Why, for whoever reads the history: 1 to 500 characters. Needed once the site's lock on marks has fallen.
    note: Option<String>,
}

/// Why `correctMark` was refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CorrectMarkErrorCode {
    /// A field of the input can't be read; `field` names it.
    InvalidInput,
    /// The mark contradicts itself or the session; `field` says where.
    InvalidMark,
    /// Nothing was marked yet; `markRoster` records the first mark.
    NeverMarked,
    /// The session was cancelled.
    SessionCancelled,
    /// The session has not begun, and this can't be known before.
    NotBegun,
    /// The mark was changed meanwhile; `standing` shows it, with the version to name if it is still wrong.
    Stale,
    /// The session ended too long ago for its therapist; a coordinator or an administrator may still correct it.
    Locked,
    /// The session ended so long ago that a correction needs a note.
    NoteNeeded,
    /// Somebody else recorded a mark in the same moment; read it again.
    Overtaken,
    /// The client, expected again, is in another session by now.
    DoubleBooked,
    /// The client has left the course, and the session has not begun: enrol them again to expect them.
    EnrollmentEnded,
    /// The client was to make up for a missed session there, and it is made up for otherwise by now.
    MadeUpOtherwise,
    /// The client was a guest there, and somebody else has the seat by now.
    NoSeatLeft,
}

/// One reason why `correctMark` was refused.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CorrectMarkUserError {
    /// What kind of reason, for programs.
    code: CorrectMarkErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words.
    pub(crate) message: String,
    /// The mark that stands.
    standing: Option<Attendance>,
}

/// The answer to `correctMark`.
#[derive(SimpleObject)]
pub(crate) struct CorrectMarkPayload {
    /// The participation with the mark that stands now; null if refused.
    participation: Option<MarkedParticipation>,
    /// Why nothing was done; empty if it was.
    user_errors: Vec<CorrectMarkUserError>,
}

impl CorrectMarkInput {
    /// Reads the input: the command, or the refusal.
    pub(super) fn parse(self) -> Result<Result<CorrectMark, CorrectMarkPayload>, Error> {
        let Self { participation_id, expected_version, mark, note } = self;
        let participation_id = parse_id("participationId", &participation_id)?;
        let read = || {
            Ok(CorrectMark {
                participation_id,
                expected_version: expected_version
                    .try_into()
                    .map_err(|_| invalid("expectedVersion")(&"a version is 1 or more"))?,
                mark: mark.into(),
                note: optional_text_or("note", note.as_deref(), WHY)?,
            })
        };
        Ok(read().map_err(CorrectMarkPayload::unreadable))
    }
}

impl CorrectMarkPayload {
    pub(super) fn done(entry: RosterEntry) -> Self {
        Self { participation: Some(entry.into()), user_errors: Vec::new() }
    }

    pub(super) fn refused(why: &CorrectError, standing: &RosterEntry) -> Self {
        use CorrectMarkErrorCode as Code;
        let (code, field) = match why {
            CorrectError::Invalid(error) => (Code::InvalidMark, Some(field_of(error))),
            CorrectError::NeverMarked => (Code::NeverMarked, None),
            CorrectError::SessionCancelled => (Code::SessionCancelled, None),
            CorrectError::NotBegun { .. } => (Code::NotBegun, Some("status")),
            CorrectError::Stale { .. } => (Code::Stale, Some("expectedVersion")),
        };
        Self::refusal(code, field, why.to_string(), Some(standing.into()))
    }

    pub(super) fn overtaken() -> Self {
        let message = "somebody else recorded a mark in the same moment; read it again";
        Self::refusal(CorrectMarkErrorCode::Overtaken, None, message.to_owned(), None)
    }

    pub(super) fn locked(message: &impl ToString) -> Self {
        Self::refusal(CorrectMarkErrorCode::Locked, Some("participationId"), message.to_string(), None)
    }

    pub(super) fn note_needed(message: &impl ToString) -> Self {
        Self::refusal(CorrectMarkErrorCode::NoteNeeded, Some("note"), message.to_string(), None)
    }

    pub(super) fn double_booked() -> Self {
        let message = "the client has another session at that time by now: free it first";
        Self::refusal(CorrectMarkErrorCode::DoubleBooked, None, message.to_owned(), None)
    }

    pub(super) fn enrollment_ended(message: &impl ToString) -> Self {
        let code = CorrectMarkErrorCode::EnrollmentEnded;
        Self::refusal(code, Some("participationId"), message.to_string(), None)
    }

    pub(super) fn not_standing_again(error: NotStandingAgain) -> Self {
        let code = match error {
            NotStandingAgain::MadeUpOtherwise => CorrectMarkErrorCode::MadeUpOtherwise,
            NotStandingAgain::NoSeatLeft(_) => CorrectMarkErrorCode::NoSeatLeft,
        };
        Self::refusal(code, Some("participationId"), error.to_string(), None)
    }

    fn unreadable(invalid: InvalidField) -> Self {
        Self::refusal(CorrectMarkErrorCode::InvalidInput, Some(&invalid.field), invalid.message, None)
    }

    fn refusal(
        code: CorrectMarkErrorCode,
        field: Option<&str>,
        message: String,
        standing: Option<Attendance>,
    ) -> Self {
        let error = CorrectMarkUserError { code, field: field.map(str::to_owned), message, standing };
        Self { participation: None, user_errors: vec![error] }
    }
}
