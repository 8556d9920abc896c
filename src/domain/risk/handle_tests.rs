//! What a person does about a flag, step by step.

use super::super::samples::Sample;
use super::*;
use crate::domain::ids::{EnrollmentId, RiskActionId, RiskFlagId};
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

fn taken(flag: &RiskFlag, step: &FlagStep) -> Result<Option<RiskFlag>, HandleError> {
    handle(flag, step, &[], NOW)
}

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
    let handled = taken(&flag(from, false), &step).unwrap();
    assert_eq!(handled.map(|flag| flag.state), to);
}

#[test]
fn what_a_person_resolves_is_theirs_and_says_why() {
    let note: Note = "moved away".parse().unwrap();
    let step = FlagStep::Resolve { outcome: Some(FlagOutcome::EndingAgreed), note: Some(note.clone()) };
    let resolved = taken(&flag(Open, false), &step).unwrap().unwrap();
    assert_eq!(
        (resolved.closed_by_person, resolved.closing_note.as_ref(), resolved.closed_at),
        (true, Some(&note), Some(NOW))
    );
    assert_eq!(resolved.outcome, Some(FlagOutcome::EndingAgreed));
    assert_eq!(taken(&resolved, &step), Ok(None), "the same again is harmless");
    let other = FlagStep::Resolve { outcome: Some(FlagOutcome::NotReached), note: Some(note.clone()) };
    let less = FlagStep::Resolve { outcome: Some(FlagOutcome::EndingAgreed), note: None };
    for another in [RESOLVE, other, less, REACHED, snooze(7), FlagStep::Assign(None)] {
        assert_eq!(taken(&resolved, &another), Err(HandleError::ResolvedByPerson), "{another:?}");
    }
    let reopen = FlagStep::Reopen { reason: "closed the wrong one".parse().unwrap() };
    let reopened = taken(&resolved, &reopen).unwrap().unwrap();
    assert_eq!((reopened.state, reopened.closed_by_person), (Acknowledged, false));
    assert_eq!((reopened.outcome, reopened.closing_note.as_ref(), reopened.closed_at), (None, None, None));
    let refused = taken(&reopened, &reopen);
    assert_eq!(refused, Err(HandleError::NotResolvedByPerson(Acknowledged)));
}

/// A flag that a person resolved, as the last of these steps, after the next one.
fn after(steps: &[FlagStep], next: &FlagStep) -> RiskFlag {
    let id = RiskActionId::from_uuid(Uuid::nil());
    let entry = |step| RiskAction::of_step(id, RiskFlagId::from_uuid(Uuid::nil()), step, None, NOW);
    let history: Vec<RiskAction> = steps.iter().map(entry).collect();
    handle(&flag(Resolved, true), next, &history, NOW).unwrap().unwrap()
}

#[test]
fn a_flag_stands_where_it_stood_once_the_decision_that_closed_it_is_taken_back() {
    let back = |steps: &[FlagStep]| after(steps, &FlagStep::TakeBack).state;
    let message = FlagStep::Contact { result: ContactResult::MessageLeft, note: None };
    let reopen = FlagStep::Reopen { reason: "they ask again".parse().unwrap() };
    assert_eq!(back(&[RESOLVE]), Open);
    assert_eq!(back(&[FlagStep::Assign(None), RESOLVE]), Open);
    assert_eq!(back(&[FlagStep::Acknowledge, RESOLVE]), Acknowledged);
    assert_eq!(back(&[snooze(7), RESOLVE]), Acknowledged);
    assert_eq!(back(&[message.clone(), RESOLVE]), Contacted);
    assert_eq!(back(&[RESOLVE, reopen, RESOLVE]), Acknowledged);
    assert_eq!(back(&[RESOLVE, FlagStep::TakeBack, RESOLVE]), Open);
    assert_eq!(back(&[message.clone(), RESOLVE, FlagStep::TakeBack, RESOLVE]), Contacted);
    assert_eq!(back(&[message, RESOLVE, RESOLVE]), Open, "more was missed in between");
    let taken_back = after(&[RESOLVE], &FlagStep::TakeBack);
    assert_eq!((taken_back.closed_by_person, taken_back.closed_at), (false, None));
    let withdrawn = taken(&flag(Withdrawn, true), &FlagStep::TakeBack).unwrap().unwrap();
    assert_eq!((withdrawn.state, withdrawn.closed_by_person), (Withdrawn, false), "its ground is gone");
    for state in [Open, Resolved, Withdrawn] {
        let refused = Err(HandleError::NotResolvedByPerson(state));
        assert_eq!(taken(&flag(state, false), &FlagStep::TakeBack), refused);
    }
}

