//! Taking mails from the outbox, one worker at a time.

use jiff::Timestamp;
use sea_orm::entity::prelude::Uuid;
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::{finite_instant, is_any_of_bound, skipping_locked};
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::to_column;
use super::pausing::PAUSED_CLINICS;
use super::unreadable::{ClaimedRow, UnreadableMail, fail_unreadable};
use crate::domain::ids::ReminderDeliveryId;
use crate::domain::reminders::ClaimedDelivery;

/// What a worker took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Claims {
    /// What is its own until the lease ends.
    pub mails: Vec<ClaimedDelivery>,
    /// What would have been, and has failed.
    pub unreadable: Vec<UnreadableMail>,
}

impl Claims {
    /// Whether there was nothing to take.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self { mails, unreadable } = self;
        mails.is_empty() && unreadable.is_empty()
    }
}

/// Claims at most `limit` mails of all clinics for `worker` until `lease_end`: those due, those to be tried again, and
/// those whose claim by a worker has lapsed. No two workers get the same one, and nobody one of a clinic whose mails are paused.
/// One that can't be read is FAILED, with NOT_BUILT and the column's name: it must not keep back the others, nor be claimed for ever.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn claim_due(
    tx: &Transaction,
    worker: &str,
    now: Timestamp,
    lease_end: Timestamp,
    limit: u32,
) -> Result<Claims, StorageError> {
    // MATERIALIZED: chosen once, or PostgreSQL may choose again for each row it looks at.
    let sql = format!(
        "
WITH due AS MATERIALIZED (
    SELECT clinic_id, id FROM reminder_delivery
    WHERE state IN ('PLANNED', 'CLAIMED') AND next_attempt_at <= $1 AND clinic_id NOT IN ({PAUSED_CLINICS})
    ORDER BY next_attempt_at
    LIMIT $4 {})
UPDATE reminder_delivery
SET state = 'CLAIMED', claimed_by = $2, next_attempt_at = $3, attempt = attempt + 1, row_version = row_version + 1
WHERE (clinic_id, id) IN (SELECT clinic_id, id FROM due)
RETURNING clinic_id, id, kind, message_id, notice_version, {}, attempt, sends, unknowns, lost_answers, deferrals, {}",
        skipping_locked(tx),
        finite_instant(tx, "not_after"),
        finite_instant(tx, "first_attempt_at")
    );
    let values = [to_column(now).into(), worker.into(), to_column(lease_end).into(), i64::from(limit).into()];
    let claimed = rows::<ClaimedRow>(tx, &sql, values).await?;
    let (mails, unreadable) = fail_unreadable(tx, claimed).await?;
    Ok(Claims { mails, unreadable })
}

#[derive(FromQueryResult)]
struct BegunRow {
    id: Uuid,
}

/// Writes down that handing over these mails begins now, and renews their lease; answers which of these claims `worker` still
/// holds and may send: none of a clinic whose mails were paused meanwhile.
///
/// From here until its outcome is recorded, nobody knows whether such a mail was sent: it counts as unknown.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn begin_sending(
    tx: &Transaction,
    worker: &str,
    mails: &[&ClaimedDelivery],
    now: Timestamp,
    lease_end: Timestamp,
) -> Result<Vec<ReminderDeliveryId>, StorageError> {
    let mut begun = Vec::new();
    for claims in by_attempt(mails) {
        let (is_claim, claim) = is_claim(tx, 3, worker, &claims);
        let sql = format!(
            "
UPDATE reminder_delivery
SET sends = sends + 1, unknowns = unknowns + 1, first_attempt_at = COALESCE(first_attempt_at, $1),
    next_attempt_at = $2, row_version = row_version + 1
WHERE {is_claim} AND clinic_id NOT IN ({PAUSED_CLINICS})
RETURNING id"
        );
        let values = [to_column(now).into(), to_column(lease_end).into()].into_iter().chain(claim);
        begun.extend(rows::<BegunRow>(tx, &sql, values).await?);
    }
    Ok(begun.into_iter().map(|row| ReminderDeliveryId::from_uuid(row.id)).collect())
}

/// Gives mails that `worker` claimed and did not begin to send back, to be claimed at once and first; answers how many of these claims
/// still counted.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn hand_back(
    tx: &Transaction,
    worker: &str,
    mails: &[&ClaimedDelivery],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let mut handed_back = 0;
    for claims in by_attempt(mails) {
        let (is_claim, claim) = is_claim(tx, 2, worker, &claims);
        let sql = format!(
            "
UPDATE reminder_delivery
SET state = 'PLANNED', claimed_by = NULL, next_attempt_at = CASE WHEN due_at < $1 THEN due_at ELSE $1 END,
    row_version = row_version + 1
WHERE {is_claim}"
        );
        handed_back += change(tx, &sql, [to_column(now).into()].into_iter().chain(claim)).await?;
    }
    Ok(handed_back)
}

/// The same claims, those of one number together: hardly ever are there more numbers than one or two.
fn by_attempt<'a>(mails: &[&'a ClaimedDelivery]) -> Vec<Vec<&'a ClaimedDelivery>> {
    let mut sorted = mails.to_vec();
    sorted.sort_by_key(|mail| mail.attempt);
    sorted.chunk_by(|one, other| one.attempt == other.attempt).map(<[_]>::to_vec).collect()
}

/// Whether `worker` still holds that mail, and its clinic's mails aren't paused.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn is_claimed(on: &Connection, worker: &str, mail: &ClaimedDelivery) -> Result<bool, StorageError> {
    let sql = format!(
        "
SELECT id FROM reminder_delivery
WHERE clinic_id = $1 AND id = $2 AND claimed_by = $3 AND attempt = $4 AND clinic_id NOT IN ({PAUSED_CLINICS})"
    );
    let values = [mail.clinic_id.uuid().into(), mail.id.uuid().into(), worker.into(), mail.attempt.into()];
    Ok(!rows::<BegunRow>(on, &sql, values).await?.is_empty())
}

/// The condition, with its values from that placeholder on, that a row is under one of these claims of `worker`, which all have one
/// number: by its whole key, and not under a claim that the same worker made later.
fn is_claim(
    tx: &Transaction,
    placeholder: usize,
    worker: &str,
    claims: &[&ClaimedDelivery],
) -> (String, [Value; 4]) {
    let (is_mail, [attempt, clinics, ids]) = is_mail_of(tx, placeholder + 1, claims);
    (format!("claimed_by = ${placeholder} AND {is_mail}"), [worker.into(), attempt, clinics, ids])
}

/// The condition, with its values from that placeholder on, that a row is the mail of one of these claims, which all have one number,
/// and that nobody has claimed it since.
pub(super) fn is_mail_of(
    tx: &Transaction,
    placeholder: usize,
    claims: &[&ClaimedDelivery],
) -> (String, [Value; 3]) {
    let mut clinics: Vec<Uuid> = claims.iter().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let ids: Vec<Uuid> = claims.iter().map(|mail| mail.id.uuid()).collect();
    let attempt = claims.first().map(|mail| mail.attempt);
    let (of_clinics, clinics) = is_any_of_bound(tx, "clinic_id", placeholder + 1, &clinics);
    let (among, ids) = is_any_of_bound(tx, "id", placeholder + 2, &ids);
    (format!("attempt = ${placeholder} AND {of_clinics} AND {among}"), [attempt.into(), clinics, ids])
}
