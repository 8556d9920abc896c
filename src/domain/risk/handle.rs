//! What a person does about a flag.

use jiff::{SignedDuration, Timestamp};

use super::flag::RiskFlag;
use super::outcome::{ContactResult, FlagOutcome};
use super::state::RiskState;
use crate::domain::attendance::Note;
use crate::domain::ids::StaffMemberId;

/// The longest time a flag may rest, in days: eight weekly sessions.
pub const LONGEST_SNOOZE_DAYS: i64 = 56;

/// One step of working through the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagStep {
    /// I have seen it.
    Acknowledge,
    /// That member of staff, or nobody, is to see to it.
    Assign(Option<StaffMemberId>),
    /// I have reached out to the client.
    Contact {
        /// What came of it.
        result: ContactResult,
        /// What there is to say.
        note: Option<Note>,
    },
    /// It may rest: I have looked at it.
    Snooze {
        /// Until when.
        until: Timestamp,
        /// Why.
        reason: Note,
    },
    /// It is to rest no more.
    Wake,
    /// It is dealt with, and how.
    Resolve {
        /// What came of it.
        outcome: Option<FlagOutcome>,
        /// What there is to say.
        note: Option<Note>,
    },
    /// It was closed by mistake, or too early.
    Reopen {
        /// Why.
        reason: Note,
    },
}

/// Why a step can't be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HandleError {
    /// The flag is on nobody's worklist any more.
    #[error("the flag is {} already", .0.word())]
    Closed(RiskState),
    /// No person has closed it: attendance, a correction or the course's end did, or nobody.
    #[error("the flag is {}, and no person closed it: only what somebody has resolved is reopened", .0.word())]
    NotResolvedByPerson(RiskState),
    /// It is to rest until a past instant, or for too long.
    #[error(
        "a flag rests from a moment to {LONGEST_SNOOZE_DAYS} days: choose a later day, or an earlier one"
    )]
    SnoozeUntil,
}

