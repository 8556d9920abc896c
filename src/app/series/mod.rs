//! Weekly series and their sessions: preview, create by the preview's hash, move, cancel, read.
//!
//! Owns: the order of planning and committing, and whose time a session takes. Must not know: marks' meaning.
//! Example: `preview_series(&app, &caller, draft)` gives a plan with a hash; `create_series` commits by that hash.
//! The next edit is a file here, beside the pure function of `domain::series` it applies.

mod around_closures;
mod build;
mod cancel_coming;
mod cancel_session;
mod conflicts;
mod create_series;
mod draft;
mod edits;
mod lock;
mod make;
mod meeting;
mod meeting_request;
mod plan;
mod plan_error;
mod preview_series;
mod queries;
mod rederive;
mod reschedule_session;
pub(in crate::app) mod revision;
mod rewrite;
pub(in crate::app) mod taken;
mod undo_change;
mod week;

pub use around_closures::ClosedOut;
pub(in crate::app) use build::build_session;
pub(in crate::app) use cancel_coming::cancel_coming;
pub use cancel_session::{CancelSession, CancelSessionError, CancelledSession, cancel_session};
pub use conflicts::{FoundConflicts, find_conflicts};
pub use create_series::{CreateSeries, CreateSeriesError, CreatedSeries, create_series};
pub use draft::SeriesDraft;
pub use edits::{
    CommitSeriesEdit, CommitSeriesEditError, CommittedEdit, EditSeries, PlanEditError, SeriesEditPlan,
    SeriesEditPreview, commit_series_edit, preview_series_edit,
};
pub(in crate::app) use lock::lock_series;
pub(in crate::app) use make::make_series;
pub use meeting::PlaceMeetingError;
pub(in crate::app) use meeting::{NewMeeting, make_meeting};
pub use meeting_request::MeetingRequest;
pub use plan::{Conflict, PlannedParticipant, SeriesPlan, Whose};
pub(in crate::app) use plan::{check_length, leads, plan as plan_series};
pub use plan_error::PlanSeriesError;
pub use preview_series::preview_series;
pub use queries::{find_series, find_session, list_schedule_changes, list_sessions, load_participants};
pub use rederive::{
    LeftSession, RederiveReport, SessionTimes, WhyLeft, examine_session_times, rederive_sessions,
};
pub use reschedule_session::{RescheduleSession, RescheduleSessionError, reschedule_session};
pub use revision::{EditConflict, PlannedMail, Ranks};
pub(in crate::app) use taken::{take, therapist_and_room};
pub(in crate::app) use undo_change::take_back;
pub use undo_change::{UndoScheduleChange, UndoScheduleChangeError, undo_schedule_change};
pub use week::{ListWeekError, MOST_SESSIONS_OF_A_WEEK, Week, list_week};
