//! One mark, and what makes it valid.

use jiff::{SignedDuration, Timestamp};

use super::mark_error::MarkError;
use super::reason::AbsenceReason;
use super::status::StoredStatus;

/// How long before a session's start the client can have said that they can't come: two years, leap days included. No
/// course is planned for so long, so an earlier instant is a slip in its date.
const LONGEST_NOTICE: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);

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
    /// Minutes the client was there, from one to the session's; always known for ATTENDED_PARTIALLY.
    pub minutes_attended: Option<u32>,
    /// Whether they came after the start.
    pub arrived_late: bool,
    /// Why they were absent.
    pub reason: Option<AbsenceReason>,
    /// When the client said they can't come; known for CANCELLED_BY_CLIENT and for nothing else.
    pub notice_given_at: Option<Timestamp>,
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
            return Err(MarkError::LateWithoutAttendance { status });
        }
        if let Some(reason) = reason
            && !status.is_absence()
        {
            return Err(MarkError::ReasonWithoutAbsence { reason, status });
        }
        check_notice(status, notice_given_at, session.starts_at, now)?;
        Ok(Self { status, minutes_attended, arrived_late, reason, notice_given_at })
    }

    /// Where another mark says something else, by the names that inputs have for it; `status` alone if that differs.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let Self { status, minutes_attended, arrived_late, reason, notice_given_at } = *self;
        if status != other.status {
            return vec!["status"];
        }
        let details = [
            ("minutesAttended", minutes_attended != other.minutes_attended),
            ("arrivedLate", arrived_late != other.arrived_late),
            ("reason", reason != other.reason),
            ("noticeGivenAt", notice_given_at != other.notice_given_at),
        ];
        details.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
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
        Some(given) if !status.is_attended() => Err(MarkError::MinutesWithoutAttendance { given, status }),
        Some(given) => u32::try_from(given)
            .ok()
            .filter(|minutes| (1..=session_minutes).contains(minutes))
            .map(Some)
            .ok_or(MarkError::MinutesOutOfRange { given, session_minutes }),
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
        (false, Some(notice)) => Err(MarkError::NoticeWithoutCancellation { notice, status }),
        (true, Some(notice)) if notice > starts_at => Err(MarkError::NoticeAfterStart { notice, starts_at }),
        (true, Some(notice)) if notice > now => Err(MarkError::NoticeInFuture { notice, now }),
        (true, Some(notice)) if starts_at.duration_since(notice) > LONGEST_NOTICE => {
            Err(MarkError::NoticeTooEarly { notice, starts_at })
        }
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

    fn out_of_range(given: i32) -> MarkError {
        MarkError::MinutesOutOfRange { given, session_minutes: 50 }
    }

    #[rstest]
    #[case(S::Attended, None, Ok(None))]
    #[case(S::Attended, Some(0), Err(out_of_range(0)))]
    #[case(S::Attended, Some(1), Ok(Some(1)))]
    #[case(S::Attended, Some(50), Ok(Some(50)))]
    #[case(S::Attended, Some(51), Err(out_of_range(51)))]
    #[case(S::AttendedPartially, Some(0), Err(out_of_range(0)))]
    #[case(S::AttendedPartially, Some(-1), Err(out_of_range(-1)))]
    #[case(S::AttendedPartially, None, Err(MarkError::MinutesMissing))]
    #[case(S::NoShow, Some(0), Err(MarkError::MinutesWithoutAttendance { given: 0, status: S::NoShow }))]
    #[case(S::Excused, Some(5), Err(MarkError::MinutesWithoutAttendance { given: 5, status: S::Excused }))]
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
    #[case(
        S::CancelledByClient,
        Some(1001),
        Err(MarkError::NoticeAfterStart { notice: at(1001), starts_at: at(1000) })
    )]
    #[case(
        S::NoShow,
        Some(500),
        Err(MarkError::NoticeWithoutCancellation { notice: at(500), status: S::NoShow })
    )]
    #[case(
        S::Excused,
        Some(500),
        Err(MarkError::NoticeWithoutCancellation { notice: at(500), status: S::Excused })
    )]
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
        assert_eq!(parse_at(899, input), Err(MarkError::NoticeInFuture { notice: at(900), now: at(899) }));
        assert!(parse_at(900, input).is_ok());
    }

    #[test]
    fn notice_is_given_within_the_two_years_before_the_start() {
        let earliest = at(1000) - LONGEST_NOTICE;
        let given =
            |notice| MarkInput { notice_given_at: Some(notice), ..MarkInput::bare(S::CancelledByClient) };
        assert!(parse_at(2000, given(earliest)).is_ok());
        let notice = earliest - SignedDuration::from_secs(1);
        let refusal = MarkError::NoticeTooEarly { notice, starts_at: at(1000) };
        assert_eq!(parse_at(2000, given(notice)), Err(refusal));
        assert!(refusal.to_string().contains(&notice.to_string()), "{refusal}");
    }

    #[test]
    fn a_refusal_names_what_was_given_and_the_way_out() {
        let late = MarkInput { arrived_late: true, ..MarkInput::bare(S::NoShow) };
        let reason = MarkInput { reason: Some(AbsenceReason::Work), ..MarkInput::bare(S::Attended) };
        let minutes = MarkInput { minutes_attended: Some(0), ..MarkInput::bare(S::Attended) };
        for (input, words) in [
            (late, ["late arrival", "NO_SHOW", "leave it out"]),
            (reason, ["reason of an absence, WORK", "ATTENDED", "leave it out"]),
            (minutes, ["minutes attended, 0", "between 1 and 50", "mark NO_SHOW"]),
        ] {
            let refusal = parse_at(2000, input).unwrap_err().to_string();
            assert!(words.iter().all(|word| refusal.contains(word)), "{refusal}");
        }
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
            assert_eq!(
                late.err() == Some(MarkError::LateWithoutAttendance { status }),
                !status.is_attended()
            );
            let reason = AbsenceReason::Illness;
            let parsed = parse_at(2000, MarkInput { reason: Some(reason), ..complete });
            let refusal = MarkError::ReasonWithoutAbsence { reason, status };
            assert_eq!(parsed.err() == Some(refusal), !status.is_absence());
        }
    }
}
