//! Planning closures: the one plan that the preview shows and the commit makes again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::command::CloseTimes;
use super::plan_error::PlanClosuresError;
use super::substitutes::{SubstituteOffer, offers};
use crate::app::Failure;
use crate::app::series::leads;
use crate::app::series::revision::{
    EditConflict, PlannedMail, Ranks, Revision, conflicts, editable, mails, ranked,
};
use crate::domain::access::Reach;
use crate::domain::closures::{ClosedTimes, Closure, ClosureOf, NewClosure};
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, ClinicId, ClosureId, ScheduleChangeId, SeriesId, SessionId};
use crate::domain::series::{
    CloseError, ClosureResponse, EditError, EditableSession, EditedSeries, KeptBecause, KeptSession,
    PlanHash, Session, SessionSeries, closed_out, plan_closure, plan_hash,
};
use crate::domain::time::{Zone, local};
use crate::storage::{Connection, clinics, closures, participations, schedule, series, sessions, staff};

/// What closures make of one series.
#[derive(Debug, Clone)]
pub struct SeriesImpact {
    /// The series and its sessions, before and after.
    pub edited: EditedSeries,
    /// Its group, if it is one's.
    pub group: Option<TherapyGroup>,
    /// Whose treatment it is, if it is one.
    pub client_id: Option<ClientId>,
    /// What was decided for it.
    pub response: ClosureResponse,
    /// The ordinals before; cancelled sessions have none.
    pub ordinals_before: Ranks,
    /// The ordinals after, of sessions that are there already.
    pub ordinals_after: Ranks,
    /// Who could lead instead; of a therapist's time off only.
    pub substitutes: Vec<SubstituteOffer>,
}

/// What closures come to.
#[derive(Debug, Clone)]
pub struct ClosurePlan {
    /// The closures that are to be kept, in the order of their dates.
    pub closures: Vec<NewClosure>,
    /// Those that stand already.
    pub known: Vec<NewClosure>,
    /// The zone in which their dates and hours are read.
    pub zone: Zone,
    /// Every series with a session that falls into one, in the order of their ids.
    pub impacts: Vec<SeriesImpact>,
    /// Who and what is taken at one of the new times: nothing is committed then.
    pub conflicts: Vec<EditConflict>,
    /// Who gets which mail: one a person.
    pub mails: Vec<PlannedMail>,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
    /// What is to be written.
    pub(super) revision: Revision,
}

/// Which series have sessions to come that fall into the command's closures.
pub(super) async fn closed_out_series(
    on: &Connection,
    clinic_id: ClinicId,
    fresh: &ClosedTimes,
    now: Timestamp,
) -> Result<BTreeSet<SeriesId>, Failure> {
    let Some((from, until)) = fresh.bounds() else { return Ok(BTreeSet::new()) };
    let meetings =
        schedule::list_meetings(on, clinic_id, from.max(now), until).await.map_err(Failure::from)?;
    let hit = meetings
        .iter()
        .filter(|one| one.starts_at > now && fresh.at(one.whereabouts, one.starts_at, one.ends_at).is_some());
    Ok(hit.map(|one| one.series_id).collect())
}

