//! Putting mails into the outbox, and looking at them.

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult, TryInsertResult, Value};

use super::super::Connection;
use super::super::entities::reminder_delivery::{ActiveModel, Column, Entity};
use super::super::error::StorageError;
use super::super::reach::by_session_id;
use super::super::statement::{Keyed, rows};
use super::super::transaction::Transaction;
use super::super::values::{parse, parse_option, to_column, to_instant};
use super::rules::{RuleColumns, rule_from_columns};
use crate::domain::access::Reach;
use crate::domain::ids::{ClientId, ClinicId, ParticipationId, ReminderDeliveryId, SessionId};
use crate::domain::reminders::{
    DedupeKey, DeliveryKind, DueKey, MailCause, NewDelivery, ReminderDelivery, ReminderState,
};
use crate::domain::slice::Slice;

const OF: &str = "reminder_delivery";

/// How many rows one statement inserts: their columns stay below SQLite's limit of 32,766 bound values.
pub(super) const ROWS_AT_ONCE: usize = 1000;

/// Puts those into the outbox that are not in it yet, by their dedupe keys; tells how many were.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_deliveries(
    tx: &Transaction,
    clinic_id: ClinicId,
    deliveries: &[NewDelivery],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let mut inserted = 0;
    for some in deliveries.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|delivery| to_row(clinic_id, delivery, now));
        let result = Entity::insert_many(rows)
            .on_conflict_do_nothing_on([Column::ClinicId, Column::DedupeKey])
            .exec_without_returning(&**tx)
            .await?;
        if let TryInsertResult::Inserted(count) = result {
            inserted += count;
        }
    }
    Ok(inserted)
}

pub(super) fn to_row(clinic_id: ClinicId, delivery: &NewDelivery, now: Timestamp) -> ActiveModel {
    let NewDelivery { id, participation_id, cause, notice_version, message_id, due_at, not_after } = delivery;
    let rule_id = match cause {
        MailCause::Reminder(rule_id) => Some(rule_id.uuid()),
        MailCause::Notice { .. } | MailCause::Welcome(_) => None,
    };
    let row = OutboxRow {
        id: *id,
        kind: cause.kind(),
        dedupe_key: &delivery.dedupe_key(),
        message_id,
        due_at: *due_at,
        not_after: *not_after,
    };
    ActiveModel {
        participation_id: Set(Some(participation_id.uuid())),
        rule_id: Set(rule_id),
        notice_version: Set(*notice_version),
        ..planned_row(clinic_id, &row, now)
    }
}

/// What every mail about to be put into the outbox has.
pub(in crate::storage) struct OutboxRow<'a> {
    pub(in crate::storage) id: ReminderDeliveryId,
    pub(in crate::storage) kind: DeliveryKind,
    pub(in crate::storage) dedupe_key: &'a DedupeKey,
    pub(in crate::storage) message_id: &'a str,
    pub(in crate::storage) due_at: Timestamp,
    pub(in crate::storage) not_after: Timestamp,
}

