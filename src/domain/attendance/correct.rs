//! Correcting a mark: another is appended, and the history stays.

use jiff::Timestamp;

use super::mark::{Mark, MarkInput, SessionForMarking};
use super::mark_error::MarkError;
use super::record::{CurrentMark, RecordOutcome, is_knowable};

/// Why a mark can't be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrectError {
    /// The mark itself is not valid.
    #[error(transparent)]
    Invalid(#[from] MarkError),
    /// No mark was ever recorded.
    #[error("nothing was marked yet: markRoster records the first mark")]
    NeverMarked,
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
    /// The mark was changed meanwhile.
    #[error(
        "the mark was changed meanwhile, for it stands at version {version}, not {expected}: read it again, and if it is \
         still wrong, send the correction again with the expectedVersion {version}"
    )]
    Stale {
        /// The version the corrector saw.
        expected: u32,
        /// The version that stands.
        version: u32,
    },
}

/// Decides what correcting a mark does; a correction to UNRECORDED undoes a slip.
///
/// `expected_version` is the version the corrector saw. Repeating the correction that was made last does nothing, so
/// a retry is harmless.
///
/// # Errors
/// Every variant of `CorrectError`; `NeverMarked` and `Stale` before the others, so that nobody corrects what they have not
/// seen.
pub fn plan_correct(
    current: &CurrentMark,
    expected_version: u32,
    new: &MarkInput,
    session: &SessionForMarking,
    now: Timestamp,
) -> Result<RecordOutcome, CorrectError> {
    let mark = Mark::parse(new, session, now);
    let is_next = expected_version > 0 && expected_version.checked_add(1) == Some(current.version);
    if is_next && mark == Ok(current.mark) {
        return Ok(RecordOutcome::Unchanged);
    }
    if current.version == 0 {
        return Err(CorrectError::NeverMarked);
    }
    if expected_version != current.version {
        return Err(CorrectError::Stale { expected: expected_version, version: current.version });
    }
    let mark = mark?;
    let outcome = current.followed_by(mark);
    if outcome == RecordOutcome::Unchanged {
        return Ok(outcome);
    }
    if session.is_cancelled {
        return Err(CorrectError::SessionCancelled);
    }
    if !is_knowable(mark.status, session, now) {
        return Err(CorrectError::NotBegun { starts_at: session.starts_at });
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::{RecordError, StoredStatus as S, plan_record};

    const SESSION: SessionForMarking =
        SessionForMarking { is_cancelled: false, starts_at: Timestamp::UNIX_EPOCH, minutes: 50 };
    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn input(status: S) -> MarkInput {
        MarkInput::bare(status)
    }

    fn standing(status: S, version: u32) -> CurrentMark {
        CurrentMark { mark: Mark::parse(&input(status), &SESSION, NOW).unwrap(), version }
    }

    fn appended(status: S, version: u32) -> RecordOutcome {
        RecordOutcome::Append { mark: standing(status, version).mark, version }
    }

    #[test]
    fn a_correction_is_appended_and_the_same_mark_changes_nothing() {
        let current = standing(S::Attended, 1);
        assert_eq!(plan_correct(&current, 1, &input(S::NoShow), &SESSION, NOW), Ok(appended(S::NoShow, 2)));
        assert_eq!(
            plan_correct(&current, 1, &input(S::Attended), &SESSION, NOW),
            Ok(RecordOutcome::Unchanged)
        );
    }

    #[test]
    fn a_correction_sent_again_changes_nothing() {
        let corrected = standing(S::NoShow, 2);
        assert_eq!(
            plan_correct(&corrected, 1, &input(S::NoShow), &SESSION, NOW),
            Ok(RecordOutcome::Unchanged)
        );
        let elsewhere = plan_correct(&standing(S::NoShow, 3), 1, &input(S::NoShow), &SESSION, NOW);
        assert_eq!(
            elsewhere,
            Err(CorrectError::Stale { expected: 1, version: 3 }),
            "two corrections have followed"
        );
        let first = plan_correct(&standing(S::NoShow, 1), 0, &input(S::NoShow), &SESSION, NOW);
        assert_eq!(
            first,
            Err(CorrectError::Stale { expected: 0, version: 1 }),
            "a first mark is no correction"
        );
    }

    #[test]
    fn a_slip_is_undone_by_a_correction_and_then_marked_again() {
        let slip = standing(S::NoShow, 1);
        assert_eq!(
            plan_record(&slip, &input(S::Unrecorded), &SESSION, NOW),
            Err(RecordError::NothingRecorded)
        );
        assert_eq!(
            plan_correct(&slip, 1, &input(S::Unrecorded), &SESSION, NOW),
            Ok(appended(S::Unrecorded, 2))
        );
        let undone = standing(S::Unrecorded, 2);
        assert_eq!(plan_record(&undone, &input(S::Attended), &SESSION, NOW), Ok(appended(S::Attended, 3)));
    }

    #[test]
    fn a_correction_names_what_it_saw() {
        let current = standing(S::NoShow, 3);
        assert_eq!(
            plan_correct(&current, 2, &input(S::Attended), &SESSION, NOW),
            Err(CorrectError::Stale { expected: 2, version: 3 })
        );
        for expected in [0, 1] {
            assert_eq!(
                plan_correct(&CurrentMark::NONE, expected, &input(S::Attended), &SESSION, NOW),
                Err(CorrectError::NeverMarked)
            );
        }
    }

    #[test]
    fn a_cancelled_session_takes_no_corrections() {
        let cancelled = SessionForMarking { is_cancelled: true, ..SESSION };
        assert_eq!(
            plan_correct(&standing(S::NoShow, 1), 1, &input(S::Attended), &cancelled, NOW),
            Err(CorrectError::SessionCancelled)
        );
    }
}
