//! Planning a series: the one plan that the preview shows and the commit makes again.

use jiff::Timestamp;

use super::around_closures::{ClosedOut, sessions_around};
use super::draft::SeriesDraft;
use super::plan_error::PlanSeriesError;
use super::taken::conflicts_of;
use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::enrollments::Enrollment;
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, GroupId, RoomId, SiteId, StaffMemberId};
use crate::domain::occupancy::Holder;
use crate::domain::programs::{ProgramDraft, TreatmentProgram};
use crate::domain::series::{
    Participant, ParticipantTimes, PlanHash, PlannedSession, SeriesBlocker, SeriesOwner, SeriesRule,
    SessionCount, check_program_bounds, participant_times, plan_hash, series_blockers,
};
use crate::domain::time::Zone;
use crate::storage::client_zones::{ClientZone, load_client_zones};
use crate::storage::{Connection, availability, clinics, closures, enrollments, groups, programs, staff};

/// Whose wall time a participant's times are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A client's.
    Client(ClientId),
    /// Anybody's in that zone.
    Zone,
}

/// One participant's wall times and what to mind about them.
#[derive(Debug, Clone)]
pub struct PlannedParticipant {
    /// Whose.
    pub whose: Whose,
    /// The zone of these times.
    pub zone: Zone,
    /// The wall time of every session, and the warnings.
    pub times: ParticipantTimes,
}

/// Somebody or something taken at the time of a planned session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conflict {
    /// Which planned session, counted from 1.
    pub ordinal: u16,
    /// Who or what is taken.
    pub holder: Holder,
    /// By which session, from when.
    pub taken_from: Timestamp,
}

/// What a draft comes to.
#[derive(Debug, Clone)]
pub struct SeriesPlan {
    /// The site it belongs to, if it has an owner.
    pub site_id: Option<SiteId>,
    /// The sessions.
    pub sessions: Vec<PlannedSession>,
    /// Every participant's wall times.
    pub participants: Vec<PlannedParticipant>,
    /// Who and what is taken, further clients among them.
    pub conflicts: Vec<Conflict>,
    /// What falls into closures of the site and the therapist's time off.
    pub closed: Vec<ClosedOut>,
    /// What keeps it from being committed now.
    pub blockers: Vec<SeriesBlocker>,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
    /// The open enrollments whose clients will be expected.
    pub(super) enrollments: Vec<Enrollment>,
}

struct Owned {
    site_id: SiteId,
    program: TreatmentProgram,
    enrollments: Vec<Enrollment>,
    versions: Vec<(String, i64)>,
}

/// Makes the plan from what stands now. Only what blocks it depends on `now`.
pub(in crate::app) async fn plan(
    on: &Connection,
    reach: Reach,
    draft: &SeriesDraft,
    now: Timestamp,
) -> Result<SeriesPlan, PlanSeriesError> {
    let SeriesDraft {
        owner,
        therapist_id,
        room_id,
        meeting_link: _,
        rule,
        client_ids,
        zones,
        site_id,
        ignores_closures: _,
    } = draft;
    let clinic_id = reach.clinic_id;
    let owned = match owner {
        None => None,
        Some(SeriesOwner::Group(id)) => Some(of_group(on, reach, *id).await?),
        Some(SeriesOwner::Treatment(id)) => Some(of_treatment(on, reach, *id).await?),
    };
    if let (None, Some(id)) = (&owned, *site_id)
        && clinics::find_site(on, clinic_id, id).await.map_err(Failure::from)?.is_none()
    {
        return Err(PlanSeriesError::SiteNotFound);
    }
    let site_id = owned.as_ref().map_or(*site_id, |owned| Some(owned.site_id));
    let closures = closures::load_closed_times(on, clinic_id, rule.start_on).await.map_err(Failure::from)?;
    let (sessions, closed) = sessions_around(draft, site_id, &closures)?;
    if let Some(Owned { program, .. }) = &owned {
        check_length(&sessions, &program.draft)?;
    }
    if let Some(id) = *therapist_id
        && !leads(on, clinic_id, id).await?
    {
        return Err(PlanSeriesError::TherapistNotFound);
    }
    if let Some(id) = *room_id
        && !has_room(on, clinic_id, id).await?
    {
        return Err(PlanSeriesError::RoomNotFound);
    }

    let members = owned.iter().flat_map(|owned| &owned.enrollments).map(|enrollment| enrollment.client_id);
    let mut ids: Vec<ClientId> = members.chain(client_ids.iter().copied()).collect();
    ids.sort_unstable();
    ids.dedup();
    let clients = load_client_zones(on, reach, &ids).await.map_err(Failure::from)?;
    if clients.len() != ids.len() {
        return Err(PlanSeriesError::ClientNotFound);
    }
    let participants = participants(on, clinic_id, rule, &sessions, &clients, zones).await?;
    let holders: Vec<Holder> = (ids.iter().map(|id| Holder::Client(*id)))
        .chain(therapist_id.map(Holder::Therapist))
        .chain(room_id.map(Holder::Room))
        .collect();
    let conflicts = conflicts_of(on, clinic_id, &sessions, &holders).await.map_err(Failure::from)?;
    // A further client is only shown times: no series takes theirs.
    let members: Vec<ClientId> =
        owned.iter().flat_map(|owned| &owned.enrollments).map(|enrollment| enrollment.client_id).collect();
    let is_taken = conflicts.iter().any(|conflict| match conflict.holder {
        Holder::Therapist(_) | Holder::Room(_) => true,
        Holder::Client(id) => members.contains(&id),
    });
    let blockers = series_blockers(*owner, *therapist_id, &sessions, is_taken, now);

    let mut versions: Vec<(String, i64)> =
        clients.iter().map(|client| (client.client_id.to_string(), client.row_version)).collect();
    versions.extend(owned.iter().flat_map(|owned| owned.versions.clone()));
    versions.extend(closures.versions());
    let enrollments = owned.map_or_else(Vec::new, |owned| owned.enrollments);
    let hash = plan_hash(&draft.command_text(), &versions);
    Ok(SeriesPlan { site_id, sessions, participants, conflicts, closed, blockers, hash, enrollments })
}

