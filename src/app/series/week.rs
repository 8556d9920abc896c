//! A week of the clinic, a therapist or a room.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{RoomId, SiteId, StaffMemberId};
use crate::domain::series::{ScheduleFilter, ScheduledSession};
use crate::domain::slice::Slice;
use crate::domain::time::{Zone, resolve};
use crate::storage::schedule;

/// More sessions than any clinic's week holds; a bound all the same.
const MOST_SESSIONS: u64 = 2_000;

/// Which week, as whose calendar shows it.
#[derive(Debug, Clone)]
pub struct Week {
    /// The first of seven days.
    pub starting_on: Date,
    /// The zone in which days begin and end.
    pub zone: Zone,
    /// Of this site only.
    pub site_id: Option<SiteId>,
    /// Of this therapist only.
    pub therapist_id: Option<StaffMemberId>,
    /// In this room only.
    pub room_id: Option<RoomId>,
}

/// The week's sessions in the order of their starts, cancelled ones too: one statement.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_week(app: &App, caller: &Caller, week: Week) -> Result<Vec<ScheduledSession>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let Week { starting_on, zone, site_id, therapist_id, room_id } = week;
    let midnight = |date: Date| resolve(date.at(0, 0, 0, 0), &zone).ok().map(|resolved| resolved.starts_at);
    let end = starting_on.checked_add(1.week()).ok().and_then(midnight);
    let (Some(from), Some(until)) = (midnight(starting_on), end) else { return Ok(Vec::new()) };
    let filter = ScheduleFilter {
        from: Some(from),
        until: Some(until),
        site_id,
        therapist_id,
        room_id,
        ..ScheduleFilter::default()
    };
    let slice = Slice { after: None, limit: MOST_SESSIONS };
    schedule::list_scheduled(app.db.reader(), caller.clinic_id, &filter, slice)
        .await
        .map_err(Failure::Internal)
}
