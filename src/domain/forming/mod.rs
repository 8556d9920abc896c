//! Forming a group by hand from people who wait: who could come when, and what to mind before it is made.
//!
//! Owns: the weekly grid, and what blocks or speaks against a formation. Must not know: rows, how a group is made.
//! Example: `availability_grid(&frame, &people, &[])` tells for every hour of the week who could come to all sessions.
//! What the planner proposes later are formations, too: its rules come beside these.

mod formation;
mod grid;
#[cfg(test)]
mod grid_tests;

pub use formation::{
    FormationBlocker, FormationWarning, FormationWarningKind, Picked, formation_blockers, formation_warnings,
};
pub use grid::{Candidate, Grid, GridCell, GridFrame, InvalidGridFrame, Partly, Taken, availability_grid};
