//! The sessions of a new series around closures and time off.

use jiff::civil::DateTime;

use super::draft::SeriesDraft;
use super::plan_error::PlanSeriesError;
use crate::domain::closures::{ClosedTimes, Closure, Whereabouts};
use crate::domain::ids::SiteId;
use crate::domain::series::{Expanded, PlannedSession, expand_around};

/// A session, or the date of one, that falls into a closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedOut {
    /// Its ordinal, if it is held all the same.
    pub ordinal: Option<u16>,
    /// Its wall time, in the series' zone.
    pub local_start: DateTime,
    /// The closure.
    pub closure: Closure,
}

/// The sessions around what is closed, and what falls into it.
pub(super) fn sessions_around(
    draft: &SeriesDraft,
    site_id: Option<SiteId>,
    closures: &ClosedTimes,
) -> Result<(Vec<PlannedSession>, Vec<ClosedOut>), PlanSeriesError> {
    let SeriesDraft { therapist_id, room_id, rule, ignores_closures, .. } = draft;
    let closure_of = |planned: &PlannedSession| {
        let place = Whereabouts { site_id, room_id: *room_id, therapist_id: *therapist_id };
        closures.at(place, planned.starts_at, planned.ends_at)
    };
    let is_closed = |planned: &PlannedSession| !ignores_closures && closure_of(planned).is_some();
    let Expanded { sessions, closed_out } =
        expand_around(rule, is_closed).map_err(PlanSeriesError::Expand)?;
    let held = sessions.iter().map(|planned| (Some(planned.ordinal), planned));
    let closed = held.chain(closed_out.iter().map(|planned| (None, planned)));
    let closed = closed.filter_map(|(ordinal, planned)| {
        let closure = closure_of(planned)?.clone();
        Some(ClosedOut { ordinal, local_start: planned.local_start, closure })
    });
    let closed = closed.collect();
    Ok((sessions, closed))
}
