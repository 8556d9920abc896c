//! One mark, and what makes it valid.

use jiff::Timestamp;

use super::reason::AbsenceReason;
use super::status::StoredStatus;

/// What somebody wants to mark, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MarkInput {
    /// What happened.
    pub status: StoredStatus,
    /// Minutes the client was there.
    pub minutes_attended: Option<i32>,
    /// Whether they came after the start.
    pub arrived_late: bool,
    /// Why they were absent.
    pub reason: Option<AbsenceReason>,
    /// When the client said they can't come.
    pub notice_given_at: Option<Timestamp>,
}

impl MarkInput {
    /// A status with nothing beside it.
    #[must_use]
    pub const fn bare(status: StoredStatus) -> Self {
        Self { status, minutes_attended: None, arrived_late: false, reason: None, notice_given_at: None }
    }
}

/// The session a mark is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionForMarking {
    /// Whether the session is CANCELLED.
    pub is_cancelled: bool,
    /// When it starts.
    pub starts_at: Timestamp,
    /// How long it is, in minutes.
    pub minutes: u32,
}

/// A valid mark. Made by `Mark::parse`, or read from the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What happened.
    pub status: StoredStatus,
    /// Minutes the client was there, at most the session's; always known for ATTENDED_PARTIALLY.
    pub minutes_attended: Option<u32>,
    /// Whether they came after the start.
    pub arrived_late: bool,
    /// Why they were absent.
    pub reason: Option<AbsenceReason>,
    /// When the client said they can't come; known for CANCELLED_BY_CLIENT and for nothing else.
    pub notice_given_at: Option<Timestamp>,
}

/// Why a mark is not valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkError {
    /// Minutes below zero or above the session's.
    #[error("the minutes attended must be between 0 and {session_minutes}")]
    MinutesOutOfRange {
        /// The session's length.
        session_minutes: u32,
    },
    /// ATTENDED_PARTIALLY without minutes.
    #[error("ATTENDED_PARTIALLY needs minutesAttended, how many minutes were attended")]
    MinutesMissing,
    /// Minutes of somebody who did not attend.
    #[error("minutes belong to a session that was attended")]
    MinutesWithoutAttendance,
    /// Late arrival of somebody who did not attend.
    #[error("a late arrival belongs to a session that was attended")]
    LateWithoutAttendance,
    /// A reason of absence where there is no absence.
    #[error("a reason belongs to an absence")]
    ReasonWithoutAbsence,
    /// CANCELLED_BY_CLIENT without the instant of notice, from which lateness is derived.
    #[error(
        "a cancellation by the client needs noticeGivenAt, the instant of notice, such as 2026-03-02T17:30:00Z"
    )]
    NoticeMissing,
    /// An instant of notice with another status.
    #[error("a time of notice belongs to a cancellation by the client")]
    NoticeWithoutCancellation,
    /// Notice after the start: that is a NO_SHOW.
    #[error("a cancellation comes before the start; after it, mark an absence without notice")]
    NoticeAfterStart,
    /// Notice after the present.
    #[error("the time of notice lies in the future")]
    NoticeInFuture,
}

impl Mark {
    /// Nothing marked: how every participation begins.
    pub const UNRECORDED: Self = Self {
        status: StoredStatus::Unrecorded,
        minutes_attended: None,
        arrived_late: false,
        reason: None,
        notice_given_at: None,
    };

    /// Checks a mark by itself and against its session.
    ///
    /// # Errors
    /// The first rule that is broken: minutes, late arrival, reason, notice.
    pub fn parse(input: &MarkInput, session: &SessionForMarking, now: Timestamp) -> Result<Self, MarkError> {
        let MarkInput { status, minutes_attended, arrived_late, reason, notice_given_at } = *input;
        let minutes_attended = parse_minutes(status, minutes_attended, session.minutes)?;
        if arrived_late && !status.is_attended() {
            return Err(MarkError::LateWithoutAttendance);
        }
        if reason.is_some() && !status.is_absence() {
            return Err(MarkError::ReasonWithoutAbsence);
        }
        check_notice(status, notice_given_at, session.starts_at, now)?;
        Ok(Self { status, minutes_attended, arrived_late, reason, notice_given_at })
    }
}

