//! Treatment goals, their versions and ratings.
//!
//! Owns: the rows of `treatment_goal`, `treatment_goal_version`, `goal_rating`. Must not know: what may follow what
//! (`domain::goals`), who may read it.
//! Example: `load_goals(on, reach, &enrollments)` gives the goals of those courses, in one statement.
//! Enrollments are locked before their goals are written, by everybody.

mod ratings;
mod standing;
mod versions;

pub use ratings::{insert_rating, load_ratings};
pub use standing::{find_goal, insert_goal, load_goals, update_goal};
pub use versions::list_goal_versions;
