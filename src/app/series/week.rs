//! A week of the clinic, a therapist or a room.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{RoomId, SiteId, StaffMemberId};
use crate::domain::series::{ScheduleFilter, ScheduledSession};
use crate::domain::slice::Slice;
use crate::domain::time::{Zone, local, resolve};
use crate::storage::schedule;

/// The most sessions of one week that are shown at once: more than most clinics' weeks hold.
pub const MOST_SESSIONS_OF_A_WEEK: u64 = 2_000;

/// Which week, as whose calendar shows it: what is left out is the asker's.
#[derive(Debug, Clone)]
pub struct Week {
    /// The first of seven days; the Monday of the present week if left out.
    pub starting_on: Option<Date>,
    /// The zone in which days begin and end; the asker's own if left out.
    pub zone: Option<Zone>,
    /// Of this site only.
    pub site_id: Option<SiteId>,
    /// Of this therapist only.
    pub therapist_id: Option<StaffMemberId>,
    /// In this room only.
    pub room_id: Option<RoomId>,
}

/// Why a week can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum ListWeekError {
    /// A part of it would be missing.
    #[error("the week has more than {most} sessions: narrow it by site, therapist or room")]
    TooMany {
        /// The most that are shown.
        most: u64,
    },
    /// No zone was named, and who asks has none.
    #[error("name a zone: whoever asks has none of their own")]
    NoZone,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The week's sessions in the order of their starts, cancelled ones too: one statement. All of them, at most `most`.
///
/// # Errors
/// `TooMany` if there are more than `most`; `NoZone`; `Failure` if denied or the database fails.
pub async fn list_week(
    app: &App,
    caller: &Caller,
    week: Week,
    most: u64,
) -> Result<Vec<ScheduledSession>, ListWeekError> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let Week { starting_on, zone, site_id, therapist_id, room_id } = week;
    let zone = zone.or_else(|| caller.zone.clone()).ok_or(ListWeekError::NoZone)?;
    let Some(starting_on) = starting_on.or_else(|| this_monday(app.now(), &zone)) else {
        return Ok(Vec::new());
    };
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
    // One more than is shown: whether something is missing.
    let slice = Slice { after: None, limit: most + 1 };
    let sessions = schedule::list_scheduled(app.db.reader(), caller.reach(), &filter, slice)
        .await
        .map_err(Failure::from)?;
    if sessions.len() as u64 > most { Err(ListWeekError::TooMany { most }) } else { Ok(sessions) }
}

/// The Monday of the week that `now` falls into there; none before the calendar's first.
fn this_monday(now: Timestamp, zone: &Zone) -> Option<Date> {
    let today = local(now, zone).date();
    today.checked_sub(i64::from(today.weekday().to_monday_zero_offset()).days()).ok()
}
