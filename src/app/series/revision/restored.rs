//! The sessions that a revision restores, and what stands in their place by now.

use std::collections::{BTreeMap, HashSet};

use crate::domain::attendance::Participation;
use crate::domain::ids::{ClinicId, EnrollmentId, ParticipationId, SeriesId, SessionId};
use crate::domain::series::{EditedSeries, MeetingKind};
use crate::storage::companions::load_course_places;
use crate::storage::{Connection, StorageError, makeups};

/// The sessions that take place after all.
#[derive(Debug, Clone)]
pub(super) struct Restored {
    /// With their series.
    sessions: BTreeMap<SessionId, SeriesId>,
    /// What is to be made up for in those, and is made up for in another session by now.
    made_up_otherwise: HashSet<ParticipationId>,
    /// The companion meetings among them of which another one stands by now.
    scheduled_anew: HashSet<SeriesId>,
}

impl Restored {
    pub(super) fn sessions(&self) -> impl Iterator<Item = SessionId> {
        self.sessions.keys().copied()
    }

    pub(super) fn sessions_of(&self, series: SeriesId) -> impl Iterator<Item = SessionId> {
        self.sessions.iter().filter(move |(_, of)| **of == series).map(|(session, _)| *session)
    }

    /// The series of a restored session; none of any other.
    pub(super) fn series_of(&self, session: SessionId) -> Option<SeriesId> {
        self.sessions.get(&session).copied()
    }

    /// Whether it is a place in a restored session, of somebody who makes up in another one by now.
    pub(super) fn is_made_up_otherwise(&self, place: &Participation) -> bool {
        let is_elsewhere = place.makes_up_for.is_some_and(|missed| self.made_up_otherwise.contains(&missed));
        is_elsewhere && self.sessions.contains_key(&place.session_id)
    }

    pub(super) fn is_scheduled_anew(&self, series: SeriesId) -> bool {
        self.scheduled_anew.contains(&series)
    }
}

/// Loads them: a statement where somebody makes up in a restored session, and one where a companion meeting is restored.
pub(super) async fn load_restored(
    on: &Connection,
    clinic_id: ClinicId,
    edited: &[EditedSeries],
    places: &[Participation],
) -> Result<Restored, StorageError> {
    let sessions: BTreeMap<SessionId, SeriesId> = edited.iter().flat_map(restored).collect();
    let made_up_otherwise = load_made_up_otherwise(on, clinic_id, edited, &sessions, places).await?;
    let scheduled_anew = load_scheduled_anew(on, clinic_id, edited, &sessions).await?;
    Ok(Restored { sessions, made_up_otherwise, scheduled_anew })
}

fn restored(edited: &EditedSeries) -> impl Iterator<Item = (SessionId, SeriesId)> {
    let restored = edited.changed.iter().filter(|one| one.before.is_cancelled() && !one.after.is_cancelled());
    restored.map(|one| (one.after.id, edited.series.id))
}

/// What another session that takes place once the revision is carried out makes up for.
async fn load_made_up_otherwise(
    on: &Connection,
    clinic_id: ClinicId,
    edited: &[EditedSeries],
    sessions: &BTreeMap<SessionId, SeriesId>,
    places: &[Participation],
) -> Result<HashSet<ParticipationId>, StorageError> {
    let in_restored = places.iter().filter(|place| sessions.contains_key(&place.session_id));
    let missed: Vec<ParticipationId> = in_restored.filter_map(|place| place.makes_up_for).collect();
    let standing = makeups::load_standing_makeups(on, clinic_id, &missed).await?;
    let changed = edited.iter().flat_map(|edited| &edited.changed);
    let cancelled: HashSet<SessionId> =
        changed.filter(|one| one.after.is_cancelled()).map(|one| one.after.id).collect();
    let stays = standing.into_iter().filter(|(_, session)| !cancelled.contains(session));
    Ok(stays.map(|(missed, _)| missed).collect())
}

async fn load_scheduled_anew(
    on: &Connection,
    clinic_id: ClinicId,
    edited: &[EditedSeries],
    sessions: &BTreeMap<SessionId, SeriesId>,
) -> Result<HashSet<SeriesId>, StorageError> {
    let is_restored = |id: SeriesId| sessions.values().any(|of| *of == id);
    let is_companion = |meeting| matches!(meeting, Some(MeetingKind::Companion(_)));
    let meetings: Vec<(SeriesId, EnrollmentId, Option<MeetingKind>)> = edited
        .iter()
        .map(|edited| &edited.series)
        .filter(|series| is_companion(series.meeting) && is_restored(series.id))
        .filter_map(|series| Some((series.id, series.owner.enrollment_id()?, series.meeting)))
        .collect();
    if meetings.is_empty() {
        return Ok(HashSet::new());
    }
    let enrollments: Vec<EnrollmentId> = meetings.iter().map(|(_, enrollment, _)| *enrollment).collect();
    let places = load_course_places(on, clinic_id, &enrollments).await?;
    let stands = |enrollment: EnrollmentId, meeting: Option<MeetingKind>| {
        places.iter().any(|place| {
            place.enrollment_id == enrollment && place.meeting == meeting && place.held.is_standing()
        })
    };
    let anew = meetings.iter().filter(|(_, enrollment, meeting)| stands(*enrollment, *meeting));
    Ok(anew.map(|(series, ..)| *series).collect())
}
