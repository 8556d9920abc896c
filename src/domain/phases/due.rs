//! What is due in the present phase of a course.

use jiff::civil::Date;

use super::bounds::Phase;
use super::step::{PhaseStep, StepCode};
use crate::domain::companions::CompanionKind;
use crate::domain::goals::{Goal, GoalRating, GoalState};
use crate::domain::ids::GoalId;

/// The first phase that reviews progress: goals are rated then.
const REVIEW: Phase = Phase::Middle;

/// An evaluation that a program asks for, of one course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueEvaluation {
    /// Which.
    pub kind: CompanionKind,
    /// From when on it may be held; none while there is no weekly session.
    pub from: Option<Date>,
    /// Until when it may be held.
    pub until: Option<Date>,
    /// Whether it was done.
    pub is_done: bool,
    /// Whether its days are over without it.
    pub is_overdue: bool,
}

/// A goal, and when it was last rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueGoal {
    /// Which.
    pub id: GoalId,
    /// Whether it is worked on.
    pub is_open: bool,
    /// The last day on which it was rated, in the site's zone.
    pub rated_on: Option<Date>,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// A step of this phase or an earlier one that is not ticked off.
    Step(StepCode),
    /// An evaluation whose days have come, or are over.
    Evaluation(CompanionKind),
    /// An open goal, in the middle and in the ending phase, that was not rated since the day of the last session of the phase
    /// before; a rating of that very day, in the site's zone, counts.
    GoalRating(GoalId),
}

impl DueGoal {
    /// What of a goal decides, with the ratings of it that stand.
    #[must_use]
    pub fn of(goal: &Goal, ratings: &[GoalRating]) -> Self {
        let of_it = ratings.iter().filter(|rating| rating.goal_id == goal.id);
        let rated_on = of_it.map(|rating| rating.rated_on).max();
        Self { id: goal.id, is_open: goal.terms.state == GoalState::Open, rated_on }
    }
}

/// What is due, `today` and in `phase`: steps left over from earlier phases too, evaluations whose days have come, and, in the
/// middle and in the ending phase, open goals not rated since the day of the last session of the phase before, `since`; a rating
/// of that very day counts.
#[must_use]
pub fn due_in(
    phase: Phase,
    today: Date,
    since: Option<Date>,
    steps: &[(PhaseStep, bool)],
    evaluations: &[DueEvaluation],
    goals: &[DueGoal],
) -> Vec<Due> {
    let steps = steps.iter().filter(|(step, is_done)| !is_done && step.phase <= phase);
    let steps = steps.map(|(step, _)| Due::Step(step.code.clone()));
    let has_come =
        |one: &&DueEvaluation| !one.is_done && (one.is_overdue || one.from.is_some_and(|from| from <= today));
    let evaluations = evaluations.iter().filter(has_come).map(|one| Due::Evaluation(one.kind));
    let is_unrated = |one: &&DueGoal| {
        one.is_open && phase >= REVIEW && one.rated_on.is_none_or(|on| since.is_some_and(|since| on < since))
    };
    let goals = goals.iter().filter(is_unrated).map(|one| Due::GoalRating(one.id));
    steps.chain(evaluations).chain(goals).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::phases::default_steps;

    fn day(day: i8) -> Date {
        Date::constant(2026, 3, day)
    }

    fn codes(due: &[Due]) -> Vec<&str> {
        fn code(one: &Due) -> Option<&StepCode> {
            match one {
                Due::Step(code) => Some(code),
                Due::Evaluation(_) | Due::GoalRating(_) => None,
            }
        }
        due.iter().filter_map(code).map(StepCode::as_str).collect()
    }

    #[test]
    fn steps_are_due_in_their_phase_and_stay_so() {
        let steps: Vec<_> = default_steps().into_iter().map(|step| (step, false)).collect();
        let due = |phase, steps: &[_]| due_in(phase, day(9), None, steps, &[], &[]);
        assert_eq!(codes(&due(Phase::Initial, &steps)), ["INVENTORY", "PROBLEM_AREA_AGREED", "GOALS_SET"]);
        let mut ticked = steps;
        ticked.iter_mut().skip(1).take(2).for_each(|(_, is_done)| *is_done = true);
        assert_eq!(codes(&due(Phase::Middle, &ticked)), ["INVENTORY", "PROGRESS_REVIEWED"]);
    }

    #[test]
    fn evaluations_are_due_once_their_days_have_come() {
        let post = DueEvaluation {
            kind: CompanionKind::PostEvaluation,
            from: Some(day(9)),
            until: Some(day(20)),
            is_done: false,
            is_overdue: false,
        };
        let due = |today, evaluation| due_in(Phase::Ending, today, None, &[], &[evaluation], &[]);
        assert_eq!(due(day(8), post), []);
        assert_eq!(due(day(9), post), [Due::Evaluation(CompanionKind::PostEvaluation)]);
        assert_eq!(due(day(9), DueEvaluation { is_done: true, ..post }), []);
        let overdue = DueEvaluation { from: None, is_overdue: true, ..post };
        assert_eq!(due(day(8), overdue), [Due::Evaluation(CompanionKind::PostEvaluation)]);
    }

    #[test]
    fn goals_are_rated_at_the_review_and_at_the_end() {
        let goal = |rated_on| DueGoal { id: GoalId::from_uuid(Uuid::nil()), is_open: true, rated_on };
        let is_due = |phase, one| !due_in(phase, day(20), Some(day(15)), &[], &[], &[one]).is_empty();
        assert!(!is_due(Phase::Initial, goal(None)));
        for phase in [Phase::Middle, Phase::Ending] {
            assert!(is_due(phase, goal(None)) && is_due(phase, goal(Some(day(14)))));
            assert!(!is_due(phase, goal(Some(day(15)))), "the day on which the phase began counts");
            assert!(!is_due(phase, goal(Some(day(16)))));
            assert!(!is_due(phase, DueGoal { is_open: false, ..goal(None) }));
        }
    }
}
