//! Treatment goals: agreeing, changing and rating them.
//!
//! Owns: the commands and queries about goals. Must not know: GraphQL, what may follow what (`domain::goals`).
//! Example: `add_goal(&app, &caller, AddGoal { enrollment_id, kind, words, agreed_on })` keeps a goal in the client's words,
//! which neither the audit log nor a mail ever holds.
//! The next command is a file here; it locks the enrollment with `enrollments::lock_led`.

mod add_goal;
mod change_goal;
mod queries;
mod rate_goal;

pub use add_goal::{AddGoal, AddGoalError, MOST_GOALS, add_goal};
pub use change_goal::{ChangeGoal, ChangeGoalRefusal, change_goal};
pub use queries::{ShownGoal, find_goal, list_goal_history, load_enrollment_goals};
pub use rate_goal::{RateGoal, RateGoalRefusal, rate_goal};
