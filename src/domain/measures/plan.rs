//! Correcting and withdrawing a reading: another version is appended, and the history stays.

use super::reading::{Reading, Taken};
use super::safety::{NoticeOutcome, SafetyNotice, open_notice, plan_notice};
use crate::domain::attendance::Note;

/// What a correction or a withdrawal does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingOutcome {
    /// It stands so already; nothing is written.
    Unchanged,
    /// This is appended as the next version and now stands; who and when are for the caller to set.
    Append(Box<Reading>),
}

/// Why a reading can't be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrectReadingError {
    /// It was changed meanwhile.
    #[error(
        "the reading was changed meanwhile and stands at version {version}: read it again and, if it is still wrong, repeat \
         the correction with that version"
    )]
    Stale {
        /// The version that stands.
        version: u32,
    },
    /// It counts for nothing any more.
    #[error("the reading was withdrawn: record another instead")]
    Withdrawn,
    /// A total says nothing of item 9, which the client answered above 0.
    #[error(
        "item 9 of this PHQ-9 was answered with {answer}, and a total alone would drop that answer: give all nine items \
         (or withdraw the reading if it is not the client's)"
    )]
    Item9Dropped {
        /// What was answered.
        answer: u8,
    },
    /// It would take back a notice that nobody has looked at, and nobody would know why.
    #[error(
        "item 9 of this PHQ-9 was answered with {answer}, and nobody has looked at the safety notice of it yet, which this \
         correction takes back: give a note that says why the answer is 0 (or, if the client did answer so, let it stand and \
         acknowledge the notice)"
    )]
    NoteNeeded {
        /// What the notice says was answered.
        answer: u8,
    },
}

/// Why a reading can't be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WithdrawReadingError {
    /// It was changed meanwhile.
    #[error(
        "the reading was changed meanwhile and stands at version {version}: read it again and, if it is still wrong, repeat \
         the withdrawal with that version"
    )]
    Stale {
        /// The version that stands.
        version: u32,
    },
}

fn next(reading: &Reading, taken: Taken, is_withdrawn: bool) -> Box<Reading> {
    let version = reading.version.saturating_add(1);
    Box::new(Reading { taken, is_withdrawn, version, ..reading.clone() })
}

/// Whether `expected_version` is the one before the standing: the same command may have been sent before.
fn is_next(reading: &Reading, expected_version: u32) -> bool {
    expected_version > 0 && expected_version.checked_add(1) == Some(reading.version)
}

/// Decides what correcting a reading does. `expected_version` is the version the corrector saw; repeating the correction that
/// was made last does nothing. `notices` are those of the reading, and `note` says why it is corrected.
///
/// # Errors
/// `Stale` before the others, so that nobody corrects what they have not seen.
pub fn plan_correct(
    reading: &Reading,
    expected_version: u32,
    taken: Taken,
    notices: &[SafetyNotice],
    note: Option<&Note>,
) -> Result<ReadingOutcome, CorrectReadingError> {
    if is_next(reading, expected_version) && !reading.is_withdrawn && reading.taken == taken {
        return Ok(ReadingOutcome::Unchanged);
    }
    if expected_version != reading.version {
        return Err(CorrectReadingError::Stale { version: reading.version });
    }
    if reading.is_withdrawn {
        return Err(CorrectReadingError::Withdrawn);
    }
    if reading.taken == taken {
        return Ok(ReadingOutcome::Unchanged);
    }
    if let Some(answer) = reading.endorsed_self_harm().filter(|_| taken.score.items.is_none()) {
        return Err(CorrectReadingError::Item9Dropped { answer });
    }
    let next = next(reading, taken, false);
    let taken_back = open_notice(notices).filter(|_| plan_notice(&next, notices) == NoticeOutcome::Withdraw);
    match taken_back {
        Some(&SafetyNotice { answer, .. }) if note.is_none() => {
            Err(CorrectReadingError::NoteNeeded { answer })
        }
        _ => Ok(ReadingOutcome::Append(next)),
    }
}

