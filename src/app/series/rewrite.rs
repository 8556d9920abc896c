//! Writing sessions that were moved, cancelled or restored, with the time they take.

use jiff::Timestamp;

use super::taken::time_of_all;
use crate::app::App;
use crate::app::notices::SessionChange;
use crate::domain::ids::{ClientId, ClinicId, SessionId};
use crate::domain::occupancy::Occupancy;
use crate::domain::series::{CancelledBy, Session, SessionStatus};
use crate::storage::{StorageError, Transaction, occupancy, sessions};

/// A session that changes, and who is expected at it afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rewritten {
    /// As it was; its row is locked.
    pub(super) before: Session,
    /// As it is to be, with its next `row_version`.
    pub(super) after: Session,
    /// Whose time it takes beside therapist's and room's, unless it is cancelled.
    pub(super) clients: Vec<ClientId>,
}

impl Rewritten {
    /// One that is not to take place.
    pub(super) fn cancelled(before: Session, by: CancelledBy) -> Self {
        let after = Session {
            status: SessionStatus::Cancelled,
            cancelled_by: Some(by),
            row_version: before.row_version + 1,
            ..before.clone()
        };
        Self { before, after, clients: Vec::new() }
    }

    /// The time it takes afterwards.
    pub(super) fn time(&self, app: &App, now: Timestamp) -> Vec<Occupancy> {
        if self.after.is_cancelled() { Vec::new() } else { time_of_all(app, now, &self.after, &self.clients) }
    }
}

/// What clients are told of it.
impl From<&Rewritten> for SessionChange {
    fn from(rewritten: &Rewritten) -> Self {
        Self { before: Some(rewritten.before.clone()), after: rewritten.after.clone() }
    }
}

/// Writes the sessions and gives them their new time: three statements, however many. All of them are freed before any
/// is taken: sessions that are shifted by half an hour do not collide with themselves or with each other.
///
/// # Errors
/// `Constraint(OccupancyOverlap)` if somebody or something is taken at one of the times; otherwise `StorageError`.
pub(super) async fn rewrite(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    all: &[Rewritten],
) -> Result<(), StorageError> {
    let after: Vec<Session> = all.iter().map(|one| one.after.clone()).collect();
    let ids: Vec<SessionId> = after.iter().map(|session| session.id).collect();
    let time: Vec<Occupancy> = all.iter().flat_map(|one| one.time(app, now)).collect();
    sessions::update_sessions(tx, clinic_id, &after).await?;
    occupancy::delete_occupancy_of_sessions(tx, clinic_id, &ids).await?;
    occupancy::insert_occupancy(tx, clinic_id, &time).await
}
