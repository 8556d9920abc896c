//! Who takes part in the sessions of series, now and after a revision.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::restored::{Restored, load_restored};
use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::{Enrollment, EnrollmentStatus};
use crate::domain::groups::{GroupStatus, TherapyGroup};
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, ProgramId, SeriesId, SessionId};
use crate::domain::people::Jurisdiction;
use crate::domain::series::{EditedSeries, MeetingKind, RestoreError, SeriesOwner, SessionSeries};
use crate::domain::time::Zone;
use crate::storage::client_zones::{ClientZone, load_client_zones};
use crate::storage::{Connection, enrollments, groups};

/// Who takes part.
#[derive(Debug, Clone)]
pub(in crate::app) struct People {
    /// Everybody's place in the sessions that are there already.
    places: HashMap<SessionId, Vec<Participation>>,
    /// The open enrollments of each series' owner.
    members: BTreeMap<SeriesId, Vec<Enrollment>>,
    /// Those of them who are expected at what is added, or restored without a place of theirs.
    joining: BTreeMap<SeriesId, Vec<Enrollment>>,
    /// Theirs, those of guests, and those completed.
    open: HashSet<EnrollmentId>,
    /// The treatments that were completed: what concludes them is held all the same.
    completed: HashSet<EnrollmentId>,
    /// Their clients' zones.
    zones: BTreeMap<ClientId, ClientZone>,
    owners: Owners,
    restored: Restored,
}

/// The groups and treatments whose sessions they are.
#[derive(Debug, Clone, Default)]
struct Owners {
    groups: BTreeMap<GroupId, TherapyGroup>,
    treatments: BTreeMap<EnrollmentId, Enrollment>,
}

/// Loads them: five statements, one or two more with guests, and one more with restored companion meetings, however many
/// series.
pub(super) async fn load_people(
    on: &Connection,
    reach: Reach,
    edited: &[EditedSeries],
    all_places: Vec<Participation>,
) -> Result<People, Failure> {
    let owners = edited.iter().map(|edited| edited.series.owner);
    let group_ids: Vec<GroupId> = owners.clone().filter_map(SeriesOwner::group_id).collect();
    let treatment_ids: Vec<EnrollmentId> = owners.filter_map(SeriesOwner::enrollment_id).collect();
    let mut owners = Owners::default();
    let mut of_groups = Vec::new();
    if !group_ids.is_empty() {
        let found = groups::load_groups(on, reach, &group_ids).await.map_err(Failure::from)?;
        owners.groups = found.into_iter().map(|group| (group.id, group)).collect();
        of_groups = enrollments::load_open_enrollments_of_groups(on, reach, &group_ids)
            .await
            .map_err(Failure::from)?;
    }
    if !treatment_ids.is_empty() {
        let found = enrollments::load_enrollments(on, reach, &treatment_ids).await.map_err(Failure::from)?;
        owners.treatments = found.into_iter().map(|one| (one.id, one)).collect();
    }
    let members: BTreeMap<SeriesId, Vec<Enrollment>> = edited
        .iter()
        .map(|EditedSeries { series, .. }| (series.id, owners.members_of(series.owner, &of_groups)))
        .collect();
    let guests = load_guests(on, reach, &all_places).await?;
    let completed = || owners.treatments.values().filter(|one| one.status == EnrollmentStatus::Completed);
    let all = || members.values().flatten().chain(&guests).chain(completed());
    let clients: BTreeSet<ClientId> = all().map(|one| one.client_id).collect();
    let clients: Vec<ClientId> = clients.into_iter().collect();
    let zones = load_client_zones(on, reach, &clients).await.map_err(Failure::from)?;
    let restored = load_restored(on, reach.clinic_id, edited, &all_places).await?;
    let mut places: HashMap<SessionId, Vec<Participation>> = HashMap::new();
    for place in all_places {
        places.entry(place.session_id).or_default().push(place);
    }
    let joining = joining(edited, &members);
    Ok(People {
        places,
        joining,
        open: all().map(|one| one.id).collect(),
        completed: completed().map(|one| one.id).collect(),
        members,
        zones: zones.into_iter().map(|zone| (zone.client_id, zone)).collect(),
        owners,
        restored,
    })
}

