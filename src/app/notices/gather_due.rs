//! Making one mail of all that is due to be told to a client.

use jiff::Timestamp;
use serde_json::json;

use crate::app::reminders::{MailNames, Mailer};
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, NoticeId, ReminderDeliveryId};
use crate::domain::reminders::{MailCause, NewDelivery};
use crate::storage::notices::{DueNotice, list_clinics_with_due, lock_due, put_into_mails};
use crate::storage::reminders::insert_deliveries;
use crate::storage::{StorageError, Transaction};

/// How many clients' mails are made in one transaction.
const MOST_CLIENTS: u32 = 200;

/// Puts the notices whose debounce is over into the outbox, of all clinics: one mail for each client, whatever number of
/// sessions it tells of. Answers how many mails it made.
///
/// One transaction for at most 200 clients, with the same few statements for one and for all; what is made stays if it is
/// stopped (`keep_going` answers no) or fails later. Running it twice, or in two workers at once, tells once.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn gather_due(
    app: &App,
    mailer: &Mailer,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let now = app.now();
    let clinics = list_clinics_with_due(app.db.reader(), now).await.map_err(Failure::from)?;
    let (mut made, mut failed) = (0, None);
    for clinic_id in clinics {
        match gather_for_clinic(app, mailer, clinic_id, now, keep_going).await {
            Ok(some) => made += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic_id, "a clinic's notices cannot be put into mails");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(made), Err)
}

async fn gather_for_clinic(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    now: Timestamp,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let mut made = 0;
    while keep_going() {
        let some =
            app.write(|tx| async move {
                gather_some(&tx, app, mailer, clinic_id, now).await.map_err(Failure::from)
            })
            .await?;
        if some == 0 {
            break;
        }
        made += some;
    }
    Ok(made)
}

async fn gather_some(
    tx: &Transaction,
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    let due = lock_due(tx, clinic_id, now, MOST_CLIENTS).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let mut mails = Vec::new();
    let mut told: Vec<(NoticeId, ReminderDeliveryId)> = Vec::new();
    for of_client in due.chunk_by(|one, next| one.client_id == next.client_id) {
        let Some(mail) = mail_of(of_client, now, || mailer.draw_names(app, now)) else { continue };
        told.extend(of_client.iter().map(|notice| (notice.id, mail.id)));
        mails.push(mail);
    }
    let made = insert_deliveries(tx, clinic_id, &mails, now).await?;
    put_into_mails(tx, clinic_id, &told).await?;
    let caller = &Caller::system(clinic_id, "notices.gather");
    let details = json!({ "mails": made, "changes": told.len() });
    records::done(tx, app, caller, now, "gatherNotices", clinic_id, details).await?;
    Ok(made)
}

/// The mail that tells a client all that is due to them; none if nothing is.
pub(in crate::app) fn mail_of(
    notices: &[DueNotice],
    now: Timestamp,
    names: impl FnOnce() -> MailNames,
) -> Option<NewDelivery> {
    let first = notices.iter().min_by_key(|notice| (notice.news.first_start(), notice.id))?;
    let MailNames { id, message_id } = names();
    Some(NewDelivery {
        id,
        participation_id: first.participation_id,
        cause: MailCause::Notice { first: first.id, gathered: first.gathered + 1 },
        notice_version: first.news.current.notice_version,
        message_id,
        due_at: notices.iter().map(|notice| notice.due_at).max().unwrap_or(now),
        not_after: notices.iter().map(|notice| notice.news.is_of_use_until()).max().unwrap_or(now),
    })
}
