//! Writing down what came of a claimed mail.

use jiff::Timestamp;

use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use super::drafts::drop_drafts;
use crate::domain::reminders::{ClaimedDelivery, DeliveryOutcome, ReminderState};

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
    let mut recorded = 0;
    let mut settled = Vec::new();
    for (mail, outcome) in outcomes {
        let counted = record(tx, worker, mail, outcome, now).await?;
        let is_settled = if counted > 0 {
            let may_go_out = matches!(outcome.state(), ReminderState::Planned | ReminderState::Suppressed);
            outcome.is_known() && (mail.unknowns == 0 || !may_go_out)
        } else {
            let may_be_taken = !outcome.is_known() || outcome.state() == ReminderState::Sent;
            !may_be_taken && clear_doubt(tx, mail).await? && mail.unknowns == 0
        };
        if is_settled {
            settled.push(*mail);
        }
        recorded += counted;
    }
    drop_drafts(tx, &settled).await?;
    Ok(recorded)
}

async fn record(
    tx: &Transaction,
    worker: &str,
    mail: &ClaimedDelivery,
    outcome: &DeliveryOutcome,
    now: Timestamp,
) -> Result<u64, StorageError> {
    let state = outcome.state();
    let sent_at = (state == ReminderState::Sent).then(|| to_column(now));
    // Beginning to send it counted it as unknown; an outcome takes that back.
    let unknowns = outcome.is_known().then_some(i64::from(mail.unknowns));
    let lost = i64::from(!outcome.is_known());
    let claim_stands = match state {
        ReminderState::Sent => "(claimed_by = $9 OR claimed_by IS NULL) AND state <> 'SENT'",
        ReminderState::Planned
        | ReminderState::Claimed
        | ReminderState::Failed
        | ReminderState::Suppressed
        | ReminderState::Expired => "claimed_by = $9",
    };
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = $1, why = $2, why_detail = $3, next_attempt_at = COALESCE($4, next_attempt_at), sent_at = $5,
    unknowns = COALESCE($6, unknowns), lost_answers = lost_answers + $11, claimed_by = NULL, row_version = row_version + 1
WHERE clinic_id = $7 AND id = $8 AND attempt = $10 AND {claim_stands}"
    );
    let values = [
        state.word().into(),
        outcome.why().map(|why| why.word()).into(),
        outcome.detail().into(),
        outcome.again_at().map(to_column).into(),
        sent_at.into(),
        unknowns.into(),
        mail.clinic_id.uuid().into(),
        mail.id.uuid().into(),
        worker.into(),
        mail.attempt.into(),
        lost.into(),
    ];
    change(tx, &sql, values).await
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