#[test]
fn a_reopened_flag_stands_where_it_stood_when_it_was_closed() {
    let reopen = || FlagStep::Reopen { reason: "closed the wrong one".parse().unwrap() };
    let reopened = |steps: &[FlagStep]| after(steps, &reopen()).state;
    let no_answer = FlagStep::Contact { result: ContactResult::NoAnswer, note: None };
    assert_eq!(reopened(&[FlagStep::Acknowledge, RESOLVE]), Acknowledged);
    assert_eq!(reopened(&[REACHED, FlagStep::Acknowledge, RESOLVE]), Contacted);
    assert_eq!(reopened(&[no_answer, RESOLVE, reopen(), RESOLVE]), Contacted);
    // More was missed in between: nobody has reached out since.
    assert_eq!(reopened(&[REACHED, RESOLVE, RESOLVE]), Acknowledged);
    assert_eq!(reopened(&[RESOLVE, REACHED, RESOLVE]), Contacted);
}

#[test]
fn another_outcome_is_said_in_words_and_the_brief_forms_are_no_persons_to_give() {
    let resolve = |outcome, note: Option<&str>| FlagStep::Resolve {
        outcome: Some(outcome),
        note: note.map(|note| note.parse().unwrap()),
    };
    assert_eq!(taken(&flag(Open, false), &resolve(FlagOutcome::Other, None)), Err(HandleError::NoteNeeded));
    let said = resolve(FlagOutcome::Other, Some("on parental leave"));
    assert!(taken(&flag(Open, false), &said).unwrap().is_some());
    for outcome in FlagOutcome::ALL.iter().copied() {
        let is_refused = resolve(outcome, Some("agreed")).check_by_hand().is_err();
        assert_eq!(is_refused, outcome.word().starts_with("BRIEF_FORM_"), "{outcome}");
    }
    assert_eq!(RESOLVE.check_by_hand(), Ok(()));
}

#[test]
fn a_flag_closed_by_the_ledger_is_nobodys_to_handle() {
    for state in [Resolved, Withdrawn] {
        for step in [FlagStep::Acknowledge, REACHED, RESOLVE, snooze(7), FlagStep::Assign(None)] {
            assert_eq!(taken(&flag(state, false), &step), Err(HandleError::Closed(state)));
        }
    }
}

#[test]
fn a_flag_rests_for_a_while_until_something_makes_it_more_urgent() {
    let at = |days: i64| NOW + SignedDuration::from_hours(24 * days);
    for days in [-1, 0] {
        let refused = Err(HandleError::SnoozePast { until: at(days), now: NOW });
        assert_eq!(taken(&flag(Open, false), &snooze(days)), refused);
    }
    let (until, latest) = (at(LONGEST_SNOOZE_DAYS + 1), at(LONGEST_SNOOZE_DAYS));
    let refused = Err(HandleError::SnoozeTooLong { until, latest });
    assert_eq!(taken(&flag(Open, false), &snooze(LONGEST_SNOOZE_DAYS + 1)), refused);
    let resting = taken(&flag(Open, false), &snooze(LONGEST_SNOOZE_DAYS)).unwrap().unwrap();
    let same = assess(&Sample::marked("AAANN").course()).remove(0);
    assert!(resting.after(&FlagChange::Update(same), NOW).snoozed_until.is_some());
    let grown = assess(&Sample::marked("AAANNN").course()).remove(0);
    assert_eq!(resting.after(&FlagChange::Update(grown), NOW).snoozed_until, None);
}
