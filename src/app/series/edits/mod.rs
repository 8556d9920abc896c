//! Edits of a series, previewed and committed.
//!
//! Owns: the plan with conflicts, everybody's wall times and the mails; carrying it out. Must not know: what an edit
//! means for a session (that is `domain::series`).
//! Example: `preview_series_edit(&app, &caller, &command)` shows what `commit_series_edit` does by the plan's hash.
//! What else an edit has to leave behind is written in `write`.

mod commit;
mod conflicts;
mod mails;
mod people;
mod plan;
mod preview;
mod write;

pub use commit::{CommitSeriesEdit, CommitSeriesEditError, CommittedEdit, commit_series_edit};
pub use conflicts::EditConflict;
pub use mails::PlannedMail;
pub use plan::{EditSeries, PlanEditError, SeriesEditPlan};
pub use preview::preview_series_edit;
