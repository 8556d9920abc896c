//! Cancelling what a course that ends leaves behind.

use jiff::Timestamp;

use super::rewrite::{Rewritten, rewrite};
use crate::app::App;
use crate::app::notices::{SessionChange, tell_later};
use crate::domain::ids::ClinicId;
use crate::domain::series::{CancelledBy, Session};
use crate::storage::{StorageError, Transaction};

/// Cancels sessions that have not begun, on the clinic's side, as `cancel_session` does each: everybody's time is free, and
/// clients are told unless it is undone soon. As many statements for one as for all.
///
/// Whoever calls it has the sessions and their owner locked, and the enrollment not ended yet: whoever has left is told
/// nothing.
pub(in crate::app) async fn cancel_coming(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    sessions: Vec<Session>,
) -> Result<(), StorageError> {
    let cancelled = sessions.into_iter().map(|session| Rewritten::cancelled(session, CancelledBy::Clinic));
    let cancelled: Vec<Rewritten> = cancelled.collect();
    if cancelled.is_empty() {
        return Ok(());
    }
    rewrite(tx, app, clinic_id, now, &cancelled).await?;
    let changes: Vec<SessionChange> = cancelled.iter().map(SessionChange::from).collect();
    tell_later(tx, app, clinic_id, now, &changes).await?;
    Ok(())
}
