//! Changing a goal: another version is appended, and the history stays.

use jiff::civil::Date;

use super::goal::{Goal, GoalState, GoalTerms};

/// What a change does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoalOutcome {
    /// It stands so already; nothing is written.
    Unchanged,
    /// This is appended as the next version and now stands; who and when are for the caller to set.
    Append(Box<Goal>),
}

/// Terms that contradict themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTerms {
    /// A goal that is reached or dropped needs its date.
    #[error("a goal that is {0} needs the date on which it came to be so")]
    DateMissing(GoalState),
    /// A goal that is worked on has no such date.
    #[error("a goal that is OPEN has no date of its end: leave it out")]
    DateOfAnOpenGoal,
    /// It can't have ended before it was agreed.
    #[error("{given} lies before {agreed_on}, when the goal was agreed")]
    BeforeAgreed {
        /// What was given.
        given: Date,
        /// When it was agreed.
        agreed_on: Date,
    },
}

/// Why a goal can't be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeGoalError {
    /// It was changed meanwhile.
    #[error(
        "the goal was changed meanwhile: read it again, and change version {version} if that is still wanted"
    )]
    Stale {
        /// The version that stands.
        version: u32,
    },
    /// Its terms contradict themselves.
    #[error(transparent)]
    Invalid(#[from] InvalidTerms),
}

impl GoalTerms {
    /// Checks that state and dates go together.
    ///
    /// # Errors
    /// The first rule that they break.
    pub fn check(&self, agreed_on: Date) -> Result<(), InvalidTerms> {
        match (self.state, self.closed_on) {
            (GoalState::Open, None) => Ok(()),
            (GoalState::Open, Some(_)) => Err(InvalidTerms::DateOfAnOpenGoal),
            (state, None) => Err(InvalidTerms::DateMissing(state)),
            (_, Some(given)) if given < agreed_on => Err(InvalidTerms::BeforeAgreed { given, agreed_on }),
            (_, Some(_)) => Ok(()),
        }
    }
}

/// Decides what changing a goal does. `expected_version` is the version that was seen; repeating the change that was made last
/// does nothing.
///
/// # Errors
/// `Stale` before `Invalid`, so that nobody changes what they have not seen.
pub fn plan_change(
    goal: &Goal,
    expected_version: u32,
    terms: &GoalTerms,
) -> Result<GoalOutcome, ChangeGoalError> {
    let is_next = expected_version > 0 && expected_version.checked_add(1) == Some(goal.version);
    if is_next && goal.terms == *terms {
        return Ok(GoalOutcome::Unchanged);
    }
    if expected_version != goal.version {
        return Err(ChangeGoalError::Stale { version: goal.version });
    }
    terms.check(goal.agreed_on)?;
    if goal.terms == *terms {
        return Ok(GoalOutcome::Unchanged);
    }
    let version = goal.version.saturating_add(1);
    Ok(GoalOutcome::Append(Box::new(Goal { terms: terms.clone(), version, ..goal.clone() })))
}

#[cfg(test)]
pub(super) mod samples {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::domain::attendance::Recorder;
    use crate::domain::goals::GoalKind;
    use crate::domain::ids::{EnrollmentId, GoalId};

    pub(in crate::domain::goals) fn goal() -> Goal {
        Goal {
            id: GoalId::from_uuid(Uuid::nil()),
            enrollment_id: EnrollmentId::from_uuid(Uuid::nil()),
            agreed_on: Date::constant(2026, 3, 2),
            terms: GoalTerms {
                kind: GoalKind::Coping,
                words: "To sleep through".parse().unwrap(),
                state: GoalState::Open,
                closed_on: None,
            },
            version: 1,
            recorded_by: Recorder::System,
            recorded_at: Timestamp::UNIX_EPOCH,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::samples::goal;
    use super::*;

    #[test]
    fn a_change_is_appended_and_its_repetition_changes_nothing() {
        let first = goal();
        let reached = GoalTerms {
            state: GoalState::Reached,
            closed_on: Some(Date::constant(2026, 4, 1)),
            ..first.terms.clone()
        };
        let Ok(GoalOutcome::Append(second)) = plan_change(&first, 1, &reached) else { panic!() };
        assert_eq!((second.version, second.terms.state), (2, GoalState::Reached));
        assert_eq!(plan_change(&second, 1, &reached), Ok(GoalOutcome::Unchanged));
        assert_eq!(plan_change(&second, 1, &first.terms), Err(ChangeGoalError::Stale { version: 2 }));
        let Ok(GoalOutcome::Append(again)) = plan_change(&second, 2, &first.terms) else { panic!() };
        assert_eq!((again.version, again.terms.state), (3, GoalState::Open), "taken up again");
    }

    #[test]
    fn who_closes_a_goal_says_when() {
        let first = goal();
        let terms = |state, closed_on| GoalTerms { state, closed_on, ..first.terms.clone() };
        let check = |state, closed_on| terms(state, closed_on).check(first.agreed_on);
        assert_eq!(check(GoalState::Dropped, None), Err(InvalidTerms::DateMissing(GoalState::Dropped)));
        assert_eq!(check(GoalState::Open, Some(first.agreed_on)), Err(InvalidTerms::DateOfAnOpenGoal));
        let given = Date::constant(2026, 3, 1);
        let before = InvalidTerms::BeforeAgreed { given, agreed_on: first.agreed_on };
        assert_eq!(check(GoalState::Reached, Some(given)), Err(before));
    }
}
