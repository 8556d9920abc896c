//! Closures of sites and time off of therapists: what they would do to every series, carrying that out, and which there are.
//!
//! Owns: the impact over all series at once, who can lead instead, committing by the preview's hash. Must not know: what a
//! closure makes of one series (that is `domain::series`), how it is written (that is `series::revision`).
//! Example: `preview_closures(&app, &caller, &command)` shows what `commit_closures` does by the plan's hash;
//! `series::undo_schedule_change` takes it back.

mod closing;
mod command;
mod commit;
mod plan;
mod plan_error;
mod preview;
mod queries;
mod substitutes;

pub use command::{CloseTimes, ResolvedBecause, SeriesDecision};
pub use commit::{CommitClosures, CommitClosuresError, CommittedClosures, commit_closures};
pub use plan::{ClosurePlan, SeriesImpact};
pub use plan_error::PlanClosuresError;
pub use preview::preview_closures;
pub use queries::{ListClosures, ReadHolidayFile, ReadHolidayFileError, list_closures, read_holiday_file};
pub use substitutes::{SubstituteOffer, Unsuited, UnsuitedSubstitute};
