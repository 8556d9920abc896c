//! What a change elsewhere does to mails that have not been sent: called in the transaction of that change.

use jiff::Timestamp;
use sea_orm::Value;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use super::dating::{FARTHEST, date_anew, date_anew_for_client, date_anew_for_sessions};
use super::message_ids::replace_message_id;
use super::policy_in_force::POLICY_IN_FORCE;
use super::waits::{end_waits, end_waits_of_clients};
use crate::domain::ids::{ClientId, ClinicId, ReminderDeliveryId, SessionId};
use crate::domain::reminders::ReminderWhy;

/// After sessions were moved or cancelled: reminders that tell what is no longer true are SUPPRESSED, one that a
/// worker is about to send too. Call it once each has its new notice version (or its old one again: what was superseded by
/// the edit now undone is PLANNED again, dated by the zone, the rules and the quiet hours of now, but not before the lease of a
/// worker is over that was sending it meanwhile: what that one sent must not go out twice). Welcomes are superseded too, where
/// `renew_welcomes` has not made them tell the new time: the next planning makes one anew that can have reached nobody, and
/// another goes the way of a reminder.
///
/// Answers how many were superseded.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn supersede_deliveries(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_ids: &[SessionId],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let ids: Vec<Uuid> = session_ids.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(tx, "p.session_id", 2, &ids);
    let of_session =
        "FROM participation p JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
        WHERE p.clinic_id = $1 AND p.id = reminder_delivery.participation_id";
    let of_sessions =
        format!("participation_id IN (SELECT p.id FROM participation p WHERE p.clinic_id = $1 AND {among})");
    let supersede = format!(
        "
UPDATE reminder_delivery
SET state = 'SUPPRESSED', claimed_by = NULL, why_detail = NULL, row_version = row_version + 1,
    why = (SELECT CASE WHEN s.status = 'CANCELLED' THEN 'SESSION_CANCELLED' ELSE 'SUPERSEDED' END {of_session})
WHERE clinic_id = $1 AND kind IN ('REMINDER', 'WELCOME') AND state IN ('PLANNED', 'CLAIMED') AND {of_sessions}
  AND EXISTS (SELECT 1 {of_session}
        AND (s.status = 'CANCELLED' OR s.notice_version <> reminder_delivery.notice_version))"
    );
    let reopen = format!(
        "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, row_version = row_version + 1,
    next_attempt_at = CASE WHEN next_attempt_at > due_at THEN next_attempt_at ELSE due_at END
WHERE clinic_id = $1 AND (kind = 'REMINDER' OR kind = 'WELCOME' AND unknowns > 0)
  AND state = 'SUPPRESSED' AND why IN ('SUPERSEDED', 'SESSION_CANCELLED')
  AND not_after > $3 AND {of_sessions}
  AND EXISTS (SELECT 1 {of_session}
        AND s.status = 'PLANNED' AND s.notice_version = reminder_delivery.notice_version)"
    );
    let clinic = clinic_id.uuid();
    let superseded = change(tx, &supersede, [clinic.into(), ids.clone()]).await?;
    let reopened = change(tx, &reopen, [clinic.into(), ids, to_column(now).into()]).await?;
    if reopened > 0 {
        date_anew_for_sessions(tx, clinic_id, session_ids, now).await?;
    }
    Ok(superseded)
}

/// After a client's address, consent, language, zone or enrollment was changed: their mails about sessions ahead
/// that were SUPPRESSED for a reason of theirs are PLANNED again. Whether that reason is gone, the check before
/// sending decides; zone and language are read only then.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replan_for_client(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    now: Timestamp,
) -> Result<u64, StorageError> {
    replan_for_clients(tx, clinic_id, &[client_id], now).await
}