fn parse_minutes(
    status: StoredStatus,
    given: Option<i32>,
    session_minutes: u32,
) -> Result<Option<u32>, MarkError> {
    match given {
        None if status == StoredStatus::AttendedPartially => Err(MarkError::MinutesMissing),
        None => Ok(None),
        Some(_) if !status.is_attended() => Err(MarkError::MinutesWithoutAttendance),
        Some(minutes) => u32::try_from(minutes)
            .ok()
            .filter(|minutes| *minutes <= session_minutes)
            .map(Some)
            .ok_or(MarkError::MinutesOutOfRange { session_minutes }),
    }
}

fn check_notice(
    status: StoredStatus,
    notice: Option<Timestamp>,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), MarkError> {
    match (status == StoredStatus::CancelledByClient, notice) {
        (true, None) => Err(MarkError::NoticeMissing),
        (false, Some(_)) => Err(MarkError::NoticeWithoutCancellation),
        (true, Some(notice)) if notice > starts_at => Err(MarkError::NoticeAfterStart),
        (true, Some(notice)) if notice > now => Err(MarkError::NoticeInFuture),
        (true, Some(_)) | (false, None) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use StoredStatus as S;
    use rstest::rstest;

    /// The session starts at second 1000 and lasts 50 minutes; the present is second 2000 unless said.
    fn parse_at(now: i64, input: MarkInput) -> Result<Mark, MarkError> {
        let session = SessionForMarking { is_cancelled: false, starts_at: at(1000), minutes: 50 };
        Mark::parse(&input, &session, at(now))
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[rstest]
    #[case(S::Attended, None, Ok(None))]
    #[case(S::Attended, Some(0), Ok(Some(0)))]
    #[case(S::Attended, Some(50), Ok(Some(50)))]
    #[case(S::Attended, Some(51), Err(MarkError::MinutesOutOfRange { session_minutes: 50 }))]
    #[case(S::AttendedPartially, Some(-1), Err(MarkError::MinutesOutOfRange { session_minutes: 50 }))]
    #[case(S::AttendedPartially, None, Err(MarkError::MinutesMissing))]
    #[case(S::NoShow, Some(0), Err(MarkError::MinutesWithoutAttendance))]
    #[case(S::Unrecorded, Some(5), Err(MarkError::MinutesWithoutAttendance))]
    fn minutes_belong_to_attendance_and_fit_the_session(
        #[case] status: S,
        #[case] minutes: Option<i32>,
        #[case] expected: Result<Option<u32>, MarkError>,
    ) {
        let parsed = parse_at(2000, MarkInput { minutes_attended: minutes, ..MarkInput::bare(status) });
        assert_eq!(parsed.map(|mark| mark.minutes_attended), expected);
    }

    #[rstest]
    #[case(S::CancelledByClient, Some(1000), Ok(()))]
    #[case(S::CancelledByClient, None, Err(MarkError::NoticeMissing))]
    #[case(S::CancelledByClient, Some(1001), Err(MarkError::NoticeAfterStart))]
    #[case(S::NoShow, Some(500), Err(MarkError::NoticeWithoutCancellation))]
    #[case(S::Excused, Some(500), Err(MarkError::NoticeWithoutCancellation))]
    fn notice_belongs_to_a_cancellation_before_the_start(
        #[case] status: S,
        #[case] notice: Option<i64>,
        #[case] expected: Result<(), MarkError>,
    ) {
        let parsed = parse_at(2000, MarkInput { notice_given_at: notice.map(at), ..MarkInput::bare(status) });
        assert_eq!(parsed.map(|_| ()), expected);
    }

    #[test]
    fn notice_cannot_lie_in_the_future() {
        let input = MarkInput { notice_given_at: Some(at(900)), ..MarkInput::bare(S::CancelledByClient) };
        assert_eq!(parse_at(899, input), Err(MarkError::NoticeInFuture));
        assert!(parse_at(900, input).is_ok());
    }

    #[test]
    fn a_late_arrival_needs_attendance_and_a_reason_an_absence() {
        for status in S::ALL {
            let complete = MarkInput {
                minutes_attended: (status == S::AttendedPartially).then_some(20),
                notice_given_at: (status == S::CancelledByClient).then_some(at(0)),
                ..MarkInput::bare(status)
            };
            let late = parse_at(2000, MarkInput { arrived_late: true, ..complete });
            assert_eq!(late.err() == Some(MarkError::LateWithoutAttendance), !status.is_attended());
            let reason = parse_at(2000, MarkInput { reason: Some(AbsenceReason::Illness), ..complete });
            assert_eq!(reason.err() == Some(MarkError::ReasonWithoutAbsence), !status.is_absence());
        }
    }
}
