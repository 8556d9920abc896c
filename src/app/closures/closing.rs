//! What is to be closed, against what is closed already, and which series that concerns.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::command::CloseTimes;
use super::plan_error::PlanClosuresError;
use crate::app::Failure;
use crate::app::series::leads;
use crate::domain::closures::{ClosedTimes, Closure, ClosureOf, ClosureSpan, NewClosure};
use crate::domain::ids::{ClinicId, ClosureId, ScheduleChangeId, SeriesId};
use crate::domain::time::{Zone, local};
use crate::storage::{Connection, clinics, closures, schedule, staff};

/// What is to be closed.
pub(super) struct Closing {
    /// The zone in which dates and hours are read.
    pub(super) zone: Zone,
    /// The closures that are new, by their dates.
    pub(super) new: Vec<NewClosure>,
    /// Those that stand already.
    pub(super) known: Vec<NewClosure>,
    /// What is closed already.
    pub(super) standing: ClosedTimes,
    /// What is closed by the new ones alone.
    pub(super) fresh: ClosedTimes,
    /// What is closed by both.
    pub(super) closed: ClosedTimes,
    /// The series with sessions to come that fall into the new ones.
    pub(super) series: BTreeSet<SeriesId>,
    /// The new ones that no session to come falls into.
    pub(super) idle: Vec<NewClosure>,
}

impl Closing {
    /// Sorts out what is new, and looks for the sessions in it: five statements.
    pub(super) async fn of(
        on: &Connection,
        clinic_id: ClinicId,
        command: &CloseTimes,
        now: Timestamp,
    ) -> Result<Self, PlanClosuresError> {
        let zone = zone_of(on, clinic_id, command).await?;
        let today = local(now, &zone).date();
        let standing = closures::load_closed_times(on, clinic_id, today).await.map_err(Failure::from)?;
        let (new, known) = sorted_out(command, &standing)?;
        let rooms = closures::load_sites_of_rooms(on, clinic_id).await.map_err(Failure::from)?;
        let fresh: Vec<Closure> = new.iter().map(|new| preliminary(command.of, &zone, new)).collect();
        let both = [standing.closures(), &fresh].concat();
        let closed = ClosedTimes::new(&both, rooms.clone())?;
        let fresh = ClosedTimes::new(&fresh, rooms)?;
        if fresh.len() > CloseTimes::MOST_STRETCHES {
            return Err(PlanClosuresError::TooManyHours(fresh.len()));
        }
        let (series, met) = concerned(on, clinic_id, &fresh, now).await?;
        let idle = new.iter().filter(|one| !met.contains(&one.span)).cloned().collect();
        Ok(Self { zone, new, known, standing, fresh, closed, series, idle })
    }
}

/// The series with sessions to come that fall into closures, and the closures that they fall into.
async fn concerned(
    on: &Connection,
    clinic_id: ClinicId,
    fresh: &ClosedTimes,
    now: Timestamp,
) -> Result<(BTreeSet<SeriesId>, BTreeSet<ClosureSpan>), Failure> {
    let (mut series, mut met) = (BTreeSet::new(), BTreeSet::new());
    let Some((from, until)) = fresh.bounds() else { return Ok((series, met)) };
    let meetings =
        schedule::list_meetings(on, clinic_id, from.max(now), until).await.map_err(Failure::from)?;
    for meeting in meetings.iter().filter(|one| one.starts_at > now) {
        for closure in fresh.all_at(meeting.whereabouts, meeting.starts_at, meeting.ends_at) {
            series.insert(meeting.series_id);
            met.insert(closure.span);
        }
    }
    Ok((series, met))
}

async fn zone_of(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CloseTimes,
) -> Result<Zone, PlanClosuresError> {
    match command.of {
        ClosureOf::Site(id) => {
            let site = clinics::find_site(on, clinic_id, id).await.map_err(Failure::from)?;
            Ok(site.ok_or(PlanClosuresError::SiteNotFound)?.zone)
        }
        ClosureOf::Therapist(id) => {
            if !leads(on, clinic_id, id).await? {
                return Err(PlanClosuresError::TherapistNotFound);
            }
            let member = staff::find_staff_member(on, clinic_id, id).await.map_err(Failure::from)?;
            Ok(member.ok_or(PlanClosuresError::TherapistNotFound)?.zone)
        }
    }
}

/// The closures that are new, and those that stand already.
fn sorted_out(
    command: &CloseTimes,
    standing: &ClosedTimes,
) -> Result<(Vec<NewClosure>, Vec<NewClosure>), PlanClosuresError> {
    let mut given = command.closures.clone();
    given.sort_unstable();
    given.dedup();
    if given.is_empty() {
        return Err(PlanClosuresError::NoClosure);
    }
    if given.len() > CloseTimes::MOST {
        return Err(PlanClosuresError::TooMany(given.len()));
    }
    if let (ClosureOf::Site(_), Some(mute)) = (command.of, given.iter().find(|one| one.reason.is_none())) {
        return Err(PlanClosuresError::NoReason(mute.span.first_on()));
    }
    let stands =
        |new: &NewClosure| standing.closures().iter().any(|one| one.of == command.of && one.span == new.span);
    let (known, new): (Vec<NewClosure>, Vec<NewClosure>) = given.into_iter().partition(stands);
    if new.is_empty() { Err(PlanClosuresError::NothingNew) } else { Ok((new, known)) }
}

/// A closure before it is kept: no plan depends on the ids it will have.
fn preliminary(of: ClosureOf, zone: &Zone, new: &NewClosure) -> Closure {
    let NewClosure { span, reason } = new.clone();
    Closure {
        id: ClosureId::from_uuid(uuid::Uuid::nil()),
        of,
        zone: zone.clone(),
        span,
        reason,
        change_id: ScheduleChangeId::from_uuid(uuid::Uuid::nil()),
        withdrawn_at: None,
        row_version: 1,
    }
}
