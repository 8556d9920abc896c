//! Planning a formation: the one plan that the preview shows and the commit makes again.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use crate::app::groups::{CreateGroup, CreateGroupError, draft_group};
use crate::app::series::{
    ClosedOut, Conflict, PlanSeriesError, PlannedParticipant, SeriesDraft, SeriesPlan, Whose, check_length,
    plan_series,
};
use crate::app::{App, Failure};
use crate::domain::access::Reach;
use crate::domain::command_text::CommandText;
use crate::domain::forming::{
    FormationBlocker, FormationWarning, Picked, formation_blockers, formation_warnings,
};
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClientId, ClinicId, GroupId};
use crate::domain::occupancy::Holder;
use crate::domain::series::{PlanHash, PlannedSession, WarningKind, plan_hash};
use crate::domain::slice::Slice;
use crate::domain::waitlist::{WaitlistEntry, WaitlistFilter, WaitlistStatus};
use crate::storage::{Connection, availability, waitlist};

/// A group to form, with its first members and its series.
#[derive(Debug, Clone)]
pub struct GroupFormationDraft {
    /// The group; its key plays no part, the plan's hash takes its place.
    pub group: CreateGroup,
    /// Who is picked from the waiting list.
    pub client_ids: Vec<ClientId>,
    /// The series; its owner is the new group, and nobody else takes part.
    pub series: SeriesDraft,
}

/// Why a formation can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanFormationError {
    /// Nobody is picked.
    #[error("nobody is picked: name clients of the waiting list")]
    NoClients,
    /// The group can't be made.
    #[error(transparent)]
    Group(CreateGroupError),
    /// The series can't be planned.
    #[error(transparent)]
    Series(PlanSeriesError),
    /// Somebody picked does not wait for this program.
    #[error("not on the waiting list for this program: {}", words(.0))]
    NotWaiting(Vec<ClientId>),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

fn words(ids: &[ClientId]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl From<CreateGroupError> for PlanFormationError {
    fn from(error: CreateGroupError) -> Self {
        match error {
            CreateGroupError::Failure(failure) => Self::Failure(failure),
            other => Self::Group(other),
        }
    }
}

impl From<PlanSeriesError> for PlanFormationError {
    fn from(error: PlanSeriesError) -> Self {
        match error {
            PlanSeriesError::Failure(failure) => Self::Failure(failure),
            other => Self::Series(other),
        }
    }
}

/// What a draft comes to.
#[derive(Debug, Clone)]
pub struct GroupFormationPlan {
    /// The group as it would be, without an id of its own yet.
    pub group: TherapyGroup,
    /// Who is picked, in the order of their ids.
    pub members: Vec<Picked>,
    /// The sessions.
    pub sessions: Vec<PlannedSession>,
    /// Every member's wall times.
    pub participants: Vec<PlannedParticipant>,
    /// Who and what is taken.
    pub conflicts: Vec<Conflict>,
    /// What falls into closures of the site and the therapist's time off.
    pub closed: Vec<ClosedOut>,
    /// What keeps it from being committed now.
    pub blockers: Vec<FormationBlocker>,
    /// What speaks against it.
    pub warnings: Vec<FormationWarning>,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
}

/// Makes the plan from what stands now. Only what blocks it depends on the present.
pub(super) async fn plan(
    on: &Connection,
    app: &App,
    clinic_id: ClinicId,
    draft: &GroupFormationDraft,
    now: Timestamp,
) -> Result<GroupFormationPlan, PlanFormationError> {
    let GroupFormationDraft { group, client_ids, series } = draft;
    let mut ids = client_ids.clone();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Err(PlanFormationError::NoClients);
    }
    let (group, program) = draft_group(on, clinic_id, group, GroupId::mint(now, app.entropy()), now).await?;
    let series = SeriesDraft {
        owner: None,
        client_ids: ids.clone(),
        zones: Vec::new(),
        site_id: Some(group.site_id),
        ..series.clone()
    };
    let SeriesPlan { sessions, participants, conflicts, closed, hash: series_hash, .. } =
        plan_series(on, Reach::clinic(clinic_id), &series, now).await?;
    check_length(&sessions, &program)?;
    let entries = waiting(on, clinic_id, &group, &ids).await?;
    let members = members(on, clinic_id, &ids, entries, &participants, &conflicts).await?;
    let blockers = formation_blockers(
        series.therapist_id,
        &sessions,
        group.sizes,
        ids.len(),
        !conflicts.is_empty(),
        now,
    );
    let warnings = formation_warnings(group.sizes, group.site_id, &members);
    let versions: Vec<(String, i64)> =
        members.iter().map(|member| (member.entry.id.to_string(), member.entry.row_version)).collect();
    let hash = plan_hash(&command_text(&group, series_hash), &versions);
    Ok(GroupFormationPlan {
        group,
        members,
        sessions,
        participants,
        conflicts,
        closed,
        blockers,
        warnings,
        hash,
    })
}

