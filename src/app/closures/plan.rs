//! Planning closures: the one plan that the preview shows and the commit makes again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::closing::Closing;
use super::command::{CloseTimes, ResolvedBecause};
use super::plan_error::PlanClosuresError;
use super::substitutes::{SubstituteOffer, Substitutes, UnsuitedSubstitute, substitutes};
use crate::app::Failure;
use crate::app::series::revision::{
    EditConflict, PlannedMail, Ranks, Revision, conflicts, editable, mails, ranked,
};
use crate::domain::access::Reach;
use crate::domain::closures::{ClosedTimes, ClosureOf, NewClosure};
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, ClinicId, SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{
    CloseError, ClosureResolution, ClosureResponse, EditError, EditableSession, EditedSeries, KeptBecause,
    KeptSession, PlanHash, Session, SessionSeries, closed_out, plan_closure, plan_hash,
};
use crate::domain::time::Zone;
use crate::storage::{Connection, participations, series, sessions, staff};

/// What closures make of one series.
#[derive(Debug, Clone)]
pub struct SeriesImpact {
    /// The series and its sessions, before and after.
    pub edited: EditedSeries,
    /// Its group, if it is one's.
    pub group: Option<TherapyGroup>,
    /// Whose treatment it is, if it is one.
    pub client_id: Option<ClientId>,
    /// What becomes of its sessions that nobody leads instead.
    pub resolution: ClosureResolution,
    /// Why that.
    pub because: ResolvedBecause,
    /// The ordinals before; cancelled sessions have none.
    pub ordinals_before: Ranks,
    /// The ordinals after, of sessions that are there already.
    pub ordinals_after: Ranks,
    /// Who could lead instead; of a therapist's time off only.
    pub substitutes: Vec<SubstituteOffer>,
    /// What speaks against those who were named to.
    pub unsuited: Vec<UnsuitedSubstitute>,
}

/// What closures come to.
#[derive(Debug, Clone)]
pub struct ClosurePlan {
    /// The closures that are to be kept, in the order of their dates.
    pub closures: Vec<NewClosure>,
    /// Those of them that no session to come falls into.
    pub idle: Vec<NewClosure>,
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

/// Makes the plan from what stands now: as many statements for one series as for all.
pub(super) async fn plan(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CloseTimes,
    now: Timestamp,
) -> Result<ClosurePlan, PlanClosuresError> {
    let reach = Reach::clinic(clinic_id);
    let Closing { zone, new, known, standing, fresh, closed, series: ids, idle } =
        Closing::of(on, clinic_id, command, now).await?;
    let ids: Vec<SeriesId> = ids.into_iter().collect();
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
    for series in &found {
        let sessions = of_series(series.id);
        let own: Vec<SessionId> = sessions.iter().map(|one| one.session.id).collect();
        let response = command.response(series.id, &own);
        edited.push(resolve(series, &sessions, command.of, (&fresh, &closed), &response, now)?);
    }
    let revision = Revision::of(on, reach, found, edited, places).await?;
    if let Some(series) = revision.over() {
        return Err(PlanClosuresError::Over(series.id));
    }
    let conflicts = conflicts(on, clinic_id, &revision).await.map_err(Failure::from)?;
    let mails = mails(&revision);
    let hash = plan_hash(&command.command_text(), &versions(&revision, &stored, &standing));
    let mut instead = match command.of {
        ClosureOf::Site(_) => BTreeMap::new(),
        ClosureOf::Therapist(away) => {
            substitutes(on, clinic_id, away, &revision, &stored, (&fresh, &closed), now).await?
        }
    };
    let impact = |edited: &EditedSeries| {
        let id = edited.series.id;
        let own: Vec<Session> = stored.iter().filter(|session| session.series_id == id).cloned().collect();
        let (ordinals_before, ordinals_after, _) = ranked(&own, edited, now);
        let group = revision.people.group_of(&edited.series).cloned();
        let Substitutes { offers, unsuited } = instead.remove(&id).unwrap_or_default();
        let (resolution, because) = command.resolution_of(&edited.series);
        SeriesImpact {
            client_id: revision.people.client_of(&edited.series),
            group,
            resolution,
            because,
            ordinals_before,
            ordinals_after,
            substitutes: offers,
            unsuited,
            edited: edited.clone(),
        }
    };
    let impacts = revision.edited.iter().map(impact).collect();
    Ok(ClosurePlan { closures: new, idle, known, zone, impacts, conflicts, mails, hash, revision })
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
            let kept = hit.map(|one| KeptSession::of(&one.session, KeptBecause::Marked));
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

async fn refuse_unknown_substitutes(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CloseTimes,
) -> Result<(), PlanClosuresError> {
    let named = command.named_substitutes();
    let ids: Vec<StaffMemberId> = named.iter().map(|(_, id)| *id).collect();
    let known = staff::load_staff_members(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let can_lead = |id: &StaffMemberId| known.iter().any(|one| one.id == *id && one.can_lead());
    match named.into_iter().find(|(_, id)| !can_lead(id)) {
        Some((field, _)) => Err(PlanClosuresError::SubstituteNotFound { field }),
        None => Ok(()),
    }
}

fn versions(revision: &Revision, stored: &[Session], standing: &ClosedTimes) -> Vec<(String, i64)> {
    let series = revision.found.iter().map(|series| (series.id.to_string(), series.row_version));
    let sessions = stored.iter().map(|session| (session.id.to_string(), session.row_version));
    series.chain(sessions).chain(revision.people.versions()).chain(standing.versions()).collect()
}
