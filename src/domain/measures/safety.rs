//! The notice that item 9 of a PHQ-9 asks for: somebody looks at it now, whatever any score says.

use jiff::Timestamp;

use super::instrument::Published;
use super::reading::Reading;
use super::symptoms::ITEM_OF_SELF_HARM;
use crate::domain::attendance::Note;
use crate::domain::ids::{EnrollmentId, MeasureId, SafetyNoticeId, StaffMemberId};
use crate::domain::words::words;

words! {
    /// Where a safety notice stands.
    pub enum NoticeState {
        /// Nobody has looked at it yet.
        Open = "OPEN",
        /// A member of staff looked at it, and wrote what came of it.
        Acknowledged = "ACKNOWLEDGED",
        /// The reading was corrected or withdrawn: it does not say so any more.
        Withdrawn = "WITHDRAWN",
    }
}

/// That a client answered item 9 of a PHQ-9 above 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetyNotice {
    /// Its id.
    pub id: SafetyNoticeId,
    /// Whose course.
    pub enrollment_id: EnrollmentId,
    /// Which reading.
    pub measure_id: MeasureId,
    /// The answer: 1 several days, 2 more than half of the days, 3 nearly every day.
    pub answer: u8,
    /// Where it stands.
    pub state: NoticeState,
    /// When the reading, or the correction that says so, was recorded.
    pub raised_at: Timestamp,
    /// Who looked at it.
    pub acknowledged_by: Option<StaffMemberId>,
    /// What they wrote.
    pub note: Option<Note>,
    /// When they did, or when it was withdrawn.
    pub closed_at: Option<Timestamp>,
}

/// What a reading, as it now stands, means for its notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeOutcome {
    /// Nothing changes.
    Unchanged,
    /// Another notice is raised, of that answer.
    Raise(u8),
    /// The open notice is of that answer instead.
    Change(u8),
    /// The open notice is withdrawn.
    Withdraw,
}

impl SafetyNotice {
    /// What it says, and what it asks for.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        // PHQ-9's own words for the answers.
        match self.answer {
            0 | 1 => {
                "On the PHQ-9 the client answered that thoughts of being better off dead or of hurting themselves came on \
                 several days. Look at it now and speak with the client."
            }
            2 => {
                "On the PHQ-9 the client answered that thoughts of being better off dead or of hurting themselves came on \
                 more than half of the days. Look at it now and speak with the client."
            }
            _ => {
                "On the PHQ-9 the client answered that thoughts of being better off dead or of hurting themselves came \
                 nearly every day. Look at it now and speak with the client."
            }
        }
    }
}

impl Reading {
    /// The answer to item 9 that asks to be looked at: above 0, of a PHQ-9 that stands, whose items are known.
    #[must_use]
    pub fn endorsed_self_harm(&self) -> Option<u8> {
        let is_phq9 = self.instrument_id == Published::Phq9.id() && !self.is_withdrawn;
        self.taken.score.item(ITEM_OF_SELF_HARM).filter(|answer| is_phq9 && *answer > 0)
    }

    /// Whether it stands, and its items are unknown.
    fn is_total_alone(&self) -> bool {
        !self.is_withdrawn && self.taken.score.items.is_none()
    }
}

/// The notice that nobody has looked at yet, among those of one reading; there is one at most.
pub(super) fn open_notice(known: &[SafetyNotice]) -> Option<&SafetyNotice> {
    known.iter().find(|notice| notice.state == NoticeState::Open)
}

/// Decides what `reading` means for the notices that were raised of it so far. What somebody looked at stays as it is; only a
/// worse answer than the one they saw raises another. A total alone says nothing of the answer, so it takes no notice back.
#[must_use]
pub fn plan_notice(reading: &Reading, known: &[SafetyNotice]) -> NoticeOutcome {
    let open = open_notice(known);
    let seen = known.iter().filter(|notice| notice.state == NoticeState::Acknowledged);
    let worst_seen = seen.map(|notice| notice.answer).max();
    match (reading.endorsed_self_harm(), open) {
        (None, None) => NoticeOutcome::Unchanged,
        (None, Some(_)) if reading.is_total_alone() => NoticeOutcome::Unchanged,
        (None, Some(_)) => NoticeOutcome::Withdraw,
        (Some(answer), Some(open)) if open.answer == answer => NoticeOutcome::Unchanged,
        (Some(answer), Some(_)) => NoticeOutcome::Change(answer),
        (Some(answer), None) if worst_seen.is_some_and(|seen| seen >= answer) => NoticeOutcome::Unchanged,
        (Some(answer), None) => NoticeOutcome::Raise(answer),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::domain::measures::Score;
    use crate::domain::measures::judge::samples::phq9;

    /// A PHQ-9 of zeros, but for item 9.
    pub(in crate::domain::measures) fn answered(answer: u8) -> Reading {
        let items = vec![0, 0, 0, 0, 0, 0, 0, 0, answer];
        let mut reading = phq9(1, 0);
        reading.taken.score = Score { items: Some(items), total: i32::from(answer) };
        reading
    }

    /// A notice of that answer.
    pub(in crate::domain::measures) fn notice(answer: u8, state: NoticeState) -> SafetyNotice {
        let reading = answered(answer);
        SafetyNotice {
            id: SafetyNoticeId::from_uuid(uuid::Uuid::nil()),
            enrollment_id: reading.enrollment_id,
            measure_id: reading.id,
            answer,
            state,
            raised_at: Timestamp::UNIX_EPOCH,
            acknowledged_by: None,
            note: None,
            closed_at: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::{answered, notice};
    use super::*;
    use crate::domain::measures::judge::samples::phq9;

    #[test]
    fn any_answer_above_0_is_told_and_a_correction_takes_it_back() {
        use NoticeState::{Acknowledged, Open, Withdrawn};
        let plan = |answer, known: &[SafetyNotice]| plan_notice(&answered(answer), known);
        assert_eq!(plan(0, &[]), NoticeOutcome::Unchanged);
        assert_eq!(plan(1, &[]), NoticeOutcome::Raise(1));
        assert_eq!(plan(1, &[notice(1, Open)]), NoticeOutcome::Unchanged);
        assert_eq!(plan(3, &[notice(1, Open)]), NoticeOutcome::Change(3));
        assert_eq!(plan(0, &[notice(1, Open)]), NoticeOutcome::Withdraw);
        assert_eq!(plan(2, &[notice(1, Withdrawn)]), NoticeOutcome::Raise(2));
        assert_eq!(plan(2, &[notice(2, Acknowledged)]), NoticeOutcome::Unchanged);
        assert_eq!(plan(3, &[notice(2, Acknowledged)]), NoticeOutcome::Raise(3));
        assert_eq!(plan(0, &[notice(2, Acknowledged)]), NoticeOutcome::Unchanged, "somebody looked at it");
    }

    #[test]
    fn other_instruments_and_totals_say_nothing_of_it() {
        let mut other = answered(3);
        other.instrument_id = Published::Gad7.id();
        assert_eq!(other.endorsed_self_harm(), None);
        let mut withdrawn = answered(3);
        withdrawn.is_withdrawn = true;
        assert_eq!(plan_notice(&withdrawn, &[notice(3, NoticeState::Open)]), NoticeOutcome::Withdraw);
        assert_eq!(phq9(1, 27).endorsed_self_harm(), None);
        let known = [notice(3, NoticeState::Open)];
        assert_eq!(plan_notice(&phq9(1, 27), &known), NoticeOutcome::Unchanged, "a total refutes no answer");
    }
}
