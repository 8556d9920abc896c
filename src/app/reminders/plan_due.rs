//! Filling the outbox.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::Mailer;
use super::mailer::MailNames;
use crate::app::{App, Failure, records};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::reminders::{MailCause, NewDelivery, PlanCandidate, PlannedReminder, plan};
use crate::storage::reminders::{
    ClinicToPlan, insert_deliveries, list_clinics_to_plan, list_plan_candidates,
};

/// How many pairs of place and rule are planned in one transaction: more than the 300 a single session can need.
pub(super) const MOST_ROWS: usize = 1000;

/// How long before the first reminder's time a session comes into view, so that no reminder is planned after its time.
pub(super) const AHEAD: SignedDuration = SignedDuration::from_hours(24);

/// Puts the reminders that the policies ask for, and the outbox lacks, into the outbox, for the sessions that start
/// within `horizon`; tells how many there were. A clinic that reminds earlier is looked at further ahead.
///
/// One transaction for at most 1,000 of them, with the same few statements for one and for all; what is planned stays
/// if it is stopped (`keep_going` answers no) or fails later. Running it twice, or in two workers at once, plans once.
///
/// # Errors
/// `Failure` if the database fails, once every clinic had its turn.
pub async fn plan_due(
    app: &App,
    mailer: &Mailer,
    horizon: SignedDuration,
    keep_going: &(dyn Fn() -> bool + Sync),
) -> Result<u64, Failure> {
    let clinics = list_clinics_to_plan(app.db.reader()).await.map_err(Failure::from)?;
    let (mut planned, mut failed) = (0, None);
    for clinic in clinics {
        let clinic_id = clinic.clinic_id;
        match plan_for_clinic(app, mailer, horizon, keep_going, clinic).await {
            Ok(some) => planned += some,
            // The others have their turn all the same: they must not wait for this one's repair.
            Err(failure) => {
                let error: &(dyn std::error::Error + 'static) = &failure;
                tracing::error!(error, clinic = %clinic_id, "a clinic's reminders cannot be planned");
                failed = Some(failure);
            }
        }
    }
    failed.map_or(Ok(planned), Err)
}

async fn plan_for_clinic(
    app: &App,
    mailer: &Mailer,
    horizon: SignedDuration,
    keep_going: &(dyn Fn() -> bool + Sync),
    ClinicToPlan { clinic_id, longest }: ClinicToPlan,
) -> Result<u64, Failure> {
    let now = app.now();
    let until = now.saturating_add(horizon.max(longest.saturating_add(AHEAD))).unwrap_or(Timestamp::MAX);
    let (mut planned, mut from) = (0, Some((now, SessionId::from_uuid(Uuid::nil()))));
    while let Some(start) = from.filter(|_| keep_going()) {
        let page = list_plan_candidates(app.db.reader(), clinic_id, start, until, MOST_ROWS)
            .await
            .map_err(Failure::from)?;
        planned += put_into_outbox(app, mailer, clinic_id, &page.candidates, now).await?;
        from = page.next;
    }
    Ok(planned)
}

async fn put_into_outbox(
    app: &App,
    mailer: &Mailer,
    clinic_id: ClinicId,
    candidates: &[PlanCandidate],
    now: Timestamp,
) -> Result<u64, Failure> {
    let deliveries: &Vec<NewDelivery> = &candidates
        .iter()
        .flat_map(|candidate| new_deliveries(candidate, now, || mailer.draw_names(app, now)))
        .collect();
    if deliveries.is_empty() {
        return Ok(0);
    }
    let caller = &Caller::system(clinic_id, "reminders.plan");
    app.write(|tx| async move {
        let inserted = insert_deliveries(&tx, clinic_id, deliveries, now).await.map_err(Failure::from)?;
        if inserted > 0 {
            let details = json!({ "planned": inserted });
            records::done(&tx, app, caller, now, "planReminders", clinic_id, details)
                .await
                .map_err(Failure::from)?;
        }
        Ok(inserted)
    })
    .await
}

/// The reminders that a place lacks, as they are put into the outbox.
pub(super) fn new_deliveries(
    candidate: &PlanCandidate,
    now: Timestamp,
    names: impl Fn() -> MailNames,
) -> Vec<NewDelivery> {
    let delivery = |reminder: PlannedReminder| {
        let MailNames { id, message_id } = names();
        NewDelivery {
            id,
            participation_id: candidate.participation_id,
            cause: MailCause::Reminder(reminder.rule_id),
            notice_version: candidate.session.notice_version,
            message_id,
            due_at: reminder.due_at,
            not_after: reminder.not_after,
        }
    };
    plan(candidate, now).into_iter().map(delivery).collect()
}
