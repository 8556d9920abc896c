//! Expecting clients at sessions: their participations, and their time taken.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::attendance::{CurrentMark, Participation, Rsvp};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, ParticipationId, RowId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::Session;
use crate::storage::{StorageError, Transaction, occupancy, participations};

/// One client's place in one session, nothing recorded yet.
pub(in crate::app) fn new_place(
    app: &App,
    now: Timestamp,
    session: &Session,
    enrollment: &Enrollment,
) -> Participation {
    Participation {
        id: ParticipationId::mint(now, app.entropy()),
        session_id: session.id,
        enrollment_id: enrollment.id,
        client_id: enrollment.client_id,
        rsvp: Rsvp::NoResponse,
        client_location: None,
        makes_up_for: None,
        current: CurrentMark::NONE,
        row_version: 1,
    }
}

/// Expects the enrollments' clients at each session: participations, and the clients' time. Two statements.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if a client is in another session then; otherwise `StorageError`.
pub(in crate::app) async fn expect_clients(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    each: &[(&Session, &[Enrollment])],
) -> Result<(), StorageError> {
    let pairs =
        || each.iter().flat_map(|(session, enrollments)| enrollments.iter().map(move |one| (*session, one)));
    let places: Vec<Participation> =
        pairs().map(|(session, enrollment)| new_place(app, now, session, enrollment)).collect();
    let taken: Vec<Occupancy> = pairs()
        .map(|(session, enrollment)| Occupancy {
            id: RowId::mint(now, app.entropy()),
            session_id: session.id,
            holder: Holder::Client(enrollment.client_id),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
        })
        .collect();
    occupancy::insert_occupancy(tx, clinic_id, &taken).await?;
    participations::insert_participations(tx, clinic_id, &places).await
}
