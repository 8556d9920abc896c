//! The input and the answer of `markRoster`.

use async_graphql::{Enum, Error, ID, InputObject, SimpleObject};

use super::marks::{MarkInput, field_of};
use crate::app::attendance::{MarkRefusal, MarkRoster, MarkedPlace, RefusedMark};
use crate::domain::access::Denied;
use crate::domain::attendance::{RecordError, RosterEntry, StoredStatus};
use crate::domain::ids::ParticipationId;
use crate::graphql::ids::{id, parse_id};
use crate::graphql::types::{Attendance, MarkedParticipation};

/// The most marks of one session: more than any group has members.
const MOST_MARKS: usize = 200;

/// What everybody else on a roster is marked: what needs no more to be said.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EveryoneElse {
    /// Present.
    Attended,
    /// Expected, absent, and no notice before the start.
    NoShow,
    /// Absent in agreement with the clinic.
    Excused,
}

impl From<EveryoneElse> for StoredStatus {
    fn from(status: EveryoneElse) -> Self {
        match status {
            EveryoneElse::Attended => Self::Attended,
            EveryoneElse::NoShow => Self::NoShow,
            EveryoneElse::Excused => Self::Excused,
        }
    }
}

/// Marks for one session.
#[derive(InputObject)]
pub(crate) struct MarkRosterInput {
    /// The session (`ses_…`).
    pub(super) session_id: ID,
    /// The marks, at most 200, each participation once; who is left out stays as they are, unless `markEveryoneElse`. At
    /// least one without it.
    #[graphql(default)]
    marks: Vec<MarkInput>,
    /// Everybody else who is expected there and has no mark yet gets this one: "all came, but for …" in one gesture. Whoever is
    /// marked already keeps that mark.
    mark_everyone_else: Option<EveryoneElse>,
}

/// Why `markRoster` was refused.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MarkRosterErrorCode {
    /// No marks, or too many.
    InvalidInput,
    /// The participation is not on this session's roster, or is nobody's.
    NotOnRoster,
    /// The participation was named twice.
    Repeated,
    /// The mark contradicts itself or the session; `field` says where.
    InvalidMark,
    /// UNRECORDED is no mark; `correctMark` undoes one.
    NothingRecorded,
    /// The session was cancelled.
    SessionCancelled,
    /// The session has not begun, and this can't be known before.
    NotBegun,
    /// Another mark stands, as `standing` shows; `correctMark` changes it.
    AlreadyMarked,
    /// The session ended too long ago for its therapist; a coordinator or an administrator may still record it.
    Locked,
    /// Somebody else recorded a mark in the same moment; read the roster again.
    Overtaken,
    /// In `markRosters`: the clinic has no such session, or the caller may not know of it.
    SessionNotFound,
    /// In `markRosters`: somebody else leads the session.
    NotLed,
}

/// One reason why `markRoster` was refused; nothing was recorded.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct MarkRosterUserError {
    /// What kind of reason, for programs.
    code: MarkRosterErrorCode,
    /// The input field it speaks of, if it is one.
    pub(crate) field: Option<String>,
    /// The reason in words.
    pub(crate) message: String,
    /// The participation it speaks of, as given.
    participation_id: Option<ID>,
    /// The mark that stands, if the participation is on the roster.
    standing: Option<Attendance>,
}

/// The answer to `markRoster`.
#[derive(SimpleObject)]
pub(crate) struct MarkRosterPayload {
    /// The participations named, in the order of the input, and with `markEveryoneElse` then the rest of the roster, with the
    /// marks that stand now, new or not; null if refused.
    pub(super) participations: Option<Vec<MarkedParticipation>>,
    /// Why nothing was recorded, one for each mark refused; empty if all were recorded.
    pub(super) user_errors: Vec<MarkRosterUserError>,
}

