//! Whose courses are the caller's to know.

use std::collections::HashSet;

use crate::app::{App, Failure};
use crate::domain::access::{Caller, Extent};
use crate::domain::ids::EnrollmentId;
use crate::storage::enrollments::load_led;

/// Those of the enrollments, which the caller may read, that are the caller's own to know, and not as guests' only: all of
/// them for a caller who sees the whole clinic, and one statement, however many, for one who sees what they lead.
///
/// # Errors
/// `Failure` if the database fails.
pub(in crate::app) async fn load_own(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<HashSet<EnrollmentId>, Failure> {
    match caller.reach().extent {
        Extent::Clinic => Ok(ids.iter().copied().collect()),
        Extent::LedBy(_) => load_led(app.db.reader(), caller.reach(), ids).await.map_err(Failure::from),
    }
}