async fn of_group(on: &Connection, reach: Reach, id: GroupId) -> Result<Owned, PlanSeriesError> {
    let group = groups::find_group(on, reach, id)
        .await
        .map_err(Failure::from)?
        .ok_or(PlanSeriesError::OwnerNotFound)?;
    if let ended @ (GroupStatus::Completed | GroupStatus::Cancelled) = group.status {
        return Err(PlanSeriesError::GroupEnded(ended));
    }
    let mut enrollments =
        enrollments::load_open_enrollments_of_groups(on, reach, &[id]).await.map_err(Failure::from)?;
    // Whose course goes on in the brief form has their sessions: another course of the group is not theirs.
    enrollments.retain(|enrollment| !enrollment.is_brief());
    let program = program(on, reach.clinic_id, group.program_id).await?;
    let versions = vec![(group.id.to_string(), group.row_version)];
    Ok(Owned { site_id: group.site_id, program, enrollments, versions })
}

async fn of_treatment(on: &Connection, reach: Reach, id: EnrollmentId) -> Result<Owned, PlanSeriesError> {
    let enrollment = enrollments::find_enrollment(on, reach, id)
        .await
        .map_err(Failure::from)?
        .filter(|enrollment| enrollment.group_id.is_none())
        .ok_or(PlanSeriesError::OwnerNotFound)?;
    if enrollment.ended_at.is_some() {
        return Err(PlanSeriesError::TreatmentEnded);
    }
    let program = program(on, reach.clinic_id, enrollment.program_id).await?;
    let versions = vec![(enrollment.id.to_string(), enrollment.row_version)];
    Ok(Owned { site_id: enrollment.site_id, program, enrollments: vec![enrollment], versions })
}

async fn program(
    on: &Connection,
    clinic_id: ClinicId,
    id: crate::domain::ids::ProgramId,
) -> Result<TreatmentProgram, PlanSeriesError> {
    let program = programs::find_program(on, clinic_id, id).await.map_err(Failure::from)?;
    program.ok_or(PlanSeriesError::OwnerNotFound)
}

/// Whether that member of staff leads sessions of the clinic.
pub(in crate::app) async fn leads(
    on: &Connection,
    clinic_id: ClinicId,
    therapist_id: StaffMemberId,
) -> Result<bool, Failure> {
    let found = staff::find_staff_member(on, clinic_id, therapist_id).await.map_err(Failure::from)?;
    Ok(found.is_some_and(|one| one.can_lead()))
}

/// Whether the clinic has that room.
pub(super) async fn has_room(on: &Connection, clinic_id: ClinicId, room_id: RoomId) -> Result<bool, Failure> {
    Ok(clinics::find_room(on, clinic_id, room_id).await.map_err(Failure::from)?.is_some())
}

/// The wall times of those sessions for those clients, and for anybody in those zones.
pub(super) async fn participants(
    on: &Connection,
    clinic_id: ClinicId,
    rule: &SeriesRule,
    sessions: &[PlannedSession],
    clients: &[ClientZone],
    zones: &[Zone],
) -> Result<Vec<PlannedParticipant>, Failure> {
    let ids: Vec<ClientId> = clients.iter().map(|client| client.client_id).collect();
    let mut windows = availability::load_of_clients(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let of_clients = clients.iter().map(|client| {
        let windows = windows.remove(&client.client_id).unwrap_or_default();
        (Whose::Client(client.client_id), Participant { zone: client.zone.clone(), windows })
    });
    let of_clients: Vec<(Whose, Participant)> = of_clients.collect();
    let of_zones =
        zones.iter().map(|zone| (Whose::Zone, Participant { zone: zone.clone(), windows: Vec::new() }));
    let all = of_clients.into_iter().chain(of_zones);
    Ok(all
        .map(|(whose, participant)| PlannedParticipant {
            whose,
            times: participant_times(sessions, &rule.zone, &participant),
            zone: participant.zone,
        })
        .collect())
}

/// Whether so many sessions are a course of the program.
///
/// # Errors
/// `Count`, `Bounds`.
pub(in crate::app) fn check_length(
    sessions: &[PlannedSession],
    program: &ProgramDraft,
) -> Result<(), PlanSeriesError> {
    let bound = |sessions: i64| u16::try_from(sessions).unwrap_or(u16::MAX);
    let count = SessionCount::parse(sessions.len() as i64).map_err(PlanSeriesError::Count)?;
    check_program_bounds(count, bound(program.min_sessions), bound(program.max_sessions))
        .map_err(PlanSeriesError::Bounds)
}
