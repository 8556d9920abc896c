//! Claimed mails, column by column: what is stored of one and can't be read fails that one, and no other.

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{DbErr, FromQueryResult, QueryResult, TryGetable};

use super::super::error::StorageError;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_instant;
use crate::domain::ids::{ClinicId, ReminderDeliveryId};
use crate::domain::reminders::{ClaimedDelivery, ReminderState, ReminderWhy};

const OF: &str = "reminder_delivery";

/// A mail that was claimed and has failed, since what is stored of it can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadableMail {
    /// Whose clinic's.
    pub clinic_id: ClinicId,
    /// Its id.
    pub id: ReminderDeliveryId,
    /// Which columns, as it stands with the mail: never what they hold.
    pub detail: String,
}

/// What a claim took: the columns' names if they can't be read.
pub(super) struct ClaimedRow {
    clinic_id: ClinicId,
    id: ReminderDeliveryId,
    read: Result<ClaimedDelivery, Vec<&'static str>>,
}

impl FromQueryResult for ClaimedRow {
    fn from_query_result(row: &QueryResult, pre: &str) -> Result<Self, DbErr> {
        let clinic_id = ClinicId::from_uuid(row.try_get::<Uuid>(pre, "clinic_id")?);
        let id = ReminderDeliveryId::from_uuid(row.try_get::<Uuid>(pre, "id")?);
        let mut columns = Columns { row, pre, unreadable: Vec::new() };
        let read = read(&mut columns, clinic_id, id).ok_or(columns.unreadable);
        Ok(Self { clinic_id, id, read })
    }
}

struct Columns<'a> {
    row: &'a QueryResult,
    pre: &'a str,
    unreadable: Vec<&'static str>,
}

impl Columns<'_> {
    /// The value of a column, and what it means; if it means nothing, the column is noted.
    fn read<T: TryGetable, U>(
        &mut self,
        column: &'static str,
        meaning: impl FnOnce(T) -> Option<U>,
    ) -> Option<U> {
        let value = self.row.try_get::<T>(self.pre, column).ok().and_then(meaning);
        if value.is_none() {
            self.unreadable.push(column);
        }
        value
    }
}

fn count(n: i64) -> Option<u32> {
    u32::try_from(n).ok()
}

fn instant(at: DateTimeUtc) -> Option<Timestamp> {
    to_instant(at, OF).ok()
}

/// All of them are looked at, so that all that can't be read are named.
fn read(columns: &mut Columns<'_>, clinic_id: ClinicId, id: ReminderDeliveryId) -> Option<ClaimedDelivery> {
    let kind = columns.read("kind", |word: String| word.parse().ok());
    let message_id = columns.read("message_id", Some::<String>);
    let notice_version = columns.read("notice_version", Some::<i64>);
    let not_after = columns.read("not_after", instant);
    let attempt = columns.read("attempt", Some::<i64>);
    let sends = columns.read("sends", count);
    let unknowns = columns.read("unknowns", count);
    let lost_answers = columns.read("lost_answers", count);
    let deferrals = columns.read("deferrals", count);
    let first_attempt_at = columns.read("first_attempt_at", |at: Option<DateTimeUtc>| match at {
        Some(at) => instant(at).map(Some),
        None => Some(None),
    });
    Some(ClaimedDelivery {
        clinic_id,
        id,
        kind: kind?,
        message_id: message_id?,
        notice_version: notice_version?,
        not_after: not_after?,
        attempt: attempt?,
        sends: sends?,
        unknowns: unknowns?,
        lost_answers: lost_answers?,
        deferrals: deferrals?,
        first_attempt_at: first_attempt_at?,
    })
}

/// What was claimed, apart: the mails, and those that can't be read. These have FAILED then, each by itself: there are hardly ever
/// any.
pub(super) async fn fail_unreadable(
    tx: &Transaction,
    claimed: Vec<ClaimedRow>,
) -> Result<(Vec<ClaimedDelivery>, Vec<UnreadableMail>), StorageError> {
    let (mut mails, mut unreadable) = (Vec::new(), Vec::new());
    for ClaimedRow { clinic_id, id, read } in claimed {
        match read {
            Ok(mail) => mails.push(mail),
            Err(columns) => {
                let named: Vec<String> = columns.iter().map(|column| format!("{OF}.{column}")).collect();
                let detail = format!("a stored value of {} cannot be read", named.join(", "));
                let mail = UnreadableMail { clinic_id, id, detail };
                fail(tx, &mail, &columns).await?;
                unreadable.push(mail);
            }
        }
    }
    Ok((mails, unreadable))
}

/// It must be seen among those that failed, and can be sent again: what stands in the way of that gives way.
async fn fail(tx: &Transaction, mail: &UnreadableMail, columns: &[&str]) -> Result<(), StorageError> {
    let UnreadableMail { clinic_id, id, detail } = mail;
    let mended: String = columns.iter().filter_map(|column| mended(column)).collect();
    let (state, why) = (ReminderState::Failed, ReminderWhy::NotBuilt);
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = '{state}', why = '{why}', why_detail = $3, claimed_by = NULL, row_version = row_version + 1{mended}
WHERE clinic_id = $1 AND id = $2"
    );
    change(tx, &sql, [clinic_id.uuid().into(), id.uuid().into(), detail.as_str().into()]).await?;
    Ok(())
}

/// As of one that was never sent, and is of no use once the lease is over. Nothing can stand for the kind.
fn mended(column: &str) -> Option<&'static str> {
    match column {
        "sends" => Some(", sends = 0"),
        "unknowns" => Some(", unknowns = 0"),
        "lost_answers" => Some(", lost_answers = 0"),
        "deferrals" => Some(", deferrals = 0"),
        "first_attempt_at" => Some(", first_attempt_at = NULL"),
        "not_after" => Some(", not_after = next_attempt_at"),
        _ => None,
    }
}