/// Decides what withdrawing a reading does; one that is withdrawn stays so.
///
/// # Errors
/// `Stale` if it was changed since its version `expected_version`.
pub fn plan_withdraw(
    reading: &Reading,
    expected_version: u32,
) -> Result<ReadingOutcome, WithdrawReadingError> {
    let is_seen = expected_version == reading.version;
    if reading.is_withdrawn && (is_seen || is_next(reading, expected_version)) {
        return Ok(ReadingOutcome::Unchanged);
    }
    if !is_seen {
        return Err(WithdrawReadingError::Stale { version: reading.version });
    }
    Ok(ReadingOutcome::Append(next(reading, reading.taken.clone(), true)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::NoticeState;
    use crate::domain::measures::judge::samples::phq9;
    use crate::domain::measures::safety::samples::{answered, notice};

    fn taken(total: i32) -> Taken {
        phq9(1, total).taken
    }

    /// Without a notice and without a note.
    fn correct(
        reading: &Reading,
        expected_version: u32,
        taken: Taken,
    ) -> Result<ReadingOutcome, CorrectReadingError> {
        plan_correct(reading, expected_version, taken, &[], None)
    }

    #[test]
    fn a_correction_is_appended_and_its_repetition_changes_nothing() {
        let first = phq9(1, 12);
        let Ok(ReadingOutcome::Append(second)) = correct(&first, 1, taken(14)) else { panic!() };
        assert_eq!((second.version, second.taken.score.total, second.id), (2, 14, first.id));
        assert_eq!(correct(&second, 1, taken(14)), Ok(ReadingOutcome::Unchanged));
        assert_eq!(correct(&second, 2, taken(14)), Ok(ReadingOutcome::Unchanged));
        assert_eq!(correct(&second, 1, taken(15)), Err(CorrectReadingError::Stale { version: 2 }));
    }

    #[test]
    fn a_total_alone_does_not_drop_an_answer_above_0_to_item_9() {
        let mut first = phq9(1, 12);
        let with_item9 = |answer| Some(vec![2, 2, 2, 2, 1, 1, 1, 1, answer]);
        first.taken.score.items = with_item9(2);
        assert_eq!(correct(&first, 1, taken(12)), Err(CorrectReadingError::Item9Dropped { answer: 2 }));
        assert_eq!(correct(&first, 2, taken(12)), Err(CorrectReadingError::Stale { version: 1 }));
        first.taken.score.items = with_item9(0);
        assert!(correct(&first, 1, taken(12)).is_ok());
    }

    #[test]
    fn an_open_notice_is_not_taken_back_without_a_note() {
        use NoticeState::{Acknowledged, Open};
        let note: Note = "entered for item 8".parse().unwrap();
        let (told, none) = (answered(2), answered(0).taken);
        let plan =
            |taken: &Taken, state, note| plan_correct(&told, 1, taken.clone(), &[notice(2, state)], note);
        assert_eq!(plan(&none, Open, None), Err(CorrectReadingError::NoteNeeded { answer: 2 }));
        assert!(plan(&none, Acknowledged, None).is_ok(), "somebody looked at it");
        assert!(plan(&answered(1).taken, Open, None).is_ok(), "the notice stays open");
        let Ok(ReadingOutcome::Append(second)) = plan(&none, Open, Some(&note)) else { panic!() };
        let again = plan_correct(&second, 1, none.clone(), &[notice(2, NoticeState::Withdrawn)], None);
        assert_eq!(again, Ok(ReadingOutcome::Unchanged), "sent again");
        let stale = plan_correct(&told, 2, none, &[notice(2, Open)], None);
        assert_eq!(stale, Err(CorrectReadingError::Stale { version: 1 }));
    }

    #[test]
    fn a_withdrawn_reading_stays_so() {
        let first = phq9(1, 12);
        let Ok(ReadingOutcome::Append(withdrawn)) = plan_withdraw(&first, 1) else { panic!() };
        assert_eq!((withdrawn.version, withdrawn.is_withdrawn), (2, true));
        assert_eq!(plan_withdraw(&withdrawn, 1), Ok(ReadingOutcome::Unchanged), "sent again");
        assert_eq!(correct(&withdrawn, 2, taken(14)), Err(CorrectReadingError::Withdrawn));
        assert_eq!(plan_withdraw(&first, 2), Err(WithdrawReadingError::Stale { version: 1 }));
    }
}
