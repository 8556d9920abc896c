//! Why closures can't be planned.

use jiff::civil::Date;

use super::command::CloseTimes;
use crate::app::Failure;
use crate::domain::ids::{SeriesId, SessionId};
use crate::domain::series::CloseError;
use crate::domain::time::BeyondCalendar;

/// Why closures can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanClosuresError {
    /// No closure is given.
    #[error("name at least one closure")]
    NoClosure,
    /// More than are entered at once.
    #[error("at most {most} closures at once, not {0}: enter them in parts", most = CloseTimes::MOST)]
    TooMany(usize),
    /// All stand already.
    #[error("all of these closures stand already")]
    NothingNew,
    /// A site's closure says no reason.
    #[error("say why the site is closed on {0}: colleagues read it")]
    NoReason(Date),
    /// The clinic has no such site.
    #[error("the clinic has no such site")]
    SiteNotFound,
    /// The clinic has no such therapist who leads sessions.
    #[error("the clinic has no such therapist, or they lead no sessions any more")]
    TherapistNotFound,
    /// A substitute is nobody who leads sessions.
    #[error("the clinic has no such substitute, or they lead no sessions any more")]
    SubstituteNotFound,
    /// Past the calendar's end.
    #[error("a closure lies beyond the calendar")]
    BeyondCalendar,
    /// A decision for a series that nothing falls into.
    #[error("{0} has no session that falls into these closures: leave it out")]
    SeriesNotClosedOut(SeriesId),
    /// A substitute for a session that does not fall into them.
    #[error("{0} does not fall into these closures: no substitute is needed for it")]
    SessionNotClosedOut(SessionId),
    /// A series can't be resolved so.
    #[error("{series_id}: {error}")]
    Series {
        /// Which.
        series_id: SeriesId,
        /// Why not.
        error: CloseError,
    },
    /// A group or treatment that is over would get sessions.
    #[error("{0} is of a group or treatment that is over, and would get a session more: choose SKIP for it")]
    Over(SeriesId),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<BeyondCalendar> for PlanClosuresError {
    fn from(_: BeyondCalendar) -> Self {
        Self::BeyondCalendar
    }
}
