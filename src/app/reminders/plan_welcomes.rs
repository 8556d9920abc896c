//! Filling the outbox with clients' first mails.

use jiff::Timestamp;
use serde_json::json;

use super::Mailer;
use super::mailer::MailNames;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::domain::reminders::{MailCause, NewDelivery, WELCOME_WITHIN, welcome_due_at};
use crate::storage::reminders::{
    WelcomeCandidate, WelcomeSearch, list_begun_courses, list_clinics_to_plan, list_welcome_candidates,
    put_welcomes, settle_welcomes,
};

/// How many are put into the outbox in one transaction.
pub(super) const MOST: u32 = 500;

/// Puts a welcome into the outbox for everybody who enrolled within sixty days, whose first session is still to come, and who has had
/// no first mail; tells how many there were. It is due once nothing was changed for the debounce, as a notice of a change is. One that a
/// change held back is made anew. Running it twice, or in two workers at once, welcomes once.
///
/// Whom it has settled it does not look at again, so it costs what is new, not what exists.
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
    let wanted = search(app, clinic_id, now);
    let mut planned = 0;
    while keep_going() {
        let on = app.db.reader();
        let candidates = list_welcome_candidates(on, wanted).await.map_err(Failure::from)?;
        let begun =
            list_begun_courses(on, clinic_id, wanted.enrolled_since, MOST).await.map_err(Failure::from)?;
        if candidates.is_empty() && begun.is_empty() {
            break;
        }
        let fills_a_page = |count: usize| u64::try_from(count).is_ok_and(|count| count >= u64::from(MOST));
        let is_last = !fills_a_page(candidates.len()) && !fills_a_page(begun.len());
        let inserted = put_into_outbox(app, mailer, clinic_id, candidates, &begun, now).await?;
        planned += inserted;
        // Without any progress: somebody else plans at the same time, and goes on with the rest.
        if is_last || inserted == 0 && begun.is_empty() {
            break;
        }
    }
    Ok(planned)
}

/// The first of those who are to be welcomed.
pub(super) fn search(app: &App, clinic_id: ClinicId, now: Timestamp) -> WelcomeSearch {
    let enrolled_since = now.saturating_sub(WELCOME_WITHIN).unwrap_or(Timestamp::MIN);
    let leaves_at = now.saturating_add(app.notice_debounce()).unwrap_or(Timestamp::MAX);
    WelcomeSearch { clinic_id, client_id: None, after: None, enrolled_since, leaves_at, most: MOST }
}

async fn put_into_outbox(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    candidates: Vec<WelcomeCandidate>,
    begun: &[EnrollmentId],
    now: Timestamp,
) -> Result<u64, Failure> {
    let first = first_of_each_client(candidates);
    let mails: &Vec<NewDelivery> =
        &first.iter().map(|candidate| welcome(app, candidate, now, mailer.draw_names(app, now))).collect();
    let settled: &Vec<EnrollmentId> =
        &first.iter().map(|candidate| candidate.enrollment_id).chain(begun.iter().copied()).collect();
    let caller = &Caller::system(clinic_id, "reminders.welcome");
    app.write(|tx| async move {
        settle_welcomes(&tx, clinic_id, settled, now).await.map_err(Failure::from)?;
        let inserted = put_welcomes(&tx, clinic_id, mails, now).await.map_err(Failure::from)?;
        if inserted > 0 {
            let details = json!({ "planned": inserted });
            records::done(&tx, app, caller, now, "planWelcomes", clinic_id, details)
                .await
                .map_err(Failure::from)?;
        }
        Ok::<_, Failure>(inserted)
    })
    .await
}

/// Who begins two courses at once is welcomed to the one that begins first.
pub(super) fn first_of_each_client(mut candidates: Vec<WelcomeCandidate>) -> Vec<WelcomeCandidate> {
    candidates.sort_unstable_by_key(|one| (one.client_id, one.starts_at, one.participation_id));
    candidates.dedup_by_key(|one| one.client_id);
    candidates
}

/// Somebody's welcome, as it is put into the outbox.
pub(super) fn welcome(
    app: &App,
    candidate: &WelcomeCandidate,
    now: Timestamp,
    MailNames { id, message_id }: MailNames,
) -> NewDelivery {
    let WelcomeCandidate {
        enrollment_id,
        client_id: _,
        imported_at,
        participation_id,
        starts_at,
        notice_version,
    } = *candidate;
    NewDelivery {
        id,
        participation_id,
        cause: MailCause::Welcome(enrollment_id),
        notice_version,
        message_id,
        due_at: welcome_due_at(now, app.notice_debounce(), imported_at, starts_at),
        not_after: starts_at,
    }
}
