//! Asking therapists to record who came.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::app::reminders::Mailer;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};
use crate::domain::reminders::{DedupeKey, DeliveryKind};
use crate::domain::staff_mails::{DueNudge, NewStaffMail, StaffMailCause, due_nudge, nudged_about};
use crate::storage::staff_mails::{
    LedWithin, StaffReader, find_unrecorded_leads, insert_staff_mails, list_leaders, load_known_staff_mails,
};

/// Further back than any nudge that is still of use was due.
const KNOWN_SINCE: SignedDuration = SignedDuration::from_hours(24);

/// Puts a mail into the outbox for everybody for whom it is eight o'clock on a weekday, or was within twelve hours, and who led
/// sessions that had been over for some hours by then and are not recorded: one for each day of their calendar, however often it
/// runs. Tells how many it made.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn nudge_therapists(
    app: &App,
    mailer: &Mailer,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let leaders = list_leaders(app.db.reader()).await.map_err(Failure::from)?;
    let (mut made, mut failed) = (0, None);
    for of_clinic in leaders.chunk_by(|one, next| one.clinic_id == next.clinic_id) {
        let Some(first) = of_clinic.first().filter(|_| keep_going()) else { break };
        match nudge(app, mailer, first.clinic_id, of_clinic).await {
            Ok(some) => made += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %first.clinic_id, "a clinic's therapists cannot be nudged");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

async fn nudge(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    leaders: &[StaffReader],
) -> Result<u64, Failure> {
    let (now, on) = (app.now(), app.db.reader());
    let mut due: Vec<(&StaffReader, DueNudge)> =
        leaders.iter().filter_map(|reader| Some((reader, due_nudge(&reader.zone, now)?))).collect();
    if due.is_empty() {
        return Ok(0);
    }
    let since = now.saturating_sub(KNOWN_SINCE).unwrap_or(Timestamp::MIN);
    let known = load_known_staff_mails(on, clinic_id, DeliveryKind::UnrecordedNudge, since)
        .await
        .map_err(Failure::from)?;
    due.retain(|(reader, nudge)| !known.contains(DedupeKey::nudge(reader.id, nudge.on).as_str()));
    let led = |(reader, nudge): &(&StaffReader, DueNudge)| LedWithin {
        clinic_id,
        led_by: reader.id,
        within: nudged_about(nudge.due_at),
    };
    let led: Vec<LedWithin> = due.iter().map(led).collect();
    let behind = find_unrecorded_leads(on, &led).await.map_err(Failure::from)?;
    due.retain(|(reader, _)| behind.contains(&reader.id));
    let mail = |(reader, nudge): (&StaffReader, DueNudge)| {
        let DueNudge { on, due_at, not_after } = nudge;
        NewStaffMail {
            id: ReminderDeliveryId::mint(now, app.entropy()),
            staff_member_id: reader.id,
            cause: StaffMailCause::UnrecordedNudge { on },
            message_id: mailer.draw_message_id(app.entropy()),
            due_at,
            not_after,
        }
    };
    let mails: &Vec<NewStaffMail> = &due.into_iter().map(mail).collect();
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
