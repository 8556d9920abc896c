//! Mails to staff in the outbox.

use std::collections::HashSet;

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult, TryInsertResult, Value};

use super::super::Connection;
use super::super::entities::reminder_delivery::{ActiveModel, Column, Entity};
use super::super::error::StorageError;
use super::super::reminders::{OutboxRow, planned_row};
use super::super::statement::rows;
use super::super::transaction::Transaction;
use super::super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::ids::{ClinicId, ReminderDeliveryId, StaffMemberId};
use crate::domain::reminders::{DeliveryKind, DueKey, ReminderState};
use crate::domain::slice::Slice;
use crate::domain::staff_mails::{NewStaffMail, StaffDelivery, StaffMailCause};

const OF: &str = "reminder_delivery";

/// Puts those into the outbox that are not in it yet, by their dedupe keys; tells how many were. At most some hundreds: a clinic
/// has no more staff.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_staff_mails(
    tx: &Transaction,
    clinic_id: ClinicId,
    mails: &[NewStaffMail],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let rows = mails.iter().map(|mail| to_row(clinic_id, mail, now)).collect::<Result<Vec<_>, _>>()?;
    if rows.is_empty() {
        return Ok(0);
    }
    let result = Entity::insert_many(rows)
        .on_conflict_do_nothing_on([Column::ClinicId, Column::DedupeKey])
        .exec_without_returning(&**tx)
        .await?;
    Ok(match result {
        TryInsertResult::Inserted(count) => count,
        TryInsertResult::Empty | TryInsertResult::Conflicted => 0,
    })
}

fn to_row(clinic_id: ClinicId, mail: &NewStaffMail, now: Timestamp) -> Result<ActiveModel, StorageError> {
    let NewStaffMail { id, staff_member_id, cause, message_id, due_at, not_after } = mail;
    let (about, version, content) = match cause {
        StaffMailCause::ClientDeclined { place, mark_version, notice } => {
            (Some(place.uuid()), *mark_version, Some(notice.to_string()))
        }
        StaffMailCause::UnrecordedNudge { on: _ } => (None, 0, None),
        StaffMailCause::StaffDigest { monday: _, figures } => {
            let figures = serde_json::to_string(figures).map_err(|_| StorageError::Corrupt(OF))?;
            (None, 0, Some(figures))
        }
    };
    let row = OutboxRow {
        id: *id,
        kind: cause.kind(),
        dedupe_key: &mail.dedupe_key(),
        message_id,
        due_at: *due_at,
        not_after: *not_after,
    };
    Ok(ActiveModel {
        staff_member_id: Set(Some(staff_member_id.uuid())),
        about_id: Set(about),
        notice_version: Set(version),
        content: Set(content),
        ..planned_row(clinic_id, &row, now)
    })
}

#[derive(FromQueryResult)]
struct KeyRow {
    dedupe_key: String,
}

/// What makes those mails the same mail that a clinic's staff got of that kind and that were due since then: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_known_staff_mails(
    on: &Connection,
    clinic_id: ClinicId,
    kind: DeliveryKind,
    due_since: Timestamp,
) -> Result<HashSet<String>, StorageError> {
    let sql = "SELECT dedupe_key FROM reminder_delivery \
        WHERE clinic_id = $1 AND staff_member_id IS NOT NULL AND due_at >= $2 AND kind = $3";
    let values = [clinic_id.uuid().into(), to_column(due_since).into(), kind.word().into()];
    let found: Vec<KeyRow> = rows(on, sql, values).await?;
    Ok(found.into_iter().map(|KeyRow { dedupe_key }| dedupe_key).collect())
}

#[derive(FromQueryResult)]
struct MailRow {
    id: Uuid,
    kind: String,
    staff_member_id: Uuid,
    message_id: String,
    state: String,
    why: Option<String>,
    why_detail: Option<String>,
    due_at: DateTimeUtc,
    not_after: DateTimeUtc,
    sends: i64,
    sent_at: Option<DateTimeUtc>,
}

/// A slice of the mails to the clinic's staff, latest due first; of one state, if given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_staff_mails(
    on: &Connection,
    clinic_id: ClinicId,
    state: Option<ReminderState>,
    slice: Slice<DueKey>,
) -> Result<Vec<StaffDelivery>, StorageError> {
    let mut sql = "SELECT id, kind, staff_member_id, message_id, state, why, why_detail, due_at, not_after, sends, sent_at \
        FROM reminder_delivery WHERE clinic_id = $1 AND staff_member_id IS NOT NULL"
        .to_owned();
    let mut values: Vec<Value> = vec![clinic_id.uuid().into()];
    let mut bind = |value: Value| {
        values.push(value);
        values.len()
    };
    if let Some(state) = state {
        sql.push_str(&format!(" AND state = ${}", bind(state.word().into())));
    }
    if let Some(DueKey { due_at, id }) = slice.after {
        let (due_at, id) = (bind(to_column(due_at).into()), bind(id.uuid().into()));
        sql.push_str(&format!(" AND (due_at, id) < (${due_at}, ${id})"));
    }
    let limit = bind(i64::try_from(slice.limit).unwrap_or(i64::MAX).into());
    sql.push_str(&format!(" ORDER BY due_at DESC, id DESC LIMIT ${limit}"));
    rows::<MailRow>(on, &sql, values).await?.into_iter().map(from_row).collect()
}

fn from_row(row: MailRow) -> Result<StaffDelivery, StorageError> {
    let MailRow {
        id,
        kind,
        staff_member_id,
        message_id,
        state,
        why,
        why_detail,
        due_at,
        not_after,
        sends,
        sent_at,
    } = row;
    Ok(StaffDelivery {
        id: ReminderDeliveryId::from_uuid(id),
        kind: parse(&kind, OF)?,
        staff_member_id: StaffMemberId::from_uuid(staff_member_id),
        message_id,
        state: parse(&state, OF)?,
        why: parse_option(why.as_deref(), OF)?,
        why_detail,
        due_at: to_instant(due_at, OF)?,
        not_after: to_instant(not_after, OF)?,
        sends: sends.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        sent_at: sent_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
