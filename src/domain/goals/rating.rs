//! Rating a goal at a review.

use std::cmp::Reverse;

use jiff::Timestamp;
use jiff::civil::Date;

use super::goal::Goal;
use crate::domain::attendance::{Note, Recorder};
use crate::domain::ids::{GoalId, RowId};

/// How far a goal is attained, from -2 (much less than expected) over 0 (as expected) to 2 (much more): the five levels of Goal
/// Attainment Scaling (Kiresuk, Sherman 1968, Community Ment Health J 4:443).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attainment(i8);

/// The number is no level of attainment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given} is no level of attainment: give -2 (much less than expected) to 2 (much more than expected)"
)]
pub struct UnknownAttainment {
    /// What was given.
    pub given: i64,
}

impl Attainment {
    /// Reads a level.
    ///
    /// # Errors
    /// `UnknownAttainment` below -2 or above 2.
    pub fn parse(given: i64) -> Result<Self, UnknownAttainment> {
        let level = i8::try_from(given).ok().filter(|level| (-2..=2).contains(level));
        level.map(Self).ok_or(UnknownAttainment { given })
    }

    /// The number.
    #[must_use]
    pub const fn level(self) -> i8 {
        self.0
    }
}

/// How far a goal was attained at a review; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalRating {
    /// Its id; of two ratings of a day the one that was recorded later stands.
    pub id: RowId,
    /// Which goal.
    pub goal_id: GoalId,
    /// How far it was attained.
    pub attainment: Attainment,
    /// On which day: a date in the site's zone.
    pub rated_on: Date,
    /// A few words beside it.
    pub note: Option<Note>,
    /// Who recorded it.
    pub recorded_by: Recorder,
    /// When they did.
    pub recorded_at: Timestamp,
}

/// Why a goal can't be rated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RateGoalError {
    /// It was not agreed yet.
    #[error("{given} lies before {agreed_on}, when the goal was agreed")]
    BeforeAgreed {
        /// What was given.
        given: Date,
        /// When it was agreed.
        agreed_on: Date,
    },
    /// It was reached or dropped before.
    #[error(
        "{given} lies after {closed_on}, when the goal was reached or dropped: take it up again first (changeGoal)"
    )]
    AfterClosed {
        /// What was given.
        given: Date,
        /// When it was closed.
        closed_on: Date,
    },
}

/// Passes if the goal was worked on that day.
///
/// # Errors
/// Which bound the day lies beyond.
pub fn check_rating(goal: &Goal, given: Date) -> Result<(), RateGoalError> {
    if given < goal.agreed_on {
        return Err(RateGoalError::BeforeAgreed { given, agreed_on: goal.agreed_on });
    }
    match goal.terms.closed_on.filter(|closed_on| given > *closed_on) {
        Some(closed_on) => Err(RateGoalError::AfterClosed { given, closed_on }),
        None => Ok(()),
    }
}

/// The ratings that stand, by their days: the last that was recorded of each.
#[must_use]
pub fn standing_ratings(mut ratings: Vec<GoalRating>) -> Vec<GoalRating> {
    let newest_first = |one: &GoalRating| Reverse((one.recorded_at, one.id));
    ratings.sort_unstable_by_key(|rating| (rating.rated_on, newest_first(rating)));
    ratings.dedup_by_key(|rating| rating.rated_on);
    ratings
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::goals::plan::samples::goal;
    use crate::domain::goals::{GoalState, GoalTerms};

    #[test]
    fn there_are_five_levels() {
        let levels: Vec<i8> = (-2..=2).map(|given| Attainment::parse(given).unwrap().level()).collect();
        assert_eq!(levels, [-2, -1, 0, 1, 2]);
        for given in [-3, 3, i64::MAX] {
            assert_eq!(Attainment::parse(given), Err(UnknownAttainment { given }));
        }
    }

    #[test]
    fn a_goal_is_rated_while_it_is_worked_on() {
        let day = |day| Date::constant(2026, 3, day);
        let mut goal = goal();
        assert_eq!(check_rating(&goal, day(2)), Ok(()));
        let before = RateGoalError::BeforeAgreed { given: day(1), agreed_on: day(2) };
        assert_eq!(check_rating(&goal, day(1)), Err(before));
        goal.terms = GoalTerms { state: GoalState::Reached, closed_on: Some(day(9)), ..goal.terms };
        assert_eq!(check_rating(&goal, day(9)), Ok(()));
        let after = RateGoalError::AfterClosed { given: day(10), closed_on: day(9) };
        assert_eq!(check_rating(&goal, day(10)), Err(after));
    }

    #[test]
    fn the_later_rating_of_a_day_stands() {
        let rating = |id, day, level| GoalRating {
            id: RowId::from_uuid(Uuid::from_u128(id)),
            goal_id: goal().id,
            attainment: Attainment::parse(level).unwrap(),
            rated_on: Date::constant(2026, 3, day),
            note: None,
            recorded_by: Recorder::System,
            recorded_at: Timestamp::UNIX_EPOCH,
        };
        let standing = standing_ratings(vec![rating(3, 9, 1), rating(1, 2, -1), rating(2, 9, 0)]);
        let levels: Vec<i8> = standing.iter().map(|one| one.attainment.level()).collect();
        assert_eq!(levels, [-1, 1]);
    }
}
