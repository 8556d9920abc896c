//! Why a mark is not valid: what was given, and the way out.

use jiff::Timestamp;

use super::reason::AbsenceReason;
use super::status::StoredStatus;

/// Why a mark is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// Fewer minutes than one, or more than the session's.
    #[error(
        "the minutes attended, {given}, must be between 1 and {session_minutes}, the session's length; \
         mark NO_SHOW if the client was not there"
    )]
    MinutesOutOfRange {
        /// The minutes given.
        given: i32,
        /// The session's length.
        session_minutes: u32,
    },
    /// ATTENDED_PARTIALLY without minutes.
    #[error("ATTENDED_PARTIALLY needs minutesAttended, how many minutes were attended")]
    MinutesMissing,
    /// Minutes of somebody who did not attend.
    #[error(
        "the minutes attended, {given}, do not go with {status}: leave them out, or mark ATTENDED or \
         ATTENDED_PARTIALLY"
    )]
    MinutesWithoutAttendance {
        /// The minutes given.
        given: i32,
        /// The status given.
        status: StoredStatus,
    },
    /// Late arrival of somebody who did not attend.
    #[error("a late arrival does not go with {status}: leave it out, or mark ATTENDED or ATTENDED_PARTIALLY")]
    LateWithoutAttendance {
        /// The status given.
        status: StoredStatus,
    },
    /// A reason of absence where there is no absence.
    #[error(
        "the reason of an absence, {reason}, does not go with {status}: leave it out, or mark NO_SHOW, \
         CANCELLED_BY_CLIENT or EXCUSED"
    )]
    ReasonWithoutAbsence {
        /// The reason given.
        reason: AbsenceReason,
        /// The status given.
        status: StoredStatus,
    },
    /// CANCELLED_BY_CLIENT without the instant of notice, from which lateness is derived.
    #[error(
        "a cancellation by the client needs noticeGivenAt, the instant of notice, such as 2026-03-02T17:30:00Z"
    )]
    NoticeMissing,
    /// An instant of notice with another status.
    #[error(
        "the time of notice, {notice}, does not go with {status}: leave it out, or mark CANCELLED_BY_CLIENT"
    )]
    NoticeWithoutCancellation {
        /// The instant given.
        notice: Timestamp,
        /// The status given.
        status: StoredStatus,
    },
    /// Notice after the start: that is a NO_SHOW.
    #[error(
        "the time of notice, {notice}, is after the start, {starts_at}: a cancellation comes before the start; \
         after it, mark NO_SHOW, an absence without notice"
    )]
    NoticeAfterStart {
        /// The instant given.
        notice: Timestamp,
        /// When the session starts.
        starts_at: Timestamp,
    },
    /// Notice after the present.
    #[error(
        "the time of notice, {notice}, lies in the future, for it is {now}: say when the client gave notice"
    )]
    NoticeInFuture {
        /// The instant given.
        notice: Timestamp,
        /// The present.
        now: Timestamp,
    },
    /// Notice so long before the start that nobody can have given it.
    #[error(
        "the time of notice, {notice}, is more than two years before the start, {starts_at}: say when the \
         client gave notice"
    )]
    NoticeTooEarly {
        /// The instant given.
        notice: Timestamp,
        /// When the session starts.
        starts_at: Timestamp,
    },
}
