//! Mails before they leave: those that wait in the outbox, and the facts about others as if they were in it. Only reads.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::{Keyed, rows};
use super::super::values::{parse, to_column, to_instant};
use super::facts::{FactsOf, read_facts};
use super::rules::{RuleColumns, rule_from_columns};
use crate::domain::ids::{ClientId, ClinicId, ParticipationId, ReminderDeliveryId, SessionId, StaffMemberId};
use crate::domain::reminders::{ClaimedDelivery, DeliveryFacts, DueKey, ExpectedMail, PreviewWindow};
use crate::domain::slice::Slice;

const OF: &str = "reminder_delivery";

#[derive(FromQueryResult)]
struct KeyRow {
    id: Uuid,
    next_attempt_at: DateTimeUtc,
}

#[derive(FromQueryResult)]
struct ExpectedRow {
    id: Uuid,
    kind: String,
    place_id: Option<Uuid>,
    staff_member_id: Option<Uuid>,
    rule_id: Option<Uuid>,
    minutes_before: Option<i64>,
    days_before: Option<i64>,
    at_minute: Option<i64>,
    of_sessions: Option<String>,
    asks_to_confirm: Option<bool>,
    notice_version: i64,
    message_id: String,
    due_at: DateTimeUtc,
    not_after: DateTimeUtc,
    next_attempt_at: DateTimeUtc,
    attempt: i64,
    sends: i64,
    unknowns: i64,
    lost_answers: i64,
    deferrals: i64,
    first_attempt_at: Option<DateTimeUtc>,
}

const SELECT: &str = "
SELECT d.id, d.kind, COALESCE(d.participation_id, d.about_id) AS place_id, d.staff_member_id, r.id AS rule_id,
    r.minutes_before, r.days_before, r.at_minute, r.of_sessions, r.asks_to_confirm, d.notice_version, d.message_id, d.due_at,
    d.not_after, d.next_attempt_at, d.attempt, d.sends, d.unknowns, d.lost_answers, d.deferrals, d.first_attempt_at
FROM reminder_delivery d
LEFT JOIN reminder_rule r ON r.clinic_id = d.clinic_id AND r.id = d.rule_id
WHERE d.clinic_id = $1 AND d.state = 'PLANNED'";

/// The welcomes that wait in the outbox and tell of these places, whenever they are due: one statement, and none for no place. One that
/// can't be read is left out, and in the log.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_expected_welcomes(
    on: &Connection,
    clinic_id: ClinicId,
    places: &[ParticipationId],
) -> Result<Vec<ExpectedMail>, StorageError> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = places.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(on, "d.participation_id", 2, &ids);
    let sql = format!("{SELECT} AND d.kind = 'WELCOME' AND {among}");
    Ok(readable(clinic_id, rows(on, &sql, [clinic_id.uuid().into(), ids]).await?))
}

/// The notices that wait in the outbox and tell of these places, whenever they are due: one statement, and none for no place. One that
/// can't be read is left out, and in the log.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_expected_notices(
    on: &Connection,
    clinic_id: ClinicId,
    places: &[ParticipationId],
) -> Result<Vec<ExpectedMail>, StorageError> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = places.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(on, "notice.participation_id", 2, &ids);
    let sql = format!(
        "{SELECT} AND d.kind = 'NOTICE'
  AND d.id IN (SELECT notice.delivery_id FROM notice WHERE notice.clinic_id = $1 AND notice.is_latest AND {among})"
    );
    Ok(readable(clinic_id, rows(on, &sql, [clinic_id.uuid().into(), ids]).await?))
}

