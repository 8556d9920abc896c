//! Expecting the client again where the brief form had released their places.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

use crate::app::App;
use crate::app::Failure;
use crate::app::attendance::write_marks;
use crate::app::enrollments::expect_clients;
use crate::app::makeups::check_standing_again;
use crate::app::notices::{PlaceChange, tell_of_places};
use crate::app::series::take;
use crate::domain::access::Caller;
use crate::domain::attendance::{Participation, StoredStatus};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, ParticipationId, SeriesId, SessionId};
use crate::domain::notices::Told;
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::{SeriesOwner, Session};
use crate::storage::brief_forms::CourseSession;
use crate::storage::{StorageError, Transaction, occupancy, participations, reminders, series, sessions};

/// The places that may be the client's again: those that nobody marked otherwise since. A guest's seat that somebody else has
/// by now, or that is made up for otherwise, stays given back.
pub(super) async fn restorable(
    tx: &Transaction,
    clinic_id: ClinicId,
    course: &[CourseSession],
    released: &[(ParticipationId, u32)],
) -> Result<Vec<CourseSession>, Failure> {
    let versions: HashMap<ParticipationId, u32> = released.iter().copied().collect();
    let mut all = Vec::new();
    for one in course {
        let mark = &one.place.current;
        let is_as_left = mark.mark.status == StoredStatus::NotExpected
            && versions.get(&one.place.id) == Some(&mark.version);
        if is_as_left && check_standing_again(tx, clinic_id, &one.place).await?.is_ok() {
            all.push(one.clone());
        }
    }
    Ok(all)
}

/// Expects the client there again, as if the places had never been released: their time is taken, and they are told unless
/// they were told nothing yet. In a session that was cancelled meanwhile they have a place like everybody else.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if the client is in another session then; otherwise `StorageError`.
pub(super) async fn expect_again(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    all: &[CourseSession],
) -> Result<(), StorageError> {
    if all.is_empty() {
        return Ok(());
    }
    let clinic_id = caller.clinic_id;
    let places: Vec<Participation> = all.iter().map(|one| one.place.clone().expected_again()).collect();
    write_marks(tx, app, caller, now, &places, None).await?;
    let standing = || places.iter().zip(all).filter(|(_, one)| !one.session.is_cancelled());
    let taken: Vec<Occupancy> = standing()
        .map(|(place, one)| take(app, now, &one.session, Holder::Client(place.client_id)))
        .collect();
    occupancy::insert_occupancy(tx, clinic_id, &taken).await?;
    let told = |session: &Session| {
        let current = Told::of(session);
        PlaceChange { told: Some(Told { is_cancelled: true, ..current }), current }
    };
    let changes: Vec<_> = standing().map(|(place, one)| (place, told(&one.session))).collect();
    tell_of_places(tx, app, clinic_id, now, &changes).await?;
    if let Some(place) = places.first() {
        reminders::replan_for_client(tx, clinic_id, place.client_id, now).await?;
    }
    Ok(())
}

/// Expects the client at what was added to their group's present series meanwhile, as everybody else there. Answers which
/// sessions.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if the client is in another session then; otherwise `StorageError`.
pub(super) async fn expect_at_added(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    enrollment: &Enrollment,
    course: &[CourseSession],
) -> Result<Vec<SessionId>, StorageError> {
    let Some(group_id) = enrollment.group_id else { return Ok(Vec::new()) };
    let own: BTreeSet<SeriesId> = course
        .iter()
        .filter(|one| one.owner == SeriesOwner::Group(group_id) && one.place.makes_up_for.is_none())
        .map(|one| one.session.series_id)
        .collect();
    let has_place = |session: &Session| course.iter().any(|one| one.session.id == session.id);
    let of_group = series::list_series_of(tx, clinic_id, SeriesOwner::Group(group_id)).await?;
    let ids: Vec<SeriesId> = of_group.iter().map(|series| series.id).filter(|id| own.contains(id)).collect();
    let all = sessions::load_sessions_of_series(tx, clinic_id, &ids).await?;
    let is_added = |one: &Session| one.starts_at > now && !one.is_cancelled() && !has_place(one);
    let added: Vec<Session> = all.into_iter().filter(is_added).collect();
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let each: Vec<_> = added.iter().map(|session| (session, std::slice::from_ref(enrollment))).collect();
    expect_clients(tx, app, clinic_id, now, &each).await?;
    let ids: Vec<SessionId> = added.iter().map(|session| session.id).collect();
    let places = participations::load_participations_of_sessions(tx, clinic_id, &ids).await?;
    let own: Vec<&Participation> =
        places.iter().filter(|place| place.enrollment_id == enrollment.id).collect();
    let changes: Vec<_> = own
        .iter()
        .filter_map(|place| {
            let session = added.iter().find(|session| session.id == place.session_id)?;
            Some((*place, PlaceChange { told: None, current: Told::of(session) }))
        })
        .collect();
    tell_of_places(tx, app, clinic_id, now, &changes).await?;
    Ok(ids)
}
