//! Writing down what came of a claimed mail.

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::to_column;
use super::claims::is_mail_of;
use super::drafts::drop_drafts;
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome, ReminderState, ReminderWhy};

/// Writes down what came of mails; answers how many of these claims still counted.
///
/// An outcome counts only while this worker's claim stands. One exception: a mail that was sent is SENT, though it was
/// superseded or reopened in the meantime, unless another worker has claimed it since. Of one whose claim was taken back meanwhile
/// and of which is known that nobody took it, only that is written down: it can't have arrived by this try. What was kept of a mail to
/// repeat it is dropped, unless nobody knows what came of it, or of an earlier try and it may go out again.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn record_outcomes(
    tx: &Transaction,
    worker: &str,
    outcomes: &[(&ClaimedDelivery, DeliveryOutcome)],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let (sent, others): (Vec<_>, Vec<_>) =
        outcomes.iter().partition(|(_, outcome)| *outcome == DeliveryOutcome::Sent);
    let sent: Vec<&ClaimedDelivery> = sent.into_iter().map(|(mail, _)| *mail).collect();
    let mut settled = record_sent(tx, worker, &sent, now).await?;
    let mut recorded = settled.len() as u64;
    for (mail, outcome) in others {
        let counted = record(tx, worker, mail, outcome).await?;
        let is_settled = if counted > 0 {
            let may_go_out = matches!(outcome.state(), ReminderState::Planned | ReminderState::Suppressed);
            outcome.is_known() && (mail.unknowns == 0 || !may_go_out)
        } else {
            outcome.is_known() && clear_doubt(tx, mail).await? && mail.unknowns == 0
        };
        if is_settled {
            settled.push(*mail);
        }
        recorded += counted;
    }
    drop_drafts(tx, &settled).await?;
    Ok(recorded)
}

#[derive(FromQueryResult)]
struct SentRow {
    id: Uuid,
}

/// Writes down that these mails were sent, as few statements as there are numbers of claims; answers for which this still counted.
async fn record_sent<'a>(
    tx: &Transaction,
    worker: &str,
    mails: &[&'a ClaimedDelivery],
    now: Timestamp,
) -> Result<Vec<&'a ClaimedDelivery>, StorageError> {
    let mut counted = Vec::new();
    for claims in by_number(mails) {
        let (is_mail, mail) = is_mail_of(tx, 4, &claims);
        // Beginning to send them counted them as unknown; that they were sent takes that back.
        let sql = format!(
            "
UPDATE reminder_delivery
SET state = 'SENT', why = NULL, why_detail = NULL, sent_at = $1, unknowns = $2, claimed_by = NULL,
    row_version = row_version + 1
WHERE (claimed_by = $3 OR claimed_by IS NULL) AND state <> 'SENT' AND {is_mail}
RETURNING id"
        );
        let unknowns = claims.first().map(|mail| i64::from(mail.unknowns));
        let values = [to_column(now).into(), unknowns.into(), worker.into()].into_iter().chain(mail);
        let sent = rows::<SentRow>(tx, &sql, values).await?;
        let sent: HashSet<Uuid> = sent.into_iter().map(|SentRow { id }| id).collect();
        counted.extend(claims.into_iter().filter(|mail| sent.contains(&mail.id.uuid())));
    }
    Ok(counted)
}

/// The same claims, those of one number and as often in doubt together: hardly ever is there more than one kind.
fn by_number<'a>(mails: &[&'a ClaimedDelivery]) -> Vec<Vec<&'a ClaimedDelivery>> {
    let mut sorted = mails.to_vec();
    sorted.sort_by_key(|mail| (mail.attempt, mail.unknowns, mail.id));
    let alike = |one: &&ClaimedDelivery, other: &&ClaimedDelivery| {
        (one.attempt, one.unknowns) == (other.attempt, other.unknowns)
    };
    sorted.chunk_by(alike).map(<[_]>::to_vec).collect()
}

/// Writes down what came of a mail that wasn't sent; answers whether its claim still counted.
async fn record(
    tx: &Transaction,
    worker: &str,
    mail: &ClaimedDelivery,
    outcome: &DeliveryOutcome,
) -> Result<u64, StorageError> {
    // Beginning to send it counted it as unknown; an outcome takes that back, and that it wasn't begun, the try as well. Whoever claims
    // next takes it up first then: it waited its turn.
    let unknowns = outcome.is_known().then_some(i64::from(mail.unknowns));
    let lost = i64::from(!outcome.is_known());
    let (sends, first_attempt_at) = if outcome.counts_as_try() {
        (None, None)
    } else {
        (Some(i64::from(mail.sends)), mail.first_attempt_at.map(to_column))
    };
    let sql = "
UPDATE reminder_delivery
SET state = $1, why = $2, why_detail = $3, sent_at = NULL,
    next_attempt_at = CASE WHEN $7 IS NOT NULL AND due_at < $4 THEN due_at ELSE COALESCE($4, next_attempt_at) END,
    unknowns = COALESCE($5, unknowns), lost_answers = lost_answers + $6, deferrals = deferrals + $13, sends = COALESCE($7, sends),
    first_attempt_at = CASE WHEN $7 IS NULL THEN first_attempt_at ELSE $8 END,
    claimed_by = NULL, row_version = row_version + 1
WHERE clinic_id = $9 AND id = $10 AND claimed_by = $11 AND attempt = $12";
    let values = [
        outcome.state().word().into(),
        outcome.why().map(ReminderWhy::word).into(),
        outcome.detail().into(),
        outcome.again_at().map(to_column).into(),
        unknowns.into(),
        lost.into(),
        sends.into(),
        first_attempt_at.into(),
        mail.clinic_id.uuid().into(),
        mail.id.uuid().into(),
        worker.into(),
        mail.attempt.into(),
        i64::from(outcome.is_deferral()).into(),
    ];
    change(tx, sql, values).await
}

/// Takes back that this try, whose claim counts no more, was counted as unknown when it was begun; answers whether it was.
async fn clear_doubt(tx: &Transaction, mail: &ClaimedDelivery) -> Result<bool, StorageError> {
    let sql = "
UPDATE reminder_delivery SET unknowns = $4, row_version = row_version + 1
WHERE clinic_id = $1 AND id = $2 AND attempt = $3 AND claimed_by IS NULL AND unknowns = $4 + 1";
    let values = [
        mail.clinic_id.uuid().into(),
        mail.id.uuid().into(),
        mail.attempt.into(),
        i64::from(mail.unknowns).into(),
    ];
    Ok(change(tx, sql, values).await? > 0)
}
