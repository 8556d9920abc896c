//! Asking therapists to record who came.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::app::reminders::Mailer;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};
use crate::domain::staff_mails::{NUDGE_AFTER, NUDGE_LASTS, NewStaffMail, StaffMailCause};
use crate::domain::time::local;
use crate::storage::clinics::list_clinic_ids;
use crate::storage::staff_mails::{StaffReader, insert_staff_mails, list_unrecorded_leads};

/// Puts a mail into the outbox for everybody who led sessions that have been over for some hours and are not recorded: one for each
/// day of their calendar, however often it runs. Tells how many it made.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn nudge_therapists(
    app: &App,
    mailer: &Mailer,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let clinics = list_clinic_ids(app.db.reader()).await.map_err(Failure::from)?;
    let (mut made, mut failed) = (0, None);
    for clinic_id in clinics {
        if !keep_going() {
            break;
        }
        match nudge(app, mailer, clinic_id).await {
            Ok(some) => made += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic_id, "a clinic's therapists cannot be nudged");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

async fn nudge(app: &App, mailer: &Mailer, clinic_id: ClinicId) -> Result<u64, Failure> {
    let now = app.now();
    let later = |by: SignedDuration| now.saturating_add(by).unwrap_or(Timestamp::MAX);
    let leads = list_unrecorded_leads(app.db.reader(), clinic_id, later(-NUDGE_AFTER))
        .await
        .map_err(Failure::from)?;
    let mail = |StaffReader { clinic_id: _, id, zone }: StaffReader| NewStaffMail {
        id: ReminderDeliveryId::mint(now, app.entropy()),
        staff_member_id: id,
        cause: StaffMailCause::UnrecordedNudge { on: local(now, &zone).date() },
        message_id: mailer.draw_message_id(app.entropy()),
        due_at: now,
        not_after: later(NUDGE_LASTS),
    };
    let mails: &Vec<NewStaffMail> = &leads.into_iter().map(mail).collect();
    if mails.is_empty() {
        return Ok(0);
    }
    let caller = &Caller::system(clinic_id, "staff_mails.nudge");
    app.write(|tx| async move {
        let made = insert_staff_mails(&tx, clinic_id, mails, now).await.map_err(Failure::from)?;
        if made > 0 {
            let details = json!({ "mails": made });
            records::done(&tx, app, caller, now, "nudgeTherapists", clinic_id, details)
                .await
                .map_err(Failure::from)?;
        }
        Ok(made)
    })
    .await
}