/// The same for many clients: one statement, however many, and none for nobody.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replan_for_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_ids: &[ClientId],
    now: Timestamp,
) -> Result<u64, StorageError> {
    if client_ids.is_empty() {
        return Ok(0);
    }
    let client_ids: Vec<Uuid> = client_ids.iter().map(|id| id.uuid()).collect();
    let (among, client_ids) = is_any_of_bound(tx, "client_id", 2, &client_ids);
    let words = ReminderWhy::OF_THE_CLIENT.map(|why| format!("'{why}'")).join(", ");
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, why_detail = NULL, next_attempt_at = due_at, row_version = row_version + 1
WHERE clinic_id = $1 AND state = 'SUPPRESSED' AND why IN ({words}) AND not_after > $3
  AND participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND {among})"
    );
    change(tx, &sql, [clinic_id.uuid().into(), client_ids, to_column(now).into()]).await
}

/// A mail that has failed is PLANNED again, due now and as if it had never been tried, under that Message-ID; answers whether it had
/// failed.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn reopen_failed(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    message_id: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let sql = "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, why_detail = NULL, next_attempt_at = $3, sends = 0, unknowns = 0, lost_answers = 0,
    deferrals = 0, first_attempt_at = NULL, row_version = row_version + 1
WHERE clinic_id = $1 AND id = $2 AND state = 'FAILED'";
    let values = [clinic_id.uuid().into(), id.uuid().into(), to_column(now).into()];
    let is_reopened = change(tx, sql, values).await? > 0;
    if is_reopened {
        replace_message_id(tx, clinic_id, id, message_id, now).await?;
    }
    Ok(is_reopened)
}

/// After it changed which policies are in force for whom, or what they say: reminders ahead that no policy asks for any more are
/// SUPPRESSED; those that are asked for again, and whose time has not passed meanwhile, are PLANNED; all that wait are dated
/// anew, and mails that wait for the end of quiet hours are looked at again. New ones come with the next planning, and what has been
/// due for longer than two days is for the check before sending.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn apply_policies(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let from = to_column(now.saturating_sub(FARTHEST).unwrap_or(Timestamp::MIN));
    suppress_unasked(tx, clinic_id, "due_at > $2", vec![from.into()]).await?;
    date_anew(tx, clinic_id, now).await?;
    end_waits(tx, clinic_id, now).await
}

/// After a client's zone became another: their reminders ahead are dated anew, and what waits for the end of their night, welcomes and
/// notices among it, is looked at again.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn apply_zone(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    now: Timestamp,
) -> Result<(), StorageError> {
    date_anew_for_client(tx, clinic_id, client_id, now).await?;
    end_waits_of_clients(tx, clinic_id, &[client_id], now).await
}

/// The same of these clients' reminders alone, after their courses or their own policies became others.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn apply_policies_to_clients(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_ids: &[ClientId],
    now: Timestamp,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = client_ids.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(tx, "client_id", 3, &ids);
    let theirs = format!(
        "not_after > $2 AND participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND {among})"
    );
    suppress_unasked(tx, clinic_id, &theirs, vec![to_column(now).into(), ids]).await?;
    for client_id in client_ids {
        date_anew_for_client(tx, clinic_id, *client_id, now).await?;
    }
    end_waits_of_clients(tx, clinic_id, client_ids, now).await
}

/// Those of these reminders that wait and that no policy asks for are SUPPRESSED.
async fn suppress_unasked(
    tx: &Transaction,
    clinic_id: ClinicId,
    which: &str,
    bound: Vec<Value>,
) -> Result<(), StorageError> {
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = 'SUPPRESSED', why = 'POLICY_CHANGED', why_detail = NULL, row_version = row_version + 1
WHERE clinic_id = $1 AND {which} AND kind = 'REMINDER' AND state = 'PLANNED' AND NOT EXISTS (
    SELECT 1 FROM participation p
    JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
    JOIN reminder_rule r ON r.clinic_id = e.clinic_id AND r.policy_id = {POLICY_IN_FORCE} AND r.retired_at IS NULL
    WHERE p.clinic_id = reminder_delivery.clinic_id AND p.id = reminder_delivery.participation_id
      AND r.id = reminder_delivery.rule_id)"
    );
    let values: Vec<Value> = std::iter::once(clinic_id.uuid().into()).chain(bound).collect();
    change(tx, &sql, values).await?;
    Ok(())
}
