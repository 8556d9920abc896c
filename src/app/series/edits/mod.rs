//! Edits of a series, previewed and committed.
//!
//! Owns: the plan of one series' edit with everybody's wall times; carrying it out. Must not know: what an edit means for a
//! session (that is `domain::series`), how it is written (that is `revision`).
//! Example: `preview_series_edit(&app, &caller, &command)` shows what `commit_series_edit` does by the plan's hash.
//! What else an edit has to leave behind is written by `revision`.

mod commit;
mod plan;
mod preview;

pub use commit::{CommitSeriesEdit, CommitSeriesEditError, CommittedEdit, commit_series_edit};
pub use plan::{EditSeries, PlanEditError, SeriesEditPlan};
pub use preview::{SeriesEditPreview, preview_series_edit};
