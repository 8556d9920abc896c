//! The week in figures, to coordinators.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::app::reminders::Mailer;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};
use crate::domain::reminders::{DedupeKey, DeliveryKind};
use crate::domain::staff_mails::{DueDigest, NewStaffMail, StaffMailCause, WeekFigures, due_digest};
use crate::storage::staff_mails::{
    StaffReader, insert_staff_mails, list_coordinators, load_known_staff_mails, read_week_figures,
};

/// Further back than any digest that is still of use was due.
const KNOWN_SINCE: SignedDuration = SignedDuration::from_hours(72);

/// Puts a digest into the outbox for every coordinator for whom it is Monday, eight o'clock, or was within two days: each week
/// once, however often it runs. What it tells is counted then, and is not counted again when it is sent. Tells how many it made.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn send_digests(
    app: &App,
    mailer: &Mailer,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let coordinators = list_coordinators(app.db.reader()).await.map_err(Failure::from)?;
    let (mut made, mut failed) = (0, None);
    for of_clinic in coordinators.chunk_by(|one, next| one.clinic_id == next.clinic_id) {
        let Some(first) = of_clinic.first().filter(|_| keep_going()) else { break };
        match digests(app, mailer, first.clinic_id, of_clinic).await {
            Ok(some) => made += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %first.clinic_id, "a clinic's digests cannot be made");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

async fn digests(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    coordinators: &[StaffReader],
) -> Result<u64, Failure> {
    let (now, on) = (app.now(), app.db.reader());
    let due: Vec<(&StaffReader, DueDigest)> =
        coordinators.iter().filter_map(|reader| Some((reader, due_digest(&reader.zone, now)?))).collect();
    if due.is_empty() {
        return Ok(0);
    }
    let since = now.saturating_sub(KNOWN_SINCE).unwrap_or(Timestamp::MIN);
    let known = load_known_staff_mails(on, clinic_id, DeliveryKind::StaffDigest, since)
        .await
        .map_err(Failure::from)?;
    let mut counted: Vec<(DueDigest, WeekFigures)> = Vec::new();
    let mut mails = Vec::new();
    for (reader, digest) in due {
        let DueDigest { monday, due_at, not_after } = digest;
        if known.contains(DedupeKey::digest(reader.id, monday).as_str()) {
            continue;
        }
        let figures = match counted.iter().find(|(of, _)| of.monday == monday) {
            Some((_, figures)) => *figures,
            None => {
                let figures = read_week_figures(on, clinic_id, digest.week(), now).await;
                let figures = figures.map_err(Failure::from)?;
                counted.push((digest, figures));
                figures
            }
        };
        mails.push(NewStaffMail {
            id: ReminderDeliveryId::mint(now, app.entropy()),
            staff_member_id: reader.id,
            cause: StaffMailCause::StaffDigest { monday, figures },
            message_id: mailer.draw_message_id(app.entropy()),
            due_at,
            not_after,
        });
    }
    put_into_outbox(app, clinic_id, &mails, now).await
}

async fn put_into_outbox(
    app: &App,
    clinic_id: ClinicId,
    mails: &[NewStaffMail],
    now: Timestamp,
) -> Result<u64, Failure> {
    if mails.is_empty() {
        return Ok(0);
    }
    let caller = &Caller::system(clinic_id, "staff_mails.digest");
    app.write(|tx| async move {
        let made = insert_staff_mails(&tx, clinic_id, mails, now).await.map_err(Failure::from)?;
        if made > 0 {
            let details = json!({ "mails": made });
            records::done(&tx, app, caller, now, "sendDigests", clinic_id, details)
                .await
                .map_err(Failure::from)?;
        }
        Ok(made)
    })
    .await
}
