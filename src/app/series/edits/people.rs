//! Who takes part in the sessions of a series, now and after an edit.

use std::collections::BTreeSet;

use super::plan::PlanEditError;
use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{ClientId, ProgramId, SessionId};
use crate::domain::series::{EditedSeries, SeriesOwner, SessionSeries};
use crate::domain::time::Zone;
use crate::storage::client_zones::{ClientZone, load_client_zones};
use crate::storage::{Connection, enrollments, groups, programs};

/// Who takes part.
#[derive(Debug, Clone)]
pub(super) struct People {
    /// Everybody's place in the sessions that are there already.
    pub(super) places: Vec<Participation>,
    /// The open enrollments, whose clients are expected.
    pub(super) enrollments: Vec<Enrollment>,
    /// Their clients' zones.
    pub(super) zones: Vec<ClientZone>,
    /// The fewest and the most sessions a course of the program has.
    pub(super) least_sessions: u16,
    pub(super) most_sessions: u16,
    owner_version: (String, i64),
    /// The sessions that take place after all.
    restored: BTreeSet<SessionId>,
}

/// Loads them; refuses what is over, unless nothing is added.
pub(super) async fn load_people(
    on: &Connection,
    reach: Reach,
    series: &SessionSeries,
    edited: &EditedSeries,
    places: Vec<Participation>,
) -> Result<People, PlanEditError> {
    let (program_id, owner_version, is_over, enrollments) = owner(on, reach, series.owner).await?;
    if is_over && !edited.added.is_empty() {
        return Err(PlanEditError::Over);
    }
    let program = programs::find_program(on, reach.clinic_id, program_id).await.map_err(Failure::from)?;
    let program = program.ok_or(Failure::NotFound)?.draft;
    let ids: Vec<ClientId> = enrollments.iter().map(|one| one.client_id).collect();
    let restored = edited.changed.iter().filter(|one| one.before.is_cancelled() && !one.after.is_cancelled());
    let restored = restored.map(|one| one.after.id).collect();
    let zones = load_client_zones(on, reach, &ids).await.map_err(Failure::from)?;
    let bound = |sessions: i64| u16::try_from(sessions).unwrap_or(u16::MAX);
    Ok(People {
        places,
        enrollments,
        zones,
        least_sessions: bound(program.min_sessions),
        most_sessions: bound(program.max_sessions),
        owner_version,
        restored,
    })
}

type Owner = (ProgramId, (String, i64), bool, Vec<Enrollment>);

async fn owner(on: &Connection, reach: Reach, owner: SeriesOwner) -> Result<Owner, Failure> {
    match owner {
        SeriesOwner::Group(id) => {
            let group = groups::find_group(on, reach, id).await.map_err(Failure::from)?;
            let group = group.ok_or(Failure::NotFound)?;
            let open = enrollments::load_open_enrollments_of_groups(on, reach, &[id])
                .await
                .map_err(Failure::from)?;
            let is_over = matches!(group.status, GroupStatus::Completed | GroupStatus::Cancelled);
            Ok((group.program_id, (group.id.to_string(), group.row_version), is_over, open))
        }
        SeriesOwner::Treatment(id) => {
            let enrollment = enrollments::find_enrollment(on, reach, id).await.map_err(Failure::from)?;
            let enrollment = enrollment.ok_or(Failure::NotFound)?;
            let version = (enrollment.id.to_string(), enrollment.row_version);
            let is_over = enrollment.ended_at.is_some();
            let open = if is_over { Vec::new() } else { vec![enrollment.clone()] };
            Ok((enrollment.program_id, version, is_over, open))
        }
    }
}

impl People {
    /// The clients who are expected at a session once the edit is carried out.
    pub(super) fn expected_at(&self, session: SessionId) -> Vec<ClientId> {
        let places = self.places.iter().filter(|place| place.session_id == session && place.is_expected());
        let places = places.filter(|place| self.is_open(place)).map(|place| place.client_id);
        places.chain(self.newcomers(session).map(|one| one.client_id)).collect()
    }

    /// Whoever joined while that restored session was cancelled, and has no place in it.
    pub(super) fn newcomers(&self, session: SessionId) -> impl Iterator<Item = &Enrollment> {
        let has_place = move |one: &Enrollment| {
            self.places.iter().any(|place| place.session_id == session && place.enrollment_id == one.id)
        };
        self.enrollments.iter().filter(move |one| self.restored.contains(&session) && !has_place(one))
    }

    /// The places of whoever left while those restored sessions were cancelled: nobody told the ledger so.
    pub(super) fn gone(&self) -> impl Iterator<Item = &Participation> {
        let of_restored = self.places.iter().filter(|place| self.restored.contains(&place.session_id));
        of_restored.filter(|place| place.is_unrecorded() && !self.is_open(place))
    }

    fn is_open(&self, place: &Participation) -> bool {
        self.enrollments.iter().any(|one| one.id == place.enrollment_id)
    }

    /// The zone of a client who is expected at a session to come.
    pub(super) fn zone_of(&self, client: ClientId) -> Option<&Zone> {
        self.zones.iter().find(|one| one.client_id == client).map(|one| &one.zone)
    }

    /// What of them the plan was made from.
    pub(super) fn versions(&self) -> Vec<(String, i64)> {
        let clients = self.zones.iter().map(|one| (one.client_id.to_string(), one.row_version));
        let places = self.places.iter().map(|place| (place.id.to_string(), place.row_version));
        let members = self.enrollments.iter().map(|one| (one.id.to_string(), one.row_version));
        clients.chain(places).chain(members).chain([self.owner_version.clone()]).collect()
    }
}
