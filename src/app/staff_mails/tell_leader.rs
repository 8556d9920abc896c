//! Telling who leads a session that somebody can't come.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::attendance::{AttendanceStatus, RosterEntry, StoredStatus};
use crate::domain::ids::{ClinicId, ReminderDeliveryId};
use crate::domain::series::Session;
use crate::domain::staff_mails::{DeclineNotice, NewStaffMail, StaffMailCause};
use crate::storage::staff_mails::insert_staff_mails;
use crate::storage::{StorageError, Transaction};

/// To be called in the transaction that takes a client's answer, once its mark is written: `entry` carries it. Whether whoever
/// leads the session hears that somebody comes after all is decided when it is sent: only if they heard the contrary.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn tell_leader(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    session: &Session,
    entry: &RosterEntry,
) -> Result<(), StorageError> {
    let place = &entry.participation;
    let notice = match place.current.mark.status {
        StoredStatus::Unrecorded => DeclineNotice::TakenBack,
        _ if entry.shown() == AttendanceStatus::LateCancelled => DeclineNotice::Late,
        _ => DeclineNotice::Early,
    };
    let mail = NewStaffMail {
        id: ReminderDeliveryId::mint(now, app.entropy()),
        staff_member_id: session.therapist_id,
        cause: StaffMailCause::ClientDeclined {
            place: place.id,
            mark_version: place.current.version.into(),
            notice,
        },
        message_id: app.draw_message_id(),
        due_at: now,
        not_after: session.starts_at,
    };
    insert_staff_mails(tx, clinic_id, &[mail], now).await?;
    Ok(())
}