/// Makes the plan from what stands now: as many statements for one series as for all.
pub(super) async fn plan(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CloseTimes,
    now: Timestamp,
) -> Result<ClosurePlan, PlanClosuresError> {
    let reach = Reach::clinic(clinic_id);
    let zone = zone_of(on, clinic_id, command).await?;
    let today = local(now, &zone).date();
    let standing = closures::load_closed_times(on, clinic_id, today).await.map_err(Failure::from)?;
    let (new, known) = sorted_out(command, &standing)?;
    let rooms = closures::load_sites_of_rooms(on, clinic_id).await.map_err(Failure::from)?;
    let mut closed = ClosedTimes::new(standing.closures(), rooms.clone())?;
    let mut fresh = ClosedTimes::new(&[], rooms)?;
    for new in &new {
        let closure = preliminary(command.of, &zone, new);
        fresh.add(&closure)?;
        closed.add(&closure)?;
    }
    let ids: Vec<SeriesId> = closed_out_series(on, clinic_id, &fresh, now).await?.into_iter().collect();
    if let Some(stray) = command.series.keys().find(|id| !ids.contains(id)) {
        return Err(PlanClosuresError::SeriesNotClosedOut(*stray));
    }
    let found = series::load_series(on, reach, &ids).await.map_err(Failure::from)?;
    let stored = sessions::load_sessions_of_series(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let session_ids: Vec<SessionId> = stored.iter().map(|session| session.id).collect();
    let places = participations::load_participations_of_sessions(on, clinic_id, &session_ids)
        .await
        .map_err(Failure::from)?;
    if let Some(stray) = command.substitutes.keys().find(|id| !session_ids.contains(id)) {
        return Err(PlanClosuresError::SessionNotClosedOut(*stray));
    }
    refuse_unknown_substitutes(on, clinic_id, command).await?;

    let all = editable(&stored, &places);
    let of_series = |id: SeriesId| -> Vec<EditableSession> {
        all.iter().filter(|one| one.session.series_id == id).cloned().collect()
    };
    let mut edited = Vec::with_capacity(found.len());
    let mut responses = BTreeMap::new();
    for series in &found {
        let sessions = of_series(series.id);
        let own: Vec<SessionId> = sessions.iter().map(|one| one.session.id).collect();
        let response = command.response(series.id, &own);
        edited.push(resolve(series, &sessions, command.of, (&fresh, &closed), &response, now)?);
        responses.insert(series.id, response);
    }
    let revision = Revision::of(on, reach, found, edited, places).await?;
    if let Some(series) = revision.over() {
        return Err(PlanClosuresError::Over(series.id));
    }
    let conflicts = conflicts(on, clinic_id, &revision).await.map_err(Failure::from)?;
    let mails = mails(&revision);
    let hash = plan_hash(&command.command_text(), &versions(&revision, &stored, &standing));
    let mut substitutes = match command.of {
        ClosureOf::Site(_) => BTreeMap::new(),
        ClosureOf::Therapist(away) => {
            offers(on, clinic_id, away, &revision, &stored, (&fresh, &closed), now).await?
        }
    };
    let impact = |edited: &EditedSeries| {
        let id = edited.series.id;
        let own: Vec<Session> = stored.iter().filter(|session| session.series_id == id).cloned().collect();
        let (ordinals_before, ordinals_after, _) = ranked(&own, edited, now);
        let group = revision.people.group_of(&edited.series).cloned();
        let member = revision.people.members_of(id).first();
        SeriesImpact {
            client_id: member.filter(|_| group.is_none()).map(|one| one.client_id),
            group,
            response: responses.remove(&id).unwrap_or_default(),
            ordinals_before,
            ordinals_after,
            substitutes: substitutes.remove(&id).unwrap_or_default(),
            edited: edited.clone(),
        }
    };
    let impacts = revision.edited.iter().map(impact).collect();
    Ok(ClosurePlan { closures: new, known, zone, impacts, conflicts, mails, hash, revision })
}

/// A series all of whose sessions there are marked stays as it is, and says so.
fn resolve(
    series: &SessionSeries,
    sessions: &[EditableSession],
    of: ClosureOf,
    (fresh, closed): (&ClosedTimes, &ClosedTimes),
    response: &ClosureResponse,
    now: Timestamp,
) -> Result<EditedSeries, PlanClosuresError> {
    match plan_closure(series, sessions, of, (fresh, closed), response, now) {
        Ok(edited) => Ok(edited),
        Err(CloseError::Edit(EditError::NothingChanges)) => {
            let hit = closed_out(series.site_id, sessions, fresh, now);
            let hit = hit.into_iter().filter_map(|index| sessions.get(index)).filter(|one| one.is_marked);
            let kept = hit.map(|one| KeptSession { id: one.session.id, because: KeptBecause::Marked });
            Ok(EditedSeries {
                series: series.clone(),
                changed: Vec::new(),
                added: Vec::new(),
                kept: kept.collect(),
            })
        }
        Err(error) => Err(PlanClosuresError::Series { series_id: series.id, error }),
    }
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

async fn refuse_unknown_substitutes(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CloseTimes,
) -> Result<(), PlanClosuresError> {
    let of_series = command.series.values().filter_map(|one| one.substitute).map(|one| one.therapist_id);
    let all: BTreeSet<_> = of_series.chain(command.substitutes.values().copied()).collect();
    for id in all {
        if !leads(on, clinic_id, id).await? {
            return Err(PlanClosuresError::SubstituteNotFound);
        }
    }
    Ok(())
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

fn versions(revision: &Revision, stored: &[Session], standing: &ClosedTimes) -> Vec<(String, i64)> {
    let series = revision.found.iter().map(|series| (series.id.to_string(), series.row_version));
    let sessions = stored.iter().map(|session| (session.id.to_string(), session.row_version));
    series.chain(sessions).chain(revision.people.versions()).chain(standing.versions()).collect()
}
