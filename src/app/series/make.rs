//! Keeping sessions that were planned: whose time they take, and whom they expect.

use jiff::Timestamp;

use super::build::build_session;
use super::taken::therapist_and_room;
use crate::app::App;
use crate::app::enrollments::expect_clients;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::ClinicId;
use crate::domain::occupancy::Occupancy;
use crate::domain::series::{PlannedSession, Session, SessionSeries};
use crate::storage::{StorageError, Transaction, occupancy, series as stored, sessions as stored_sessions};

/// Inserts the series with the planned sessions, takes therapist's, room's and clients' time, and gives each enrollment
/// its place in every session.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if somebody or something is taken at one of the times; otherwise `StorageError`.
pub(in crate::app) async fn make_series(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    series: &SessionSeries,
    planned: &[PlannedSession],
    enrollments: &[Enrollment],
) -> Result<Vec<Session>, StorageError> {
    let sessions: Vec<Session> =
        planned.iter().map(|planned| build_session(app, now, series, planned)).collect();
    stored::insert_series(tx, clinic_id, series).await?;
    add_sessions(tx, app, clinic_id, now, &sessions, enrollments).await?;
    Ok(sessions)
}

/// The same for sessions of a series that is kept already.
///
/// # Errors
/// As `make_series`.
pub(super) async fn add_sessions(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    sessions: &[Session],
    enrollments: &[Enrollment],
) -> Result<(), StorageError> {
    let each = sessions.iter().map(|session| (session, enrollments)).collect::<Vec<_>>();
    add_each(tx, app, clinic_id, now, &each).await
}

/// The same for sessions of any series, each with whom it expects: as many statements for one as for all.
///
/// # Errors
/// As `make_series`.
pub(super) async fn add_each(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    each: &[(&Session, &[Enrollment])],
) -> Result<(), StorageError> {
    let sessions: Vec<Session> = each.iter().map(|(session, _)| (*session).clone()).collect();
    let taken: Vec<Occupancy> =
        sessions.iter().flat_map(|session| therapist_and_room(app, now, session)).collect();
    stored_sessions::insert_sessions(tx, clinic_id, &sessions).await?;
    occupancy::insert_occupancy(tx, clinic_id, &taken).await?;
    expect_clients(tx, app, clinic_id, now, each).await
}
