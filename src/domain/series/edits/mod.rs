//! Edits of a series: which sessions change, how, and what stays.
//!
//! Owns: what a coordinator may ask for, whom it applies to, the sessions after it, sessions added and cancelled. Must
//! not know: rows, who is told, whose time is taken.
//! Example: `plan_edit(&series, &sessions, &edit, now)?` gives the series and every changed session before and after.
//! Another thing to edit is a field of `SeriesEdit`, applied in `apply`.

mod apply;
mod close;
mod edit;
mod error;
mod grow;
mod plan;
#[cfg(test)]
mod properties;
mod restore;
mod scope;
#[cfg(test)]
mod tests;
mod undo;
#[cfg(test)]
mod world;

pub use close::{CloseError, ClosureResolution, ClosureResponse, Substitute, closed_out, plan_closure};
pub use edit::{Cancellation, EditScope, SeriesEdit};
pub use error::EditError;
pub use grow::append_sessions;
pub use plan::{
    EditableSession, EditedSeries, KeptBecause, KeptSession, SessionEdit, SessionEffect, plan_edit,
};
pub use restore::RestoreError;
pub use undo::{Found, UndoError, plan_undo};
