//! Putting a safety notice back on the list that somebody acknowledged by mistake, or too early.

use jiff::Timestamp;

use super::reading::Reading;
use super::safety::{NoticeState, SafetyNotice};
use crate::domain::attendance::Note;
use crate::domain::ids::{RowId, SafetyNoticeId, StaffMemberId};

/// That a notice is on the list again which somebody had looked at, and what they had written. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeReopening {
    /// Its id.
    pub id: RowId,
    /// Which notice.
    pub notice_id: SafetyNoticeId,
    /// Who had looked at it.
    pub acknowledged_by: StaffMemberId,
    /// What they had written.
    pub note: Note,
    /// When they had.
    pub acknowledged_at: Timestamp,
    /// Why it is on the list again.
    pub reason: Note,
    /// Who put it there.
    pub reopened_by: StaffMemberId,
    /// When they did.
    pub reopened_at: Timestamp,
}

/// What somebody said of a notice that they had looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Who.
    pub by: StaffMemberId,
    /// What.
    pub note: Note,
    /// When.
    pub at: Timestamp,
}

/// Why a notice can't be put back on the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReopenNoticeError {
    /// It is on the list.
    #[error("nobody has looked at it yet: it is on the list")]
    NotAcknowledged,
    /// There is nothing to look at any more.
    #[error("the reading was corrected or withdrawn: it does not say so any more")]
    Withdrawn,
    /// The same reading is on the list by another notice.
    #[error("another notice of the same reading is on the list: look at that one")]
    AnotherOpen,
}

/// The notice as it is on the list again, of the answer that stands in its reading, and what was said of it before.
/// `of_reading` are all notices of the reading.
///
/// # Errors
/// What `ReopenNoticeError` names.
pub fn reopen_notice(
    notice: &SafetyNotice,
    reading: &Reading,
    of_reading: &[SafetyNotice],
) -> Result<(SafetyNotice, Acknowledgement), ReopenNoticeError> {
    let said = match (notice.state, notice.acknowledged_by, &notice.note, notice.closed_at) {
        (NoticeState::Withdrawn, ..) => return Err(ReopenNoticeError::Withdrawn),
        (NoticeState::Acknowledged, Some(by), Some(note), Some(at)) => {
            Acknowledgement { by, note: note.clone(), at }
        }
        // Whatever is acknowledged says by whom, when and what.
        (NoticeState::Open | NoticeState::Acknowledged, ..) => {
            return Err(ReopenNoticeError::NotAcknowledged);
        }
    };
    let answer = reading.endorsed_self_harm().ok_or(ReopenNoticeError::Withdrawn)?;
    if of_reading.iter().any(|one| one.state == NoticeState::Open) {
        return Err(ReopenNoticeError::AnotherOpen);
    }
    let open = SafetyNotice {
        answer,
        state: NoticeState::Open,
        acknowledged_by: None,
        note: None,
        closed_at: None,
        ..notice.clone()
    };
    Ok((open, said))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::measures::Score;
    use crate::domain::measures::judge::samples::phq9;

    fn answered(answer: u8) -> Reading {
        let items = vec![0, 0, 0, 0, 0, 0, 0, 0, answer];
        let mut reading = phq9(1, 0);
        reading.taken.score = Score { items: Some(items), total: i32::from(answer) };
        reading
    }

    fn acknowledged(answer: u8) -> SafetyNotice {
        let reading = answered(answer);
        SafetyNotice {
            id: SafetyNoticeId::from_uuid(Uuid::nil()),
            enrollment_id: reading.enrollment_id,
            measure_id: reading.id,
            answer,
            state: NoticeState::Acknowledged,
            raised_at: Timestamp::UNIX_EPOCH,
            acknowledged_by: Some(StaffMemberId::from_uuid(Uuid::nil())),
            note: Some("Spoke with them".parse().unwrap()),
            closed_at: Some(Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn what_somebody_looked_at_is_on_the_list_again_with_the_answer_that_stands() {
        let notice = acknowledged(3);
        let (open, said) = reopen_notice(&notice, &answered(2), std::slice::from_ref(&notice)).unwrap();
        assert_eq!((open.state, open.answer, open.closed_at), (NoticeState::Open, 2, None));
        assert_eq!((open.acknowledged_by, &open.note), (None, &None));
        assert_eq!((Some(said.by), &Some(said.note)), (notice.acknowledged_by, &notice.note));
    }

    #[test]
    fn what_the_reading_does_not_say_any_more_stays_closed() {
        let withdrawn = SafetyNotice { state: NoticeState::Withdrawn, ..acknowledged(2) };
        for (notice, answer) in [(withdrawn, 2), (acknowledged(2), 0)] {
            let refused = reopen_notice(&notice, &answered(answer), &[]);
            assert_eq!(refused, Err(ReopenNoticeError::Withdrawn));
        }
    }

    #[test]
    fn a_reading_is_on_the_list_once() {
        let notice = acknowledged(1);
        let open = SafetyNotice { state: NoticeState::Open, ..acknowledged(3) };
        let itself = reopen_notice(&open, &answered(3), &[]);
        assert_eq!(itself, Err(ReopenNoticeError::NotAcknowledged));
        let beside = reopen_notice(&notice, &answered(3), &[notice.clone(), open]);
        assert_eq!(beside, Err(ReopenNoticeError::AnotherOpen));
    }
}
