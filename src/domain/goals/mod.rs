//! Treatment goals: what client and clinician agreed to work on, in the client's words, and how far it is attained.
//!
//! Owns: kinds of goals, their words, how they change and are rated. Must not know: who may, rows, what happens in sessions.
//! Example: `plan_change(&goal, 1, &terms)` appends a version, or says that the goal was changed meanwhile.
//! The next kind is a word of `GoalKind`.

mod goal;
mod plan;
mod rating;

pub use goal::{Goal, GoalKind, GoalState, GoalTerms, GoalVersion, GoalWords, InvalidGoalWords};
pub use plan::{ChangeGoalError, GoalOutcome, InvalidTerms, plan_change};
pub use rating::{Attainment, GoalRating, RateGoalError, UnknownAttainment, check_rating, standing_ratings};
