//! Who takes part in the sessions of a series, now and after an edit.

use std::collections::BTreeSet;

use super::plan::PlanEditError;
use crate::app::Failure;
use crate::app::series::{PlannedParticipant, Whose};
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{ClientId, ClinicId, ProgramId, SessionId};
use crate::domain::series::{
    EditedSeries, Participant, PlannedSession, SeriesOwner, SessionSeries, participant_times,
};
use crate::domain::time::Zone;
use crate::storage::client_zones::{ClientZone, load_client_zones};
use crate::storage::{Connection, availability, enrollments, groups, programs};

/// Who takes part.
#[derive(Debug, Clone)]
pub(super) struct People {
    /// Everybody's place in the sessions that are there already.
    pub(super) places: Vec<Participation>,
    /// The open enrollments: their clients are expected at what is added.
    pub(super) enrollments: Vec<Enrollment>,
    /// The zones of everybody who is expected at a session to come.
    pub(super) zones: Vec<ClientZone>,
    /// The fewest and the most sessions a course of the program has.
    pub(super) least_sessions: u16,
    pub(super) most_sessions: u16,
    owner_version: (String, i64),
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
    let changed: BTreeSet<SessionId> = edited.changed.iter().map(|one| one.after.id).collect();
    let concerned = places.iter().filter(|place| place.is_expected() && changed.contains(&place.session_id));
    let mut ids: Vec<ClientId> = concerned.map(|place| place.client_id).collect();
    ids.extend(enrollments.iter().map(|one| one.client_id));
    ids.sort_unstable();
    ids.dedup();
    let zones = load_client_zones(on, reach, &ids).await.map_err(Failure::from)?;
    let bound = |sessions: i64| u16::try_from(sessions).unwrap_or(u16::MAX);
    Ok(People {
        places,
        enrollments,
        zones,
        least_sessions: bound(program.min_sessions),
        most_sessions: bound(program.max_sessions),
        owner_version,
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
    /// The clients who are expected at a session that is there already.
    pub(super) fn expected_at(&self, session: SessionId) -> impl Iterator<Item = &Participation> {
        self.places.iter().filter(move |place| place.session_id == session && place.is_expected())
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

    /// Everybody's wall times of the sessions to come.
    pub(super) async fn participants(
        &self,
        on: &Connection,
        clinic_id: ClinicId,
        series: &SessionSeries,
        coming: &[PlannedSession],
    ) -> Result<Vec<PlannedParticipant>, Failure> {
        let ids: Vec<ClientId> = self.zones.iter().map(|client| client.client_id).collect();
        let mut windows = availability::load_of_clients(on, clinic_id, &ids).await.map_err(Failure::from)?;
        let of_client = |client: &ClientZone| {
            let windows = windows.remove(&client.client_id).unwrap_or_default();
            let participant = Participant { zone: client.zone.clone(), windows };
            PlannedParticipant {
                whose: Whose::Client(client.client_id),
                times: participant_times(coming, &series.rule.zone, &participant),
                zone: participant.zone,
            }
        };
        Ok(self.zones.iter().map(of_client).collect())
    }
}