/// The clients' versions, the rule, therapist and room stand in the series' hash; the group's sizes are here as its
/// program has them now.
fn command_text(group: &TherapyGroup, series: PlanHash) -> CommandText {
    CommandText::new("FORM_GROUP")
        .field("program", group.program_id)
        .field("site", group.site_id)
        .field("name", &group.name)
        .field("admission", group.admission)
        .field("min_size", group.sizes.least)
        .field("viable_size", group.sizes.viable)
        .field("max_size", group.sizes.most)
        .field("series", series)
}

/// The open entries by which those clients wait for the group's program.
async fn waiting(
    on: &Connection,
    clinic_id: ClinicId,
    group: &TherapyGroup,
    ids: &[ClientId],
) -> Result<HashMap<ClientId, WaitlistEntry>, PlanFormationError> {
    let filter = WaitlistFilter {
        program_id: Some(group.program_id),
        site_id: None,
        statuses: WaitlistStatus::OPEN.to_vec(),
        client_ids: Some(ids.to_vec()),
    };
    let slice = Slice { after: None, limit: ids.len() as u64 };
    let entries = waitlist::list_entries(on, clinic_id, &filter, slice).await.map_err(Failure::from)?;
    let entries: HashMap<ClientId, WaitlistEntry> =
        entries.into_iter().map(|entry| (entry.client_id, entry)).collect();
    let missing: Vec<ClientId> = ids.iter().copied().filter(|id| !entries.contains_key(id)).collect();
    if missing.is_empty() { Ok(entries) } else { Err(PlanFormationError::NotWaiting(missing)) }
}

async fn members(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[ClientId],
    mut entries: HashMap<ClientId, WaitlistEntry>,
    participants: &[PlannedParticipant],
    conflicts: &[Conflict],
) -> Result<Vec<Picked>, PlanFormationError> {
    let known: HashSet<ClientId> =
        availability::load_of_clients(on, clinic_id, ids).await.map_err(Failure::from)?.into_keys().collect();
    let outside = |id: ClientId| {
        let own = participants.iter().filter(move |one| one.whose == Whose::Client(id));
        let warnings = own.flat_map(|one| &one.times.warnings);
        warnings
            .filter(|one| one.kind == WarningKind::OutsideAvailability)
            .flat_map(|one| one.ordinals.clone())
    };
    let taken = |id: ClientId| {
        let own = conflicts.iter().filter(move |one| one.holder == Holder::Client(id));
        own.map(|one| one.ordinal)
    };
    let member = |id: &ClientId| {
        let entry = entries.remove(id)?;
        let mut impossible: Vec<u16> = outside(*id).chain(taken(*id)).collect();
        impossible.sort_unstable();
        impossible.dedup();
        Some(Picked { entry, is_availability_known: known.contains(id), impossible })
    };
    Ok(ids.iter().filter_map(member).collect())
}