/// A slice of the clinic's mails that wait in the outbox and are taken up within that time, the first to be taken up first; of one
/// client, if given: one statement. What a worker holds at this moment is not among them. One that can't be read is left out, and in
/// the log: as many are read after it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_expected(
    on: &Connection,
    of: (ClinicId, Option<ClientId>),
    window: PreviewWindow,
    slice: Slice<DueKey>,
) -> Result<Vec<ExpectedMail>, StorageError> {
    let (mut mails, mut after, mut limit) = (Vec::new(), slice.after, slice.limit);
    loop {
        let found = find_expected(on, of, window, Slice { after, limit }).await?;
        let is_last = (found.len() as u64) < limit;
        if let Some(KeyRow { id, next_attempt_at }) = found.last().map(Keyed::key) {
            let due_at = to_instant(*next_attempt_at, OF)?;
            after = Some(DueKey { due_at, id: ReminderDeliveryId::from_uuid(*id) });
        }
        mails.extend(readable(of.0, found));
        limit = slice.limit.saturating_sub(mails.len() as u64);
        if is_last || limit == 0 {
            return Ok(mails);
        }
    }
}

async fn find_expected(
    on: &Connection,
    (clinic_id, client_id): (ClinicId, Option<ClientId>),
    window: PreviewWindow,
    slice: Slice<DueKey>,
) -> Result<Vec<Keyed<KeyRow, ExpectedRow>>, StorageError> {
    let mut sql = format!("{SELECT} AND d.next_attempt_at < $2");
    let mut values: Vec<Value> = vec![clinic_id.uuid().into(), to_column(window.until()).into()];
    let mut bind = |value: Value| {
        values.push(value);
        values.len()
    };
    if let Some(from) = window.from() {
        sql.push_str(&format!(" AND d.next_attempt_at >= ${}", bind(to_column(from).into())));
    }
    if let Some(client_id) = client_id {
        sql.push_str(&format!(
            " AND d.participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND client_id = ${})",
            bind(client_id.uuid().into())
        ));
    }
    if let Some(DueKey { due_at, id }) = slice.after {
        let (due_at, id) = (bind(to_column(due_at).into()), bind(id.uuid().into()));
        sql.push_str(&format!(" AND (d.next_attempt_at, d.id) > (${due_at}, ${id})"));
    }
    let limit = bind(i64::try_from(slice.limit).unwrap_or(i64::MAX).into());
    sql.push_str(&format!(" ORDER BY d.next_attempt_at, d.id LIMIT ${limit}"));
    rows(on, &sql, values).await
}

