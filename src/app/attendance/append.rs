//! Writing marks that were decided, with what follows: whose time is free again, and risk.

use jiff::Timestamp;

use crate::app::App;
use crate::app::notices::{PlaceChange, tell_of_places};
use crate::app::risk::{ChangedFlag, reassess_locked};
use crate::domain::access::{Caller, Reach};
use crate::domain::attendance::{Note, Participation, RecordedMark, RosterEntry};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, MarkId, ParticipationId, RowId};
use crate::domain::notices::Told;
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::Session;
use crate::storage::{StorageError, Transaction, enrollments, marks, occupancy, participations, reminders};

/// Appends the marks that `entries` now carry, and answers the flags that changed with them. The session and its
/// roster are locked; the number of statements does not depend on how many entries there are.
///
/// The first mark made after the start says that the session was held; one made in advance does not.
///
/// # Errors
/// `Constraint(MarkVersionOnce)` if somebody got past the locks; `Constraint(OccupancyOverlap)` if a client who is
/// expected again has another session then; otherwise `StorageError`.
pub(in crate::app) async fn append(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    session: &Session,
    entries: &[&RosterEntry],
    note: Option<&Note>,
) -> Result<Vec<ChangedFlag>, StorageError> {
    let standing: Vec<Participation> = entries.iter().map(|entry| entry.participation.clone()).collect();
    let is_ahead = now < session.starts_at;
    let before = if is_ahead {
        told_alone_as_they_are(tx, caller.clinic_id, session, &standing).await?
    } else {
        Vec::new()
    };
    write_marks(tx, app, caller, now, &standing, note).await?;
    if is_ahead {
        tell_of_seats(tx, app, caller.clinic_id, now, session, &before, &standing).await?;
        expect_again(tx, app, caller.clinic_id, now, session, &standing).await?;
    }
    let enrollments: Vec<EnrollmentId> = standing.iter().map(|one| one.enrollment_id).collect();
    reassess_locked(tx, app, caller, now, &enrollments).await
}

/// The places of those who hear of theirs alone, as they stand in the database still: whoever makes up for something there,
/// and whoever is expected again beyond the brief form, which told them that the appointment is off.
async fn told_alone_as_they_are(
    tx: &Transaction,
    clinic_id: ClinicId,
    session: &Session,
    standing: &[Participation],
) -> Result<Vec<Participation>, StorageError> {
    let again = standing.iter().filter(|place| place.is_unrecorded() && place.makes_up_for.is_none());
    let again: Vec<EnrollmentId> = again.map(|place| place.enrollment_id).collect();
    let mut brief = Vec::new();
    if !again.is_empty() {
        brief = enrollments::load_enrollments(tx, Reach::clinic(clinic_id), &again).await?;
        brief.retain(Enrollment::is_brief);
    }
    if brief.is_empty() && standing.iter().all(|place| place.makes_up_for.is_none()) {
        return Ok(Vec::new());
    }
    let mut places = participations::load_participations_of_sessions(tx, clinic_id, &[session.id]).await?;
    let is_brief = |place: &Participation| brief.iter().any(|one| one.id == place.enrollment_id);
    places.retain(|place| place.makes_up_for.is_some() || is_brief(place));
    Ok(places)
}

/// Whoever has such a place hears that they are no longer expected, or are again.
async fn tell_of_seats(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    session: &Session,
    before: &[Participation],
    standing: &[Participation],
) -> Result<(), StorageError> {
    let told = |place: &Participation| Told { is_cancelled: !place.is_expected(), ..Told::of(session) };
    let mut changes = Vec::new();
    for place in standing {
        let Some(was) = before.iter().find(|was| was.id == place.id) else { continue };
        if was.is_expected() != place.is_expected() {
            changes.push((place, PlaceChange { told: Some(told(was)), current: told(place) }));
        }
    }
    tell_of_places(tx, app, clinic_id, now, &changes).await
}

/// Before the start a mark may say that somebody is not expected, or take that back: their time follows, and so do
/// the reminders that were held back because of it.
async fn expect_again(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    session: &Session,
    standing: &[Participation],
) -> Result<(), StorageError> {
    let clients: Vec<ClientId> = standing.iter().map(|place| place.client_id).collect();
    occupancy::delete_occupancy_of_clients(tx, clinic_id, session.id, &clients).await?;
    let expected = || standing.iter().filter(|place| place.is_expected());
    let taken: Vec<Occupancy> = expected()
        .map(|place| Occupancy {
            id: RowId::mint(now, app.entropy()),
            session_id: session.id,
            holder: Holder::Client(place.client_id),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
        })
        .collect();
    occupancy::insert_occupancy(tx, clinic_id, &taken).await?;
    let coming: Vec<ClientId> = expected().map(|place| place.client_id).collect();
    reminders::replan_for_clients(tx, clinic_id, &coming, now).await?;
    Ok(())
}

/// Writes the marks that `standing` now carry: a history entry each, which then is what stands. With an absence that is taken back
/// goes that its client announced it, as `Participation::marked` says: they are reminded again.
///
/// # Errors
/// `Constraint(MarkVersionOnce)` if somebody got past the locks; otherwise `StorageError`.
pub(in crate::app) async fn write_marks(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    standing: &[Participation],
    note: Option<&Note>,
) -> Result<(), StorageError> {
    let history: Vec<RecordedMark> = standing
        .iter()
        .map(|participation| RecordedMark {
            id: MarkId::mint(now, app.entropy()),
            participation_id: participation.id,
            version: participation.current.version,
            mark: participation.current.mark,
            note: note.cloned(),
            recorded_by: caller.actor.into(),
            recorded_at: now,
        })
        .collect();
    let unrecorded: Vec<ParticipationId> =
        standing.iter().filter(|place| place.is_unrecorded()).map(|place| place.id).collect();
    participations::forget_refusals(tx, caller.clinic_id, &unrecorded).await?;
    marks::append_marks(tx, caller.clinic_id, &history).await
}
