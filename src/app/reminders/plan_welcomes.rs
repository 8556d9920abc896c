//! Filling the outbox with clients' first mails.

use jiff::Timestamp;
use serde_json::json;

use super::Mailer;
use super::mailer::MailNames;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::ClinicId;
use crate::domain::reminders::{MailCause, NewDelivery, WELCOME_WITHIN};
use crate::storage::reminders::{
    WelcomeCandidate, WelcomeSearch, insert_deliveries, list_clinics_to_plan, list_welcome_candidates,
};

/// How many are put into the outbox in one transaction.
pub(super) const MOST: u32 = 500;

/// Puts a welcome into the outbox for everybody who enrolled within sixty days, whose first session is still to come, and who has
/// had no mail of that course; tells how many there were. It is due once the enrollment can't be a slip any more, as a notice of a
/// change is. Running it twice, or in two workers at once, welcomes once.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn plan_welcomes(
    app: &App,
    mailer: &Mailer,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let clinics = list_clinics_to_plan(app.db.reader()).await.map_err(Failure::from)?;
    let (mut planned, mut failed) = (0, None);
    for clinic in clinics {
        match plan_for_clinic(app, mailer, clinic.clinic_id, keep_going).await {
            Ok(some) => planned += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic.clinic_id, "a clinic's welcomes cannot be planned");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(planned), Err)
}

async fn plan_for_clinic(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let now = app.now();
    let mut planned = 0;
    while keep_going() {
        let candidates =
            list_welcome_candidates(app.db.reader(), search(clinic_id, now)).await.map_err(Failure::from)?;
        let names = || mailer.draw_names(app, now);
        let mails: &Vec<NewDelivery> =
            &candidates.iter().map(|candidate| welcome(app, candidate, now, names())).collect();
        if mails.is_empty() {
            break;
        }
        let caller = &Caller::system(clinic_id, "reminders.welcome");
        let inserted = app
            .write(|tx| async move {
                let inserted = insert_deliveries(&tx, clinic_id, mails, now).await.map_err(Failure::from)?;
                if inserted > 0 {
                    let details = json!({ "planned": inserted });
                    records::done(&tx, app, caller, now, "planWelcomes", clinic_id, details)
                        .await
                        .map_err(Failure::from)?;
                }
                Ok::<_, Failure>(inserted)
            })
            .await?;
        planned += inserted;
        // Fewer than were found: somebody else plans at the same time, and goes on with the rest.
        if inserted < u64::from(MOST) {
            break;
        }
    }
    Ok(planned)
}

/// The first of those who are to be welcomed.
pub(super) fn search(clinic_id: ClinicId, now: Timestamp) -> WelcomeSearch {
    let enrolled_since = now.saturating_sub(WELCOME_WITHIN).unwrap_or(Timestamp::MIN);
    WelcomeSearch { clinic_id, client_id: None, after: None, enrolled_since, now, most: MOST }
}

/// Somebody's welcome, as it is put into the outbox.
pub(super) fn welcome(
    app: &App,
    candidate: &WelcomeCandidate,
    now: Timestamp,
    MailNames { id, message_id }: MailNames,
) -> NewDelivery {
    let WelcomeCandidate { enrollment_id, enrolled_at, participation_id, starts_at, notice_version } =
        *candidate;
    let settled_at = enrolled_at.saturating_add(app.notice_debounce()).unwrap_or(now);
    NewDelivery {
        id,
        participation_id,
        cause: MailCause::Welcome(enrollment_id),
        notice_version,
        message_id,
        due_at: settled_at.max(now),
        not_after: starts_at,
    }
}
