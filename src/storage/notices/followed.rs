//! Rows whose mail was begun before another change followed them: which of the two tells what the client knows.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::lines::{is_notice, of_mails};
use crate::domain::ids::{ClinicId, NoticeId};
use crate::domain::reminders::ClaimedDelivery;

/// The condition that a reminder or welcome that meets `also` told, or may have told, what the row `of` says that its client knows.
fn is_reminded(of: &str, also: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM reminder_delivery reminder
        WHERE reminder.clinic_id = {of}.clinic_id AND reminder.participation_id = {of}.participation_id
          AND reminder.notice_version = {of}.told_notice_version AND reminder.kind IN ('REMINDER', 'WELCOME')
          AND (reminder.state = 'SENT' OR reminder.unknowns > 0){also})"
    )
}

#[derive(FromQueryResult)]
struct FormerRow {
    id: Uuid,
    delivery_id: Uuid,
}

/// Takes off what need not be told any more: four statements at the most, however many.
///
/// What the place's row before it told, if its mail has left or may have, holds again, so that one is the latest again: links in the
/// mail hold with it, and if the mail did not arrive after all, it still tells it. One in doubt that was held back because another
/// notice had followed goes out again as it was. The row stays as it is where a reminder told something newer than that mail.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn take_back_notices(
    tx: &Transaction,
    clinic_id: ClinicId,
    notices: &[NoticeId],
) -> Result<(), StorageError> {
    if notices.is_empty() {
        return Ok(());
    }
    let clinic = clinic_id.uuid();
    let ids: Vec<Uuid> = notices.iter().map(|id| id.uuid()).collect();
    let (among, bound) = is_any_of_bound(tx, "waiting.id", 2, &ids);
    // A mail that is still under way is told anew if it is lost; of one that was sent, what it told must be what holds now. A reminder
    // of that state which left after the waiting row was made told a newer one.
    let sql = format!(
        "
SELECT former.id, former.delivery_id
FROM notice waiting
JOIN notice former ON former.clinic_id = waiting.clinic_id AND former.participation_id = waiting.participation_id
    AND former.id <> waiting.id
JOIN reminder_delivery mail ON mail.clinic_id = former.clinic_id AND mail.id = former.delivery_id
WHERE waiting.clinic_id = $1 AND {among} AND (mail.state = 'SENT' OR mail.unknowns > 0)
  AND NOT EXISTS (SELECT 1 FROM notice later
        WHERE later.clinic_id = former.clinic_id AND later.participation_id = former.participation_id
          AND later.id <> waiting.id AND (later.created_at, later.id) > (former.created_at, former.id))
  AND NOT (mail.state = 'SENT' AND {})",
        is_reminded(
            "waiting",
            " AND COALESCE(reminder.sent_at, reminder.first_attempt_at) >= waiting.created_at"
        )
    );
    let formers: Vec<FormerRow> = rows(tx, &sql, [clinic.into(), bound]).await?;
    let (among, bound) = is_any_of_bound(tx, "id", 2, &ids);
    change(tx, &format!("DELETE FROM notice WHERE clinic_id = $1 AND {among}"), [clinic.into(), bound])
        .await?;
    if formers.is_empty() {
        return Ok(());
    }
    let (ids, mails): (Vec<Uuid>, Vec<Uuid>) =
        formers.into_iter().map(|FormerRow { id, delivery_id }| (id, delivery_id)).unzip();
    let (among, bound) = is_any_of_bound(tx, "id", 2, &ids);
    let again = format!("UPDATE notice SET is_latest = TRUE WHERE clinic_id = $1 AND {among}");
    change(tx, &again, [clinic.into(), bound]).await?;
    // Whether it is too late for it, the check before sending says.
    let (among, bound) = is_any_of_bound(tx, "id", 2, &mails);
    let reopen = format!(
        "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, why_detail = NULL, next_attempt_at = due_at, row_version = row_version + 1
WHERE clinic_id = $1 AND state = 'SUPPRESSED' AND why = 'SUPERSEDED' AND {among}"
    );
    change(tx, &reopen, [clinic.into(), bound]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct FollowedRow {
    clinic_id: Uuid,
    id: Uuid,
    successor_id: Option<Uuid>,
}

/// Of notices among these mails that nobody can have received: what followed one of their changes while they were being handed over
/// was to tell from what they told, and tells from what the client knows instead; unless a reminder told them so. The row that was
/// followed goes, as it does when a mail is taken back before it is begun.
///
/// Call it once the outcome is written down, in the same transaction, and `lock_lines` before that: a mail in doubt, or sent, keeps its
/// rows. One that nothing follows is told by another try. One statement if none was followed, and none without a notice.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn hand_on_unsent(tx: &Transaction, mails: &[ClaimedDelivery]) -> Result<(), StorageError> {
    if !mails.iter().any(is_notice) {
        return Ok(());
    }
    let (of_mails, values) = of_mails(tx, "former.clinic_id", "former.delivery_id", mails);
    let sql = format!(
        "
SELECT former.clinic_id, former.id,
    (SELECT successor.id FROM notice successor
        WHERE successor.clinic_id = former.clinic_id AND successor.participation_id = former.participation_id
          AND (successor.created_at, successor.id) > (former.created_at, former.id)
        ORDER BY successor.created_at, successor.id LIMIT 1) AS successor_id
FROM notice former
JOIN reminder_delivery mail ON mail.clinic_id = former.clinic_id AND mail.id = former.delivery_id
WHERE {of_mails} AND NOT former.is_latest AND mail.state <> 'SENT' AND mail.unknowns = 0
ORDER BY former.created_at, former.id"
    );
    let hand_on = format!(
        "
UPDATE notice
SET told_starts_at = former.told_starts_at, told_ends_at = former.told_ends_at, told_room_id = former.told_room_id,
    told_is_cancelled = former.told_is_cancelled, told_notice_version = former.told_notice_version
FROM notice AS former
WHERE former.clinic_id = $1 AND former.id = $2 AND notice.clinic_id = $1 AND notice.id = $3 AND NOT {}",
        is_reminded("notice", "")
    );
    // One after the other, the oldest first: a place's row may have followed another of these.
    for FollowedRow { clinic_id, id, successor_id } in rows(tx, &sql, values).await? {
        let Some(successor_id) = successor_id else { continue };
        change(tx, &hand_on, [clinic_id.into(), id.into(), successor_id.into()]).await?;
        let gone = "DELETE FROM notice WHERE clinic_id = $1 AND id = $2";
        change(tx, gone, [clinic_id.into(), id.into()]).await?;
    }
    Ok(())
}
