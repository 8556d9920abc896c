//! Forming a group by hand: who could come when, what a group of some of those would come to, and making it.
//!
//! Owns: the order of planning and committing a formation, in one transaction. Must not know: how a series is expanded or
//! whose time it takes (that is `series`'), how a wait is closed (`waitlist`'s).
//! Example: `preview_group_formation(&app, &caller, &draft)` gives a plan with a hash; `form_group` commits by that hash.
//! The planner will make drafts for the same preview and commit.

mod availability_grid;
mod form_group;
mod plan;
mod preview_group_formation;

pub use availability_grid::{AskGrid, AskGridError, MOST_CANDIDATES, WeeklyGrid, availability_grid};
pub use form_group::{FormGroup, FormGroupError, FormedGroup, form_group};
pub use plan::{GroupFormationDraft, GroupFormationPlan, PlanFormationError};
pub use preview_group_formation::preview_group_formation;