impl MarkRosterInput {
    /// Reads the input: the command, or the refusal.
    pub(super) fn parse(self) -> Result<Result<MarkRoster, MarkRosterPayload>, Error> {
        let Self { session_id, marks, mark_everyone_else } = self;
        let session_id = parse_id("sessionId", &session_id)?;
        let count = marks.len();
        let unfit = if count == 0 && mark_everyone_else.is_none() {
            Some(
                "marks: none were given: give at least one, or markEveryoneElse for whoever has no mark yet"
                    .to_owned(),
            )
        } else if count > MOST_MARKS {
            Some(format!("marks: {count} were given: at most {MOST_MARKS}"))
        } else {
            None
        };
        if let Some(message) = unfit {
            return Ok(Err(MarkRosterPayload::refusal(
                MarkRosterErrorCode::InvalidInput,
                Some("marks"),
                message,
            )));
        }
        let (mut parsed, mut unreadable) = (Vec::with_capacity(count), Vec::new());
        for MarkInput { participation_id, mark } in marks {
            match participation_id.parse::<ParticipationId>() {
                Ok(participation) => parsed.push((participation, mark.into())),
                // No roster has it, whatever was meant.
                Err(_) => {
                    let why = MarkRefusal::NotOnRoster;
                    unreadable.push(refusal_of(&why, why.to_string(), participation_id, None));
                }
            }
        }
        if unreadable.is_empty() {
            let everyone_else = mark_everyone_else.map(Into::into);
            Ok(Ok(MarkRoster { session_id, marks: parsed, everyone_else }))
        } else {
            Ok(Err(MarkRosterPayload { participations: None, user_errors: unreadable }))
        }
    }
}

impl MarkRosterPayload {
    pub(super) fn done(places: Vec<MarkedPlace>) -> Self {
        let participations = places.into_iter().map(|place| place.entry.into()).collect();
        Self { participations: Some(participations), user_errors: Vec::new() }
    }

    pub(super) fn refused(refused: &[RefusedMark]) -> Self {
        let errors = refused.iter().map(|one| {
            let RefusedMark { participation_id, why, standing } = one;
            refusal_of(why, one.in_words(), id(participation_id), standing.as_ref())
        });
        Self { participations: None, user_errors: errors.collect() }
    }

    pub(super) fn overtaken() -> Self {
        let message = "somebody else recorded a mark in the same moment; read the roster again";
        Self::refusal(MarkRosterErrorCode::Overtaken, None, message.to_owned())
    }

    pub(super) fn not_found() -> Self {
        let message = "not found: the clinic has no such session, or others lead it".to_owned();
        Self::refusal(MarkRosterErrorCode::SessionNotFound, Some("sessionId"), message)
    }

    pub(super) fn not_led(denied: Denied) -> Self {
        Self::refusal(MarkRosterErrorCode::NotLed, Some("sessionId"), denied.to_string())
    }

    pub(super) fn refusal(code: MarkRosterErrorCode, field: Option<&str>, message: String) -> Self {
        let field = field.map(str::to_owned);
        let error = MarkRosterUserError { code, field, message, participation_id: None, standing: None };
        Self { participations: None, user_errors: vec![error] }
    }
}

fn refusal_of(
    why: &MarkRefusal,
    message: String,
    participation_id: ID,
    standing: Option<&RosterEntry>,
) -> MarkRosterUserError {
    use MarkRosterErrorCode as Code;
    let (code, field) = match why {
        MarkRefusal::NotOnRoster => (Code::NotOnRoster, Some("participationId")),
        MarkRefusal::Repeated => (Code::Repeated, Some("participationId")),
        MarkRefusal::Rule(rule) => match rule {
            RecordError::Invalid(error) => (Code::InvalidMark, Some(field_of(error))),
            RecordError::NothingRecorded => (Code::NothingRecorded, Some("status")),
            RecordError::SessionCancelled => (Code::SessionCancelled, None),
            RecordError::NotBegun { .. } => (Code::NotBegun, Some("status")),
            RecordError::AlreadyMarked { current, new, version: _ } => {
                (Code::AlreadyMarked, current.differences(new).first().copied())
            }
        },
    };
    MarkRosterUserError {
        code,
        field: field.map(str::to_owned),
        message,
        participation_id: Some(participation_id),
        standing: standing.map(Attendance::from),
    }
}
