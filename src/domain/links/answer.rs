//! What a client answers, and what that does.

use jiff::Timestamp;

use super::Standing;
use crate::domain::attendance::{AbsenceReason, Mark, Rsvp, StoredStatus};
use crate::domain::words::words;

words! {
    /// Why a client says that they can't come: few words, none of which tells more than a calendar would.
    pub enum DeclineReason {
        /// They are ill.
        Illness = "ILLNESS",
        /// Work or school.
        Work = "WORK",
        /// They are away.
        Travel = "TRAVEL",
        /// Anything else.
        Other = "OTHER",
    }
}

impl DeclineReason {
    /// The ledger's word for it.
    #[must_use]
    pub const fn in_the_ledger(self) -> AbsenceReason {
        match self {
            Self::Illness => AbsenceReason::Illness,
            Self::Work => AbsenceReason::Work,
            Self::Travel => AbsenceReason::Travel,
            Self::Other => AbsenceReason::Other,
        }
    }
}

/// A client's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// They come.
    Confirm,
    /// They can't.
    Decline(DeclineReason),
}

impl Answer {
    /// What is kept of it.
    #[must_use]
    pub const fn rsvp(self) -> Rsvp {
        match self {
            Self::Confirm => Rsvp::Confirmed,
            Self::Decline(_) => Rsvp::Declined,
        }
    }
}

/// What an answer does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerPlan {
    /// Nothing: it stands already, or can't be taken any more.
    Nothing,
    /// It is kept, and this mark is appended, if any.
    Write(Option<Mark>),
}

/// Decides what an answer given at `now` does. The same answer again does nothing: the first notice is the one that counts as
/// early or late.
#[must_use]
pub fn plan_answer(standing: Standing, answer: Answer, now: Timestamp) -> AnswerPlan {
    match (standing, answer) {
        (Standing::Open, Answer::Confirm) => AnswerPlan::Write(None),
        (Standing::Declined, Answer::Confirm) => AnswerPlan::Write(Some(Mark::UNRECORDED)),
        (Standing::Open | Standing::Confirmed, Answer::Decline(reason)) => AnswerPlan::Write(Some(Mark {
            status: StoredStatus::CancelledByClient,
            reason: Some(reason.in_the_ledger()),
            notice_given_at: Some(now),
            ..Mark::UNRECORDED
        })),
        (Standing::Confirmed, Answer::Confirm)
        | (Standing::Declined, Answer::Decline(_))
        | (Standing::Cancelled | Standing::Changed | Standing::NotTheirs | Standing::Begun, _) => {
            AnswerPlan::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::{MarkInput, SessionForMarking};

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn an_answer_is_taken_once_and_can_be_taken_back() {
        let decline = Answer::Decline(DeclineReason::Work);
        let AnswerPlan::Write(Some(mark)) = plan_answer(Standing::Open, decline, NOW) else { panic!() };
        assert_eq!(plan_answer(Standing::Confirmed, decline, NOW), AnswerPlan::Write(Some(mark)));
        assert_eq!(plan_answer(Standing::Declined, decline, NOW), AnswerPlan::Nothing);
        assert_eq!(plan_answer(Standing::Open, Answer::Confirm, NOW), AnswerPlan::Write(None));
        assert_eq!(plan_answer(Standing::Confirmed, Answer::Confirm, NOW), AnswerPlan::Nothing);
        assert_eq!(
            plan_answer(Standing::Declined, Answer::Confirm, NOW),
            AnswerPlan::Write(Some(Mark::UNRECORDED))
        );
    }

    #[test]
    fn the_mark_is_one_that_staff_could_have_made_in_advance() {
        let starts_at = NOW + jiff::SignedDuration::from_hours(1);
        let session = SessionForMarking { is_cancelled: false, starts_at, minutes: 50 };
        for reason in DeclineReason::ALL {
            let input = MarkInput {
                reason: Some(reason.in_the_ledger()),
                notice_given_at: Some(NOW),
                ..MarkInput::bare(StoredStatus::CancelledByClient)
            };
            let mark = Mark::parse(&input, &session, NOW).unwrap();
            assert_eq!(
                plan_answer(Standing::Open, Answer::Decline(*reason), NOW),
                AnswerPlan::Write(Some(mark))
            );
        }
    }

    #[test]
    fn what_is_cancelled_changed_or_over_takes_no_answer() {
        for standing in [Standing::Cancelled, Standing::Changed, Standing::NotTheirs, Standing::Begun] {
            for answer in [Answer::Confirm, Answer::Decline(DeclineReason::Illness)] {
                assert_eq!(plan_answer(standing, answer, NOW), AnswerPlan::Nothing);
            }
        }
    }
}