fn readable(clinic_id: ClinicId, found: Vec<Keyed<KeyRow, ExpectedRow>>) -> Vec<ExpectedMail> {
    let read = |row: Keyed<KeyRow, ExpectedRow>| match row.read(OF, |row| from_row(clinic_id, row)) {
        (_, Ok(mail)) => Some(mail),
        (KeyRow { id, .. }, Err(unreadable)) => {
            let error: &(dyn std::error::Error + 'static) = &unreadable;
            let id = ReminderDeliveryId::from_uuid(id);
            tracing::error!(error, clinic = %clinic_id, mail = %id, "a mail that waits cannot be read: it is in no preview");
            None
        }
    };
    found.into_iter().filter_map(read).collect()
}

fn from_row(clinic_id: ClinicId, row: ExpectedRow) -> Result<ExpectedMail, StorageError> {
    let ExpectedRow {
        id,
        kind,
        place_id,
        staff_member_id,
        rule_id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
        notice_version,
        message_id,
        due_at,
        not_after,
        next_attempt_at,
        attempt,
        sends,
        unknowns,
        lost_answers,
        deferrals,
        first_attempt_at,
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
    Ok(ExpectedMail {
        mail: ClaimedDelivery {
            clinic_id,
            id: ReminderDeliveryId::from_uuid(id),
            kind: parse(&kind, OF)?,
            message_id,
            notice_version,
            not_after: to_instant(not_after, OF)?,
            attempt,
            sends: count(sends)?,
            unknowns: count(unknowns)?,
            lost_answers: count(lost_answers)?,
            deferrals: count(deferrals)?,
            first_attempt_at: first_attempt_at.map(|at| to_instant(at, OF)).transpose()?,
        },
        is_written: true,
        participation_id: place_id.map(ParticipationId::from_uuid),
        staff_member_id: staff_member_id.map(StaffMemberId::from_uuid),
        rule: rule.transpose()?,
        due_at: to_instant(due_at, OF)?,
        next_attempt_at: to_instant(next_attempt_at, OF)?,
    })
}

/// What `load_delivery_facts` will read about those of these mails to one clinic's clients, each checked at the instant beside it, if
/// nothing changes meanwhile: one statement. Besides what the outbox has about the same places, `others` count as if it had them.
///
/// What is stored about one of them and can't be read is that one's error; the others have theirs.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_expected_facts(
    on: &Connection,
    clinic_id: ClinicId,
    asked: &[(ExpectedMail, Timestamp)],
    others: &[(&ExpectedMail, Timestamp)],
) -> Result<HashMap<ReminderDeliveryId, Result<DeliveryFacts, StorageError>>, StorageError> {
    let mut values: Vec<Value> = vec![clinic_id.uuid().into()];
    let mut given = Vec::new();
    let asked = asked.iter().map(|(expected, at)| (expected, *at, true));
    let others = others.iter().map(|(expected, at)| (*expected, *at, false));
    for (expected, at, is_asked) in asked.chain(others) {
        let ExpectedMail { mail, participation_id, rule, due_at, .. } = expected;
        let Some(place) = participation_id.filter(|_| !mail.kind.is_to_staff()) else { continue };
        let row: [Value; 8] = [
            mail.id.uuid().into(),
            mail.kind.word().into(),
            place.uuid().into(),
            rule.map(|rule| rule.id.uuid()).into(),
            mail.notice_version.into(),
            to_column(*due_at).into(),
            to_column(at).into(),
            is_asked.into(),
        ];
        let bound: Vec<String> = (1..=row.len()).map(|n| format!("${}", values.len() + n)).collect();
        given.push(format!("({})", bound.join(", ")));
        values.extend(row);
    }
    if given.is_empty() {
        return Ok(HashMap::new());
    }
    let given = format!(
        "
WITH given (id, kind, participation_id, rule_id, notice_version, due_at, next_attempt_at, is_asked) AS (VALUES {}),
outbox AS MATERIALIZED (
    SELECT known.clinic_id, known.id, known.kind, known.participation_id, known.rule_id, known.notice_version, known.state,
        known.due_at, known.next_attempt_at, known.sent_at, FALSE AS is_asked
    FROM reminder_delivery known
    WHERE known.clinic_id = $1 AND known.participation_id IN (SELECT participation_id FROM given)
      AND known.id NOT IN (SELECT id FROM given)
    UNION ALL
    SELECT clinic.id, given.id, given.kind, given.participation_id, given.rule_id, given.notice_version, 'PLANNED',
        given.due_at, given.next_attempt_at, NULL, given.is_asked
    FROM given JOIN clinic ON clinic.id = $1)",
        given.join(", ")
    );
    let mails = FactsOf { given, outbox: "outbox", at: "d.next_attempt_at", chosen: "d.is_asked".to_owned() };
    read_facts(on, &mails, values).await
}

#[derive(FromQueryResult)]
struct PlaceRow {
    id: Uuid,
    client_id: Uuid,
    session_id: Uuid,
}

/// Whose those places are, and in which session: one statement, however many, and none for none.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_places_of_mails(
    on: &Connection,
    clinic_id: ClinicId,
    places: &[ParticipationId],
) -> Result<HashMap<ParticipationId, (ClientId, SessionId)>, StorageError> {
    if places.is_empty() {
        return Ok(HashMap::new());
    }
    let ids: Vec<Uuid> = places.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(on, "id", 2, &ids);
    let sql = format!("SELECT id, client_id, session_id FROM participation WHERE clinic_id = $1 AND {among}");
    let found = rows::<PlaceRow>(on, &sql, [clinic_id.uuid().into(), ids]).await?;
    let place = |PlaceRow { id, client_id, session_id }| {
        let (client_id, session_id) = (ClientId::from_uuid(client_id), SessionId::from_uuid(session_id));
        (ParticipationId::from_uuid(id), (client_id, session_id))
    };
    Ok(found.into_iter().map(place).collect())
}