/// The flag after the step; none if the step changes nothing of it, so that a repetition is harmless.
///
/// Nobody falls behind: acknowledging after contact keeps CONTACTED. What a person resolves stays closed, whatever is
/// marked later, until more is missed or somebody reopens it.
///
/// # Errors
/// `Closed` if attendance or a correction has closed it, or a person has and the step is another one;
/// `NotResolvedByPerson`; `SnoozeUntil`.
pub fn handle(flag: &RiskFlag, step: &FlagStep, now: Timestamp) -> Result<Option<RiskFlag>, HandleError> {
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    match (flag.state, step) {
        (Resolved, FlagStep::Resolve { .. }) if flag.closed_by_person => return Ok(None),
        (Resolved, FlagStep::Reopen { .. }) if flag.closed_by_person => {}
        (state, FlagStep::Reopen { .. }) => return Err(HandleError::NotResolvedByPerson(state)),
        (Resolved | Withdrawn, _) => return Err(HandleError::Closed(flag.state)),
        (Open | Acknowledged | Contacted, _) => {}
    }
    let seen = if flag.state == Open { Acknowledged } else { flag.state };
    let handled = match step {
        FlagStep::Acknowledge => flag.clone().moved_to(seen, now),
        FlagStep::Assign(owner) => RiskFlag { owner: *owner, ..flag.clone() },
        FlagStep::Contact { .. } => flag.clone().moved_to(Contacted, now),
        FlagStep::Snooze { until, reason: _ } => {
            let latest = now + SignedDuration::from_hours(24 * LONGEST_SNOOZE_DAYS);
            if *until <= now || *until > latest {
                return Err(HandleError::SnoozeUntil);
            }
            RiskFlag { snoozed_until: Some(*until), ..flag.clone().moved_to(seen, now) }
        }
        FlagStep::Wake => RiskFlag { snoozed_until: None, ..flag.clone() },
        FlagStep::Resolve { outcome, note } => RiskFlag {
            closed_by_person: true,
            outcome: *outcome,
            closing_note: note.clone(),
            ..flag.clone().moved_to(Resolved, now)
        },
        FlagStep::Reopen { reason: _ } => flag.clone().moved_to(Acknowledged, now).undecided(),
    };
    Ok((handled != *flag).then_some(handled))
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::ids::{EnrollmentId, RiskFlagId};
    use crate::domain::risk::{FlagChange, assess};
    use RiskState::{Acknowledged, Contacted, Open, Resolved, Withdrawn};
    use rstest::rstest;
    use uuid::Uuid;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn flag(state: RiskState, closed_by_person: bool) -> RiskFlag {
        let episode = assess(&Sample::marked("AAANN").course()).remove(0);
        let ids = (RiskFlagId::from_uuid(Uuid::nil()), EnrollmentId::from_uuid(Uuid::nil()));
        RiskFlag { closed_by_person, ..RiskFlag::raise(ids.0, ids.1, episode, NOW).moved_to(state, NOW) }
    }

    const REACHED: FlagStep = FlagStep::Contact { result: ContactResult::Reached, note: None };
    const RESOLVE: FlagStep = FlagStep::Resolve { outcome: None, note: None };

    fn snooze(days: i64) -> FlagStep {
        let until = NOW + SignedDuration::from_hours(24 * days);
        FlagStep::Snooze { until, reason: "on holiday".parse().unwrap() }
    }

    #[rstest]
    #[case(Open, FlagStep::Acknowledge, Some(Acknowledged))]
    #[case(Open, REACHED, Some(Contacted))]
    #[case(Acknowledged, FlagStep::Acknowledge, None)]
    #[case(Acknowledged, REACHED, Some(Contacted))]
    #[case(Contacted, FlagStep::Acknowledge, None)]
    #[case(Contacted, REACHED, None)]
    #[case(Contacted, RESOLVE, Some(Resolved))]
    #[case(Open, snooze(7), Some(Acknowledged))]
    #[case(Contacted, snooze(7), Some(Contacted))]
    #[case(Contacted, FlagStep::Wake, None)]
    #[case(Contacted, FlagStep::Assign(None), None)]
    fn a_step_goes_forward_or_nowhere(
        #[case] from: RiskState,
        #[case] step: FlagStep,
        #[case] to: Option<RiskState>,
    ) {
        let handled = handle(&flag(from, false), &step, NOW).unwrap();
        assert_eq!(handled.map(|flag| flag.state), to);
    }

    #[test]
    fn what_a_person_resolves_is_theirs_and_says_why() {
        let note: Note = "moved away".parse().unwrap();
        let step = FlagStep::Resolve { outcome: Some(FlagOutcome::EndingAgreed), note: Some(note.clone()) };
        let resolved = handle(&flag(Open, false), &step, NOW).unwrap().unwrap();
        assert_eq!(
            (resolved.closed_by_person, resolved.closing_note.as_ref(), resolved.closed_at),
            (true, Some(&note), Some(NOW))
        );
        assert_eq!(resolved.outcome, Some(FlagOutcome::EndingAgreed));
        assert_eq!(handle(&resolved, &RESOLVE, NOW), Ok(None));
        assert_eq!(handle(&resolved, &REACHED, NOW), Err(HandleError::Closed(Resolved)));
        let reopen = FlagStep::Reopen { reason: "closed the wrong one".parse().unwrap() };
        let reopened = handle(&resolved, &reopen, NOW).unwrap().unwrap();
        assert_eq!((reopened.state, reopened.closed_by_person), (Acknowledged, false));
        assert_eq!(
            (reopened.outcome, reopened.closing_note.as_ref(), reopened.closed_at),
            (None, None, None)
        );
        let refused = handle(&reopened, &reopen, NOW);
        assert_eq!(refused, Err(HandleError::NotResolvedByPerson(Acknowledged)));
    }

    #[test]
    fn a_flag_closed_by_the_ledger_is_nobodys_to_handle() {
        for state in [Resolved, Withdrawn] {
            for step in [FlagStep::Acknowledge, REACHED, RESOLVE, snooze(7), FlagStep::Assign(None)] {
                assert_eq!(handle(&flag(state, false), &step, NOW), Err(HandleError::Closed(state)));
            }
        }
    }

    #[test]
    fn a_flag_rests_for_a_while_until_something_makes_it_more_urgent() {
        for days in [-1, 0, LONGEST_SNOOZE_DAYS + 1] {
            assert_eq!(handle(&flag(Open, false), &snooze(days), NOW), Err(HandleError::SnoozeUntil));
        }
        let resting = handle(&flag(Open, false), &snooze(LONGEST_SNOOZE_DAYS), NOW).unwrap().unwrap();
        let same = assess(&Sample::marked("AAANN").course()).remove(0);
        assert!(resting.after(&FlagChange::Update(same), NOW).snoozed_until.is_some());
        let grown = assess(&Sample::marked("AAANNN").course()).remove(0);
        assert_eq!(resting.after(&FlagChange::Update(grown), NOW).snoozed_until, None);
    }
}
