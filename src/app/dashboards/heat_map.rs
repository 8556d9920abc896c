//! Who of a group came to which session.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::app::access::require;
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::RosterEntry;
use crate::domain::dashboards::{DashboardFilter, HeatMap, HeatMapMember, HeatMapSession, Period};
use crate::domain::ids::{EnrollmentId, SessionId};
use crate::domain::series::{ScheduleFilter, ScheduledSession, SessionStatus};
use crate::domain::slice::Slice;
use crate::domain::time::{Zone, resolve};
use crate::storage::{participants, schedule};

/// The most sessions shown: three years of two a week.
const MOST_SESSIONS: u64 = 320;

/// The sessions of one group in the period with everybody's status, by initials: three statements. Needs the right to read
/// the schedule, too. A group out of reach answers as one without sessions.
///
/// # Errors
/// `GroupMissing` if no group is asked for; `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_group_heat_map(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<HeatMap, DashboardError> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let group_id = filter.group_id.ok_or(DashboardError::GroupMissing)?;
    let asked = ScheduleFilter {
        from: Some(around(scope.period, false)),
        until: Some(around(scope.period, true)),
        group_id: Some(group_id),
        therapist_id: filter.therapist_id,
        site_id: filter.site_id,
        ..ScheduleFilter::default()
    };
    let slice = Slice { after: None, limit: MOST_SESSIONS };
    let mut sessions = schedule::list_scheduled(scope.on, scope.reach, &asked, slice).await?;
    sessions.retain(|one| scope.period.has(one.session.local_start.date()));
    let ids: Vec<SessionId> = sessions.iter().map(|one| one.session.id).collect();
    let places = participants::load_participants(scope.on, scope.reach, &ids).await?;
    let mut members: BTreeMap<EnrollmentId, HeatMapMember> = BTreeMap::new();
    for (participation, client) in places {
        let column = sessions.iter().position(|one| one.session.id == participation.session_id);
        let (Some(column), None) = (column, participation.makes_up_for) else { continue };
        let Some(session) = sessions.get(column) else { continue };
        let member = members.entry(participation.enrollment_id).or_insert_with(|| HeatMapMember {
            client_id: client.id,
            enrollment_id: participation.enrollment_id,
            initials: client.preferred_name.initials(),
            statuses: vec![None; sessions.len()],
        });
        let shown = RosterEntry { participation, late_rule: session.late_rule() }.shown();
        if let Some(status) = member.statuses.get_mut(column) {
            *status = Some(shown);
        }
    }
    Ok(HeatMap {
        period: scope.period,
        group_id,
        sessions: sessions.iter().map(column).collect(),
        members: members.into_values().collect(),
    })
}

fn column(scheduled: &ScheduledSession) -> HeatMapSession {
    HeatMapSession {
        session_id: scheduled.session.id,
        starts_at: scheduled.session.starts_at,
        local_start: scheduled.session.local_start,
        is_cancelled: scheduled.session.status == SessionStatus::Cancelled,
    }
}

/// An instant before the period's first date has begun, or after its last one is over, on any calendar.
fn around(period: Period, at_its_end: bool) -> Timestamp {
    let utc = Zone::stored("UTC");
    let (date, days) = if at_its_end { (period.end(), 2) } else { (period.from(), -2) };
    let edge = if at_its_end { Timestamp::MAX } else { Timestamp::MIN };
    let midnight = resolve(date.at(0, 0, 0, 0), &utc).map_or(edge, |resolved| resolved.starts_at);
    midnight.checked_add(SignedDuration::from_hours(24 * days)).unwrap_or(edge)
}
