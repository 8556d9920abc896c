//! Why a series can't be planned.

use crate::app::Failure;
use crate::domain::groups::GroupStatus;
use crate::domain::series::{ExpandError, InvalidSessionCount, OutsideProgramBounds};

/// Why a series can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanSeriesError {
    /// The rule comes to no proper sessions.
    #[error(transparent)]
    Expand(ExpandError),
    /// Too few or too many sessions for any series.
    #[error(transparent)]
    Count(InvalidSessionCount),
    /// Too few or too many sessions for the program.
    #[error(transparent)]
    Bounds(OutsideProgramBounds),
    /// The clinic has no such group or individual treatment.
    #[error("no such group or individual treatment")]
    OwnerNotFound,
    /// The group is over or was cancelled.
    #[error("the group is {0}: it gets no sessions any more")]
    GroupEnded(GroupStatus),
    /// The individual treatment is over.
    #[error("the treatment is over: begin a new one")]
    TreatmentEnded,
    /// The clinic has no such member of staff, or they may no longer act, or only look on.
    #[error("no such therapist: name a member of staff who is not disabled and not a viewer")]
    TherapistNotFound,
    /// The clinic has no such room.
    #[error("no such room")]
    RoomNotFound,
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The clinic does not have all of these clients.
    #[error("no such client")]
    ClientNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}
