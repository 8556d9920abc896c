//! Closing the entries of clients who begin.

use jiff::Timestamp;

use super::today::Calendars;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, WaitlistEntryId};
use crate::domain::waitlist::WaitlistEntry;
use crate::storage::{StorageError, Transaction, waitlist};

/// Closes the client's open entry for the program they begin, if there is one, in the enrolling transaction.
pub(in crate::app) async fn accept_open_entry(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    enrollment: &Enrollment,
) -> Result<Option<WaitlistEntryId>, StorageError> {
    let clients = [enrollment.client_id];
    let open = waitlist::lock_open_entries(tx, clinic_id, enrollment.program_id, &clients).await?;
    accept(tx, clinic_id, now, &open, std::slice::from_ref(enrollment)).await?;
    Ok(open.first().map(|entry| entry.id))
}

/// Closes those entries, which are locked, by the enrollments of their clients. The wait ended today at the enrollment's
/// site.
pub(in crate::app) async fn accept(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    entries: &[WaitlistEntry],
    enrollments: &[Enrollment],
) -> Result<(), StorageError> {
    if entries.is_empty() {
        return Ok(());
    }
    let calendars = Calendars::load(tx, clinic_id, now).await?;
    for entry in entries {
        let of_client = enrollments.iter().find(|one| one.client_id == entry.client_id);
        let Some(enrollment) = of_client else { continue };
        let today = calendars.today(Some(enrollment.site_id));
        let accepted = entry.clone().accepted(enrollment.id, today);
        waitlist::update_entry(tx, clinic_id, &accepted).await?;
    }
    Ok(())
}
