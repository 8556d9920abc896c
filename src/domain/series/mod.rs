//! Weekly series: from a coordinator's rule to sessions, and what may become of them.
//!
//! Owns: the rule and its expansion, warnings per participant, program bounds, what blocks a plan, plan hashes, moving a session,
//! ordinals. Must not know: rows, the present (it comes in as a parameter), who is told what.
//! Example: `expand(&rule)?` gives the sessions, each with its wall time and its instants.
//! The next thing that may become of a series is a file in `edits`.

mod append;
mod blockers;
mod bounds;
mod edits;
mod exceptions;
mod expand;
mod meeting;
mod meeting_link;
mod move_session;
mod ordinals;
mod participant_times;
mod plan_hash;
mod rederive;
mod rule;
mod schedule_change;
mod schedule_filter;
mod scheduled;
mod session;
mod session_series;
mod settle;
mod warnings;

#[cfg(test)]
mod expand_properties;
#[cfg(test)]
mod zone_cases;

pub use append::append;
pub use blockers::{SeriesBlocker, owned_and_led, series_blockers};
pub use bounds::{OutsideProgramBounds, check_program_bounds};
pub use edits::{
    Cancellation, CloseError, ClosureResolution, ClosureResponse, EditError, EditScope, EditableSession,
    EditedSeries, Found, KeptBecause, KeptSession, RestoreError, SeriesEdit, SessionEdit, SessionEffect,
    Substitute, UndoError, append_sessions, closed_out, plan_closure, plan_edit, plan_undo,
};
pub use exceptions::Exceptions;
pub use expand::{ExpandError, Expanded, PlannedSession, expand, expand_around};
pub use meeting::MeetingKind;
pub use meeting_link::{InvalidMeetingLink, MeetingLink};
pub use move_session::{MoveSessionError, MovedSession, SessionTime, move_session};
pub use ordinals::{RankedSession, ordinals};
pub use participant_times::{Participant, ParticipantTimes, participant_times};
pub use plan_hash::{InvalidPlanHash, PlanHash, command_hash, plan_hash};
pub use rederive::{Rederived, rederive};
pub use rule::{
    CountingMode, InvalidSessionCount, InvalidSessionMinutes, SeriesRule, SessionCount, SessionMinutes,
};
pub use schedule_change::{LeftSeries, ScheduleChange, ScheduleChangeKind};
pub use schedule_filter::{ByStart, ScheduleFilter};
pub use scheduled::ScheduledSession;
pub use session::{CancelledBy, Session, SessionKind, SessionStatus};
pub use session_series::{SeriesOwner, SessionSeries};
pub use settle::{Relocation, settle};
pub use warnings::{Warning, WarningKind};