/// Who is expected at sessions that a series gets: not a member whose course goes on in the brief form. Their sessions are
/// settled, and what their group holds beyond is not theirs.
fn joining(
    edited: &[EditedSeries],
    members: &BTreeMap<SeriesId, Vec<Enrollment>>,
) -> BTreeMap<SeriesId, Vec<Enrollment>> {
    let of_series = |EditedSeries { series, .. }: &EditedSeries| {
        let is_of_group = series.owner.group_id().is_some();
        let joins = |one: &&Enrollment| !(is_of_group && one.is_brief());
        (series.id, members.get(&series.id).into_iter().flatten().filter(joins).cloned().collect())
    };
    edited.iter().map(of_series).collect()
}

/// The open enrollments of those who make up for something in one of these places.
async fn load_guests(
    on: &Connection,
    reach: Reach,
    places: &[Participation],
) -> Result<Vec<Enrollment>, Failure> {
    let ids: BTreeSet<EnrollmentId> =
        places.iter().filter(|place| place.makes_up_for.is_some()).map(|place| place.enrollment_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<EnrollmentId> = ids.into_iter().collect();
    let found = enrollments::load_enrollments(on, reach, &ids).await.map_err(Failure::from)?;
    Ok(found.into_iter().filter(|one| one.ended_at.is_none()).collect())
}

impl Owners {
    fn members_of(&self, owner: SeriesOwner, of_groups: &[Enrollment]) -> Vec<Enrollment> {
        match owner {
            SeriesOwner::Group(id) => {
                of_groups.iter().filter(|one| one.group_id == Some(id)).cloned().collect()
            }
            SeriesOwner::Treatment(id) => {
                self.treatments.get(&id).filter(|one| one.ended_at.is_none()).cloned().into_iter().collect()
            }
        }
    }

    fn versions(&self) -> impl Iterator<Item = (String, i64)> {
        let groups = self.groups.values().map(|group| (group.id.to_string(), group.row_version));
        groups.chain(self.treatments.values().map(|one| (one.id.to_string(), one.row_version)))
    }
}

impl People {
    /// The program of that series' group or treatment.
    pub(in crate::app) fn program_of(&self, series: &SessionSeries) -> Option<ProgramId> {
        match series.owner {
            SeriesOwner::Group(id) => self.owners.groups.get(&id).map(|group| group.program_id),
            SeriesOwner::Treatment(id) => self.owners.treatments.get(&id).map(|one| one.program_id),
        }
    }

    /// The group whose series it is, if it is one's.
    pub(in crate::app) fn group_of(&self, series: &SessionSeries) -> Option<&TherapyGroup> {
        self.owners.groups.get(&series.owner.group_id()?)
    }

    /// Whose series it is, if it is one client's alone; their course may be over.
    pub(in crate::app) fn client_of(&self, series: &SessionSeries) -> Option<ClientId> {
        self.owners.treatments.get(&series.owner.enrollment_id()?).map(|one| one.client_id)
    }

    /// Whether the group or the treatment is over.
    pub(super) fn is_over(&self, series: &SessionSeries) -> bool {
        match series.owner {
            SeriesOwner::Group(id) => {
                self.owners.groups.get(&id).is_none_or(|group| {
                    matches!(group.status, GroupStatus::Completed | GroupStatus::Cancelled)
                })
            }
            SeriesOwner::Treatment(id) => {
                self.owners.treatments.get(&id).is_none_or(|one| one.ended_at.is_some())
            }
        }
    }

    /// The open enrollments of a series' owner.
    pub(in crate::app) fn members_of(&self, series: SeriesId) -> &[Enrollment] {
        self.members.get(&series).map_or(&[], Vec::as_slice)
    }

    /// Those of them whose clients are expected at what is added to the series.
    pub(super) fn joining(&self, series: SeriesId) -> &[Enrollment] {
        self.joining.get(&series).map_or(&[], Vec::as_slice)
    }

    /// Everybody with an open enrollment.
    pub(super) fn enrolled(&self) -> Vec<EnrollmentId> {
        let mut ids: Vec<EnrollmentId> = self.open.iter().copied().collect();
        ids.sort_unstable();
        ids
    }

    /// The clients who are expected at a session once the revision is carried out.
    pub(in crate::app) fn expected_at(&self, session: SessionId) -> Vec<ClientId> {
        let places =
            self.places_in(session).iter().filter(|place| place.is_expected() && !self.is_gone(place));
        let newcomers = self.newcomers(session).map(|one| one.client_id);
        places.map(|place| place.client_id).chain(newcomers).collect()
    }

    /// Whoever joined while that restored session was cancelled, and has no place in it.
    pub(super) fn newcomers(&self, session: SessionId) -> impl Iterator<Item = &Enrollment> {
        let series = self.restored.series_of(session);
        let members = series.map_or(&[][..], |series| self.joining(series));
        let has_place =
            move |one: &Enrollment| self.places_in(session).iter().any(|place| place.enrollment_id == one.id);
        members.iter().filter(move |one| !has_place(one))
    }

    /// The places in restored sessions of whoever left while those were cancelled, or makes up in another session by now:
    /// nobody told the ledger so.
    pub(super) fn gone(&self) -> impl Iterator<Item = &Participation> {
        let of_restored = self.restored.sessions().flat_map(|session| self.places_in(session));
        of_restored.filter(|place| place.is_unrecorded() && self.is_gone(place))
    }

    fn places_in(&self, session: SessionId) -> &[Participation] {
        self.places.get(&session).map_or(&[], Vec::as_slice)
    }

    /// Whether the client is no longer expected there: they left, they make up in another session by now, or the session is a
    /// restored one and they completed their course.
    fn is_gone(&self, place: &Participation) -> bool {
        let is_over = self.completed.contains(&place.enrollment_id);
        !self.open.contains(&place.enrollment_id)
            || is_over && self.restored.series_of(place.session_id).is_some()
            || self.restored.is_made_up_otherwise(place)
    }

    /// Why a restored session of the series would take place in vain, if one would.
    pub(super) fn restored_in_vain(&self, series: &SessionSeries) -> Option<RestoreError> {
        let mut sessions = self.restored.sessions_of(series.id).peekable();
        sessions.peek()?;
        let mut places = sessions.flat_map(|session| self.places_in(session));
        if self.is_over(series) {
            Some(RestoreError::Over)
        } else if series.meeting == Some(MeetingKind::Makeup)
            && places.any(|place| self.restored.is_made_up_otherwise(place))
        {
            Some(RestoreError::MadeUpOtherwise)
        } else {
            self.restored.is_scheduled_anew(series.id).then_some(RestoreError::ScheduledAnew)
        }
    }

    /// The zone of a client who is expected at a session to come, and whether mail reaches them.
    pub(super) fn mailbox_of(&self, client: ClientId) -> Option<(&Zone, bool)> {
        self.zones.get(&client).map(|one| (&one.zone, one.is_mailed))
    }

    /// The zones of all of them, in the order of the clients' ids.
    pub(in crate::app) fn zones(&self) -> Vec<ClientZone> {
        self.zones.values().cloned().collect()
    }

    /// Where those are who are expected at a session, guests among them, as far as licensing cares and is on record.
    pub(in crate::app) fn locations_at(&self, session: SessionId) -> Vec<Jurisdiction> {
        let expected = self.expected_at(session);
        let clients = expected.iter().filter_map(|client| self.zones.get(client));
        let all: BTreeSet<Jurisdiction> = clients.filter_map(|one| one.location.clone()).collect();
        all.into_iter().collect()
    }

    /// What of them the plan was made from.
    pub(in crate::app) fn versions(&self) -> Vec<(String, i64)> {
        let clients = self.zones.values().map(|one| (one.client_id.to_string(), one.row_version));
        let places = self.places.values().flatten().map(|place| (place.id.to_string(), place.row_version));
        let members = self.members.values().flatten().map(|one| (one.id.to_string(), one.row_version));
        let mut all: Vec<(String, i64)> =
            clients.chain(places).chain(members).chain(self.owners.versions()).collect();
        // A treatment is its own only member.
        all.sort_unstable();
        all.dedup();
        all
    }
}