/// The row of a mail that waits for its time; to whom it is, is for the caller to say.
pub(in crate::storage) fn planned_row(
    clinic_id: ClinicId,
    row: &OutboxRow<'_>,
    now: Timestamp,
) -> ActiveModel {
    let OutboxRow { id, kind, dedupe_key, message_id, due_at, not_after } = *row;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        kind: Set(kind.to_string()),
        dedupe_key: Set(dedupe_key.as_str().to_owned()),
        participation_id: Set(None),
        staff_member_id: Set(None),
        about_id: Set(None),
        content: Set(None),
        rule_id: Set(None),
        notice_version: Set(0),
        message_id: Set(message_id.to_owned()),
        state: Set(ReminderState::Planned.to_string()),
        why: Set(None),
        why_detail: Set(None),
        due_at: Set(to_column(due_at)),
        not_after: Set(to_column(not_after)),
        next_attempt_at: Set(to_column(due_at)),
        attempt: Set(0),
        claimed_by: Set(None),
        sends: Set(0),
        deferrals: Set(0),
        unknowns: Set(0),
        lost_answers: Set(0),
        first_attempt_at: Set(None),
        sent_at: Set(None),
        created_at: Set(to_column(now)),
        row_version: Set(1),
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    kind: String,
    participation_id: Uuid,
    session_id: Uuid,
    client_id: Uuid,
    rule_id: Option<Uuid>,
    minutes_before: Option<i64>,
    days_before: Option<i64>,
    at_minute: Option<i64>,
    of_sessions: Option<String>,
    asks_to_confirm: Option<bool>,
    notice_version: i64,
    message_id: String,
    former_message_ids: Option<String>,
    state: String,
    why: Option<String>,
    why_detail: Option<String>,
    due_at: DateTimeUtc,
    not_after: DateTimeUtc,
    next_attempt_at: DateTimeUtc,
    sends: i64,
    unknowns: i64,
    sent_at: Option<DateTimeUtc>,
}

const SELECT: &str = "
SELECT d.id, d.kind, d.participation_id, p.session_id, p.client_id, r.id AS rule_id, r.minutes_before, r.days_before, r.at_minute,
    r.of_sessions, r.asks_to_confirm, d.notice_version, d.message_id, d.state, d.why, d.why_detail, d.due_at,
    d.not_after, d.next_attempt_at, d.sends, d.unknowns, d.sent_at,
    (SELECT string_agg(f.message_id, ' ' ORDER BY f.replaced_at, f.attempt, f.message_id)
     FROM former_message_id f WHERE f.clinic_id = d.clinic_id AND f.delivery_id = d.id) AS former_message_ids
FROM reminder_delivery d
JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
LEFT JOIN reminder_rule r ON r.clinic_id = d.clinic_id AND r.id = d.rule_id
WHERE d.clinic_id = $1";

#[derive(FromQueryResult)]
struct KeyRow {
    id: Uuid,
    due_at: DateTimeUtc,
}

/// A slice of the mails to clients in the clinic's outbox, latest due first (`storage::staff_mails` has those to staff); of one state and
/// about one session, if given. One that can't be read is left out, and in the log: as many are read after it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_deliveries(
    on: &Connection,
    reach: Reach,
    state: Option<ReminderState>,
    session_id: Option<SessionId>,
    slice: Slice<DueKey>,
) -> Result<Vec<ReminderDelivery>, StorageError> {
    let (mut mails, mut after, mut limit) = (Vec::new(), slice.after, slice.limit);
    loop {
        let found = find_deliveries(on, reach, (state, session_id), Slice { after, limit }).await?;
        let is_last = (found.len() as u64) < limit;
        for row in found {
            let (KeyRow { id, due_at }, mail) = row.read(OF, from_row);
            let id = ReminderDeliveryId::from_uuid(id);
            after = Some(DueKey { due_at: to_instant(due_at, OF)?, id });
            match mail {
                Ok(mail) => mails.push(mail),
                Err(unreadable) => {
                    let error: &(dyn std::error::Error + 'static) = &unreadable;
                    tracing::error!(error, clinic = %reach.clinic_id, mail = %id, "a mail cannot be read: it is in no list");
                }
            }
        }
        limit = slice.limit.saturating_sub(mails.len() as u64);
        if is_last || limit == 0 {
            return Ok(mails);
        }
    }
}

async fn find_deliveries(
    on: &Connection,
    reach: Reach,
    (state, session_id): (Option<ReminderState>, Option<SessionId>),
    slice: Slice<DueKey>,
) -> Result<Vec<Keyed<KeyRow, Row>>, StorageError> {
    let (mut sql, mut values) = in_reach(reach);
    let mut bind = |value: Value| {
        values.push(value);
        values.len()
    };
    if let Some(state) = state {
        sql.push_str(&format!(" AND d.state = ${}", bind(state.word().into())));
    }
    if let Some(session_id) = session_id {
        let places = format!(
            "SELECT id FROM participation WHERE clinic_id = $1 AND session_id = ${}",
            bind(session_id.uuid().into())
        );
        // A notice tells of several sessions; it was made for the first.
        sql.push_str(&format!(
            " AND d.id IN (SELECT id FROM reminder_delivery WHERE clinic_id = $1 AND participation_id IN ({places}) \
              UNION SELECT delivery_id FROM notice WHERE clinic_id = $1 AND participation_id IN ({places}))"
        ));
    }
    if let Some(DueKey { due_at, id }) = slice.after {
        let (due_at, id) = (bind(to_column(due_at).into()), bind(id.uuid().into()));
        sql.push_str(&format!(" AND (d.due_at, d.id) < (${due_at}, ${id})"));
    }
    let limit = bind(i64::try_from(slice.limit).unwrap_or(i64::MAX).into());
    sql.push_str(&format!(" ORDER BY d.due_at DESC, d.id DESC LIMIT ${limit}"));
    rows(on, &sql, values).await
}

/// The mail of that id, if the clinic's outbox has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_delivery(
    on: &Connection,
    reach: Reach,
    id: ReminderDeliveryId,
) -> Result<Option<ReminderDelivery>, StorageError> {
    let (mut sql, mut values) = in_reach(reach);
    values.push(id.uuid().into());
    sql.push_str(&format!(" AND d.id = ${}", values.len()));
    let found = rows::<Row>(on, &sql, values).await?;
    found.into_iter().next().map(from_row).transpose()
}

