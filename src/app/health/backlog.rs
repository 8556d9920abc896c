//! What waits to be done.

use jiff::SignedDuration;

use crate::app::{App, Failure};
use crate::storage::health::{DatabaseBacklog, read_backlog};

/// What waits to be done, of all clinics together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backlog {
    /// Mails that are due and not sent, paused clinics' apart.
    pub due: u64,
    /// Mails that are due and wait because their clinic's mails are paused.
    pub paused: u64,
    /// For how long the first of them has been due; zero if there is none.
    pub oldest_due_for: SignedDuration,
    /// Rows of the audit log that are not sealed yet.
    pub unsealed: u64,
}

/// Counts what waits to be done. It asks nobody's rights: only metrics are made of it, and it tells nothing of a clinic.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn examine_backlog(app: &App) -> Result<Backlog, Failure> {
    let now = app.now();
    let DatabaseBacklog { due, paused, oldest_due_at, unsealed } = read_backlog(app.db.reader(), now).await?;
    let oldest_due_for = oldest_due_at.map_or(SignedDuration::ZERO, |at| now.duration_since(at));
    Ok(Backlog { due, paused, oldest_due_for, unsealed })
}
