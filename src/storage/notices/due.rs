//! Putting what is due to be told into mails. What is in none yet is the latest of its place: the table sees to that.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::Connection;
use super::super::dialect::{is_any_of_bound, paired_ids, skipping_locked};
use super::super::error::StorageError;
use super::super::statement::{Keyed, change, rows};
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use super::told::{CURRENT, CurrentRow, TOLD, ToldRow, current_from_row, told_from_row};
use crate::domain::ids::{ClientId, ClinicId, NoticeId, ParticipationId, ReminderDeliveryId};
use crate::domain::notices::News;

/// A notice whose debounce is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueNotice {
    /// Its id.
    pub id: NoticeId,
    /// Whose place in which session.
    pub participation_id: ParticipationId,
    /// Who is to be told.
    pub client_id: ClientId,
    /// When its debounce was over.
    pub due_at: Timestamp,
    /// How often it was put into a mail before.
    pub gathered: i64,
    /// What the client knows, and how the session stands.
    pub news: News,
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// The clinics with notices that are due: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics_with_due(on: &Connection, now: Timestamp) -> Result<Vec<ClinicId>, StorageError> {
    // Materialized: SQLite would go through every notice there is for the sake of the order.
    const SQL: &str = "
WITH due AS MATERIALIZED (SELECT clinic_id FROM notice WHERE delivery_id IS NULL AND due_at <= $1)
SELECT DISTINCT clinic_id AS id FROM due ORDER BY clinic_id";
    let found: Vec<IdRow> = rows(on, SQL, [to_column(now).into()]).await?;
    Ok(found.into_iter().map(|row| ClinicId::from_uuid(row.id)).collect())
}

#[derive(FromQueryResult)]
struct DueRow {
    id: Uuid,
    participation_id: Uuid,
    client_id: Uuid,
    due_at: DateTimeUtc,
    gathered: i64,
    #[sea_orm(nested)]
    told: ToldRow,
    #[sea_orm(nested)]
    current: CurrentRow,
}

/// What is due of at most `most_clients` of the clinic's clients, all of it for each, locked until the transaction ends:
/// two statements, in the order of clients. What somebody else has locked is left to them, and what can't be read is left out.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_due(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
    most_clients: u32,
) -> Result<Vec<DueNotice>, StorageError> {
    let lock = format!(
        "
SELECT id FROM notice
WHERE clinic_id = $1 AND delivery_id IS NULL AND due_at <= $2
  AND participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND client_id IN (
        SELECT waiting.client_id FROM notice first
        JOIN participation waiting ON waiting.clinic_id = first.clinic_id AND waiting.id = first.participation_id
        WHERE first.clinic_id = $1 AND first.delivery_id IS NULL AND first.due_at <= $2
        GROUP BY waiting.client_id ORDER BY MIN(first.due_at), waiting.client_id LIMIT $3))
{}",
        skipping_locked(tx)
    );
    let clinic = clinic_id.uuid();
    let values = [clinic.into(), to_column(now).into(), i64::from(most_clients).into()];
    let locked: Vec<IdRow> = rows(tx, &lock, values).await?;
    let ids: Vec<Uuid> = locked.into_iter().map(|IdRow { id }| id).collect();
    let (among, ids) = is_any_of_bound(tx, "n.id", 2, &ids);
    // Read once they are locked: a change that was in the way is in it.
    Ok(readable(clinic_id, rows(tx, &in_no_mail_sql(&among), [clinic.into(), ids]).await?))
}

/// What is in no mail yet and due before `until`, of the clinic's clients or of one, in the order of clients: one statement. What can't
/// be read is left out.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_in_no_mail(
    on: &Connection,
    clinic_id: ClinicId,
    client_id: Option<ClientId>,
    until: Timestamp,
) -> Result<Vec<DueNotice>, StorageError> {
    let mut values = vec![clinic_id.uuid().into(), to_column(until).into()];
    let mut condition = "n.due_at < $2".to_owned();
    if let Some(client_id) = client_id {
        values.push(client_id.uuid().into());
        condition.push_str(" AND p.client_id = $3");
    }
    Ok(readable(clinic_id, rows(on, &in_no_mail_sql(&condition), values).await?))
}

/// One that can't be read is in the log, and in no mail until it can.
fn readable(clinic_id: ClinicId, found: Vec<Keyed<IdRow, DueRow>>) -> Vec<DueNotice> {
    let read = |row: Keyed<IdRow, DueRow>| match row.read("notice", from_row) {
        (_, Ok(notice)) => Some(notice),
        (IdRow { id }, Err(unreadable)) => {
            let error: &(dyn std::error::Error + 'static) = &unreadable;
            let notice = NoticeId::from_uuid(id);
            tracing::error!(error, clinic = %clinic_id, notice = %notice, "a notice cannot be read: nobody is told of it");
            None
        }
    };
    found.into_iter().filter_map(read).collect()
}

/// The notices of a clinic, `$1`, that are in no mail and meet that condition.
fn in_no_mail_sql(condition: &str) -> String {
    format!(
        "
SELECT n.id, n.participation_id, p.client_id, n.due_at, n.gathered, {TOLD}, {CURRENT}
FROM notice n
JOIN participation p ON p.clinic_id = n.clinic_id AND p.id = n.participation_id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
WHERE n.clinic_id = $1 AND n.delivery_id IS NULL AND {condition}
ORDER BY p.client_id, n.id"
    )
}

fn from_row(row: DueRow) -> Result<DueNotice, StorageError> {
    let DueRow { id, participation_id, client_id, due_at, gathered, told, current } = row;
    let (_, current) = current_from_row(current)?;
    Ok(DueNotice {
        id: NoticeId::from_uuid(id),
        participation_id: ParticipationId::from_uuid(participation_id),
        client_id: ClientId::from_uuid(client_id),
        due_at: to_instant(due_at, "notice")?,
        gathered,
        news: News { told: told_from_row(told)?, current },
    })
}

/// Writes down which mail tells which notice: one statement, however many.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn put_into_mails(
    tx: &Transaction,
    clinic_id: ClinicId,
    notices: &[(NoticeId, ReminderDeliveryId)],
) -> Result<(), StorageError> {
    let pairs: Vec<(Uuid, Uuid)> = notices.iter().map(|(id, mail)| (id.uuid(), mail.uuid())).collect();
    let (given, pairs) = paired_ids(tx, 2, &pairs);
    let sql = format!(
        "UPDATE notice SET delivery_id = given.other, gathered = gathered + 1 FROM ({given}) AS given \
         WHERE notice.clinic_id = $1 AND notice.id = given.id"
    );
    change(tx, &sql, [clinic_id.uuid().into(), pairs]).await?;
    Ok(())
}
