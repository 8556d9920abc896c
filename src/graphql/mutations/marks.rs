//! The inputs of a mark, and how its rules speak of them.

use async_graphql::{ID, InputObject};

use crate::domain::attendance::{self as domain, MarkError};
use crate::graphql::scalars::Instant;
use crate::graphql::types::{AbsenceReason, MarkStatus};

/// One participation's mark.
#[derive(InputObject)]
pub(crate) struct MarkInput {
    /// The participation (`par_…`).
    pub(super) participation_id: ID,
    /// What happened.
    #[graphql(flatten)]
    pub(super) mark: MarkFields,
}

/// What a mark says.
#[derive(InputObject)]
pub(crate) struct MarkFields {
    /// What happened.
    status: MarkStatus,
    /// Minutes the client was there, 1 to the session's; required for ATTENDED_PARTIALLY.
    minutes_attended: Option<i32>,
    /// Whether they came after the start.
    #[graphql(default)]
    arrived_late: bool,
    /// Why they were absent.
    reason: Option<AbsenceReason>,
    /// When the client said they can't come, in UTC; required for CANCELLED_BY_CLIENT, and for nothing else.
    notice_given_at: Option<Instant>,
}

impl From<MarkFields> for domain::MarkInput {
    fn from(fields: MarkFields) -> Self {
        let MarkFields { status, minutes_attended, arrived_late, reason, notice_given_at } = fields;
        Self {
            status: status.into(),
            minutes_attended,
            arrived_late,
            reason: reason.map(Into::into),
            notice_given_at: notice_given_at.map(|instant| instant.0),
        }
    }
}

/// The input field a rule of marks speaks of.
pub(super) const fn field_of(error: &MarkError) -> &'static str {
    match error {
        MarkError::MinutesOutOfRange { .. }
        | MarkError::MinutesMissing
        | MarkError::MinutesWithoutAttendance { .. } => "minutesAttended",
        MarkError::LateWithoutAttendance { .. } => "arrivedLate",
        MarkError::ReasonWithoutAbsence { .. } => "reason",
        MarkError::NoticeMissing
        | MarkError::NoticeWithoutCancellation { .. }
        | MarkError::NoticeAfterStart { .. }
        | MarkError::NoticeInFuture { .. }
        | MarkError::NoticeTooEarly { .. } => "noticeGivenAt",
    }
}