/// The selection of the mails in reach, and the values it binds.
fn in_reach(reach: Reach) -> (String, Vec<Value>) {
    let (mut sql, mut values) = (SELECT.to_owned(), vec![reach.clinic_id.uuid().into()]);
    if let Some((condition, value)) = by_session_id(reach, "p.session_id") {
        sql.push_str(&format!(" AND {condition}"));
        values.push(value);
    }
    (sql, values)
}

fn from_row(row: Row) -> Result<ReminderDelivery, StorageError> {
    let Row {
        id,
        kind,
        participation_id,
        session_id,
        client_id,
        rule_id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
        notice_version,
        message_id,
        former_message_ids,
        state,
        why,
        why_detail,
        due_at,
        not_after,
        next_attempt_at,
        sends,
        unknowns,
        sent_at,
    } = row;
    let rule = rule_id.map(|id| {
        let of_sessions = of_sessions.as_deref().unwrap_or_default();
        let asks_to_confirm = asks_to_confirm.unwrap_or(false);
        rule_from_columns(RuleColumns {
            id,
            minutes_before,
            days_before,
            at_minute,
            of_sessions,
            asks_to_confirm,
        })
    });
    let count = |n: i64| u32::try_from(n).map_err(|_| StorageError::Corrupt(OF));
    Ok(ReminderDelivery {
        id: ReminderDeliveryId::from_uuid(id),
        kind: parse(&kind, OF)?,
        participation_id: ParticipationId::from_uuid(participation_id),
        session_id: SessionId::from_uuid(session_id),
        client_id: ClientId::from_uuid(client_id),
        rule: rule.transpose()?,
        notice_version,
        message_id,
        // No Message-ID holds a space.
        former_message_ids: former_message_ids
            .iter()
            .flat_map(|ids| ids.split(' '))
            .map(str::to_owned)
            .collect(),
        state: parse(&state, OF)?,
        why: parse_option(why.as_deref(), OF)?,
        why_detail,
        due_at: to_instant(due_at, OF)?,
        not_after: to_instant(not_after, OF)?,
        next_attempt_at: to_instant(next_attempt_at, OF)?,
        sends: count(sends)?,
        unknowns: count(unknowns)?,
        sent_at: sent_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
