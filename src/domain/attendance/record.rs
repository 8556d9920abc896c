//! Recording a mark: it is appended, nothing is overwritten.

use jiff::Timestamp;

use super::mark::{Mark, MarkInput, SessionForMarking};
use super::mark_error::MarkError;
use super::status::StoredStatus;

/// The mark that stands for a participation: the last one appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentMark {
    /// What stands; `Mark::UNRECORDED` before the first mark and after an undone slip.
    pub mark: Mark,
    /// How many marks were appended so far; 0 before the first.
    pub version: u32,
}

/// What recording or correcting does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordOutcome {
    /// The same mark already stands; nothing is written.
    Unchanged,
    /// This mark is appended and now stands.
    Append {
        /// The mark to append.
        mark: Mark,
        /// Its version.
        version: u32,
    },
}

/// Why a mark can't be recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The mark itself is not valid.
    #[error(transparent)]
    Invalid(#[from] MarkError),
    /// UNRECORDED is no mark; only a correction returns to it.
    #[error("UNRECORDED can't be recorded; correct a mark to undo it")]
    NothingRecorded,
    /// The session was cancelled by the clinic.
    #[error("the session was cancelled")]
    SessionCancelled,
    /// The session has not begun, and this can't be known before.
    #[error(
        "the session begins at {starts_at}: before that only EXCUSED, CANCELLED_BY_CLIENT and NOT_EXPECTED can be \
         known"
    )]
    NotBegun {
        /// When it begins.
        starts_at: Timestamp,
    },
    /// Another mark stands; changing it is a correction. What it is shown as depends on the site's rule.
    #[error("already marked: correctMark changes a mark, with the expectedVersion {version}")]
    AlreadyMarked {
        /// The mark that stands.
        current: Mark,
        /// The mark that was to be recorded.
        new: Mark,
        /// The version of the one that stands, which a correction has to name.
        version: u32,
    },
}

impl CurrentMark {
    /// Before the first mark.
    pub const NONE: Self = Self { mark: Mark::UNRECORDED, version: 0 };

    pub(super) fn followed_by(&self, mark: Mark) -> RecordOutcome {
        if mark == self.mark {
            RecordOutcome::Unchanged
        } else {
            RecordOutcome::Append { mark, version: self.version.saturating_add(1) }
        }
    }
}

/// Decides what recording a mark does. Repeating the mark that stands does nothing, so a retry is harmless,
/// also when the session was cancelled in between.
///
/// # Errors
/// Every variant of `RecordError`.
pub fn plan_record(
    current: &CurrentMark,
    new: &MarkInput,
    session: &SessionForMarking,
    now: Timestamp,
) -> Result<RecordOutcome, RecordError> {
    if new.status == StoredStatus::Unrecorded {
        return Err(RecordError::NothingRecorded);
    }
    let mark = Mark::parse(new, session, now)?;
    let outcome = current.followed_by(mark);
    if outcome == RecordOutcome::Unchanged {
        return Ok(outcome);
    }
    if session.is_cancelled {
        return Err(RecordError::SessionCancelled);
    }
    if !is_knowable(mark.status, session, now) {
        return Err(RecordError::NotBegun { starts_at: session.starts_at });
    }
    if current.mark.status != StoredStatus::Unrecorded {
        let CurrentMark { mark: standing, version } = *current;
        return Err(RecordError::AlreadyMarked { current: standing, new: mark, version });
    }
    Ok(outcome)
}

pub(super) fn is_knowable(status: StoredStatus, session: &SessionForMarking, now: Timestamp) -> bool {
    status.is_known_in_advance() || now >= session.starts_at
}

#[cfg(test)]
mod tests {
    use super::*;
    use StoredStatus as S;
    use rstest::rstest;

    const SESSION: SessionForMarking =
        SessionForMarking { is_cancelled: false, starts_at: Timestamp::UNIX_EPOCH, minutes: 50 };
    const CANCELLED: SessionForMarking = SessionForMarking { is_cancelled: true, ..SESSION };

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn input(status: S) -> MarkInput {
        MarkInput {
            minutes_attended: (status == S::AttendedPartially).then_some(20),
            notice_given_at: (status == S::CancelledByClient).then_some(at(-5000)),
            ..MarkInput::bare(status)
        }
    }

    fn standing(status: S, version: u32) -> CurrentMark {
        CurrentMark { mark: Mark::parse(&input(status), &SESSION, at(0)).unwrap(), version }
    }

    fn appended(status: S, version: u32) -> RecordOutcome {
        RecordOutcome::Append { mark: standing(status, version).mark, version }
    }

    #[test]
    fn a_first_mark_is_appended_and_its_repetition_changes_nothing() {
        assert_eq!(
            plan_record(&CurrentMark::NONE, &input(S::Attended), &SESSION, at(0)),
            Ok(appended(S::Attended, 1))
        );
        for session in [SESSION, CANCELLED] {
            let again = plan_record(&standing(S::Attended, 1), &input(S::Attended), &session, at(9));
            assert_eq!(again, Ok(RecordOutcome::Unchanged));
        }
    }

    #[test]
    fn another_mark_over_a_standing_one_needs_a_correction() {
        let current = standing(S::Attended, 1);
        assert_eq!(
            plan_record(&current, &input(S::NoShow), &SESSION, at(0)),
            Err(RecordError::AlreadyMarked {
                current: current.mark,
                new: standing(S::NoShow, 1).mark,
                version: 1
            })
        );
    }

    #[rstest]
    #[case(S::Attended, false)]
    #[case(S::AttendedPartially, false)]
    #[case(S::NoShow, false)]
    #[case(S::CancelledByClient, true)]
    #[case(S::Excused, true)]
    #[case(S::NotExpected, true)]
    fn before_the_start_only_what_can_be_known_is_marked(#[case] status: S, #[case] is_accepted: bool) {
        let early = plan_record(&CurrentMark::NONE, &input(status), &SESSION, at(-1));
        if is_accepted {
            assert_eq!(early, Ok(appended(status, 1)));
        } else {
            assert_eq!(early, Err(RecordError::NotBegun { starts_at: SESSION.starts_at }));
        }
        assert!(plan_record(&CurrentMark::NONE, &input(status), &SESSION, at(0)).is_ok());
    }

    #[test]
    fn a_cancelled_session_takes_no_marks() {
        assert_eq!(
            plan_record(&CurrentMark::NONE, &input(S::Attended), &CANCELLED, at(0)),
            Err(RecordError::SessionCancelled)
        );
    }

    #[test]
    fn an_invalid_mark_is_refused_by_its_own_rule() {
        let bare = MarkInput::bare(S::CancelledByClient);
        assert_eq!(
            plan_record(&CurrentMark::NONE, &bare, &SESSION, at(0)),
            Err(RecordError::Invalid(MarkError::NoticeMissing))
        );
    }
}
