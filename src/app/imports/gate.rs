//! How many imports a process carries out at a time.

use tokio::sync::OwnedSemaphorePermit;

use crate::app::{App, Failure};

/// Lets an import begin while few are under way: each holds its whole file in memory, and goes on though nobody waits
/// for it any more.
///
/// # Errors
/// `Busy` if as many are under way as may be.
pub(super) fn admit(app: &App) -> Result<OwnedSemaphorePermit, Failure> {
    app.imports_under_way().try_acquire_owned().map_err(|_| Failure::Busy)
}
