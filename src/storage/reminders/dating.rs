//! Reminders whose due time depends on what was changed: dated anew where they stand.
//!
//! Only what no worker has taken up and is still ahead: a reminder that was begun, or waits because of a mail server, keeps its
//! time. None is taken off, so that the planner knows for which rules a place has reminders already.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use super::policy_in_force::{POLICY_IN_FORCE, quiet_hours};
use super::rules::{RuleColumns, rule_from_columns};
use crate::domain::ids::{ClientId, ClinicId, SessionId};
use crate::domain::reminders::{dated_anew, due_at};
use crate::domain::time::Zone;

const OF: &str = "reminder_delivery or what it is about";

/// How many are read at once.
const PAGE: usize = 1000;

/// How far a reminder can move, with some to spare: by the difference of two zones, 26 hours, and by quiet hours, twenty.
pub(super) const FARTHEST: SignedDuration = SignedDuration::from_hours(48);

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    due_at: DateTimeUtc,
    is_suppressed: bool,
    is_of_this_version: bool,
    starts_at: DateTimeUtc,
    zone: String,
    rule_id: Uuid,
    minutes_before: Option<i64>,
    days_before: Option<i64>,
    at_minute: Option<i64>,
    of_sessions: String,
    asks_to_confirm: bool,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

/// After a client's zone may have changed: their reminders ahead are dated anew.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn date_anew_for_client(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    now: Timestamp,
) -> Result<(), StorageError> {
    // CROSS JOIN: without statistics SQLite would rather go through all of the clinic's.
    let sql = reminders_ahead_sql(
        "participation p CROSS JOIN reminder_delivery d",
        "p.clinic_id = $1 AND p.client_id = $3",
    );
    let values = [clinic_id.uuid().into(), to_column(now).into(), client_id.uuid().into()];
    let found = rows::<Row>(tx, &sql, values).await?;
    write_times(tx, clinic_id, &found, now).await
}

/// After reminders of these sessions were PLANNED again: they are dated anew, since the zone, the rules or the quiet hours may have
/// changed while they were held back.
pub(super) async fn date_anew_for_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_ids: &[SessionId],
    now: Timestamp,
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = session_ids.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(tx, "p.session_id", 3, &ids);
    let sql = reminders_ahead_sql(
        "participation p CROSS JOIN reminder_delivery d",
        &format!("p.clinic_id = $1 AND {among}"),
    );
    let found = rows::<Row>(tx, &sql, [clinic_id.uuid().into(), to_column(now).into(), ids]).await?;
    write_times(tx, clinic_id, &found, now).await
}

/// Dates the clinic's reminders ahead anew that a policy in force asks for, by its rules, the clients' zones and its quiet hours.
/// Those SUPPRESSED since no policy asked for them are PLANNED, if their time lies ahead.
///
/// It reads what is due from two days ago on over `reminder_delivery_by_due`, a page at a time, and writes a statement for each
/// of a page's new times.
pub(super) async fn date_anew(
    tx: &Transaction,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut sql = reminders_ahead_sql(
        "reminder_delivery d CROSS JOIN participation p",
        "d.clinic_id = $1 AND (d.due_at, d.id) > ($3, $4)",
    );
    sql.push_str("\nORDER BY d.due_at, d.id\nLIMIT $5");
    let from = to_column(now.saturating_sub(FARTHEST).unwrap_or(Timestamp::MIN));
    let mut after = Some((from, Uuid::nil()));
    while let Some((due_at, id)) = after {
        let values = [
            clinic_id.uuid().into(),
            to_column(now).into(),
            due_at.into(),
            id.into(),
            i64::try_from(PAGE).unwrap_or(i64::MAX).into(),
        ];
        let page = rows::<Row>(tx, &sql, values).await?;
        // One that is moved behind this page is read again, and stays.
        after = page.get(PAGE - 1).map(|row| (row.due_at, row.id));
        write_times(tx, clinic_id, &page, now).await?;
    }
    Ok(())
}

/// Of these tables, `d` and `p`, and which.
fn reminders_ahead_sql(from: &str, which: &str) -> String {
    format!(
        "
SELECT d.id, d.due_at, d.state = 'SUPPRESSED' AS is_suppressed, d.notice_version = s.notice_version AS is_of_this_version,
    s.starts_at, c.zone, r.id AS rule_id, r.minutes_before, r.days_before, r.at_minute, r.of_sessions, r.asks_to_confirm,
    policy.quiet_from, policy.quiet_until
FROM {from}
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
JOIN reminder_rule r ON r.clinic_id = d.clinic_id AND r.id = d.rule_id AND r.retired_at IS NULL
JOIN reminder_policy policy ON policy.clinic_id = r.clinic_id AND policy.id = r.policy_id
WHERE {which} AND d.clinic_id = p.clinic_id AND d.participation_id = p.id AND d.kind = 'REMINDER' AND d.sends = 0
  AND (d.state = 'PLANNED' AND d.due_at > $2
    OR d.state = 'SUPPRESSED' AND d.why = 'POLICY_CHANGED' AND d.not_after > $2)
  AND r.policy_id = {POLICY_IN_FORCE}"
    )
}

/// Writes the new times of those that do not stay as they are.
async fn write_times(
    tx: &Transaction,
    clinic_id: ClinicId,
    found: &[Row],
    now: Timestamp,
) -> Result<(), StorageError> {
    let mut dated: BTreeMap<Timestamp, Vec<Uuid>> = BTreeMap::new();
    for row in found {
        if let Some(due_at) = new_time(row, now)? {
            dated.entry(due_at).or_default().push(row.id);
        }
    }
    for (due_at, ids) in dated {
        write_time(tx, clinic_id, due_at, &ids).await?;
    }
    Ok(())
}

/// When it is due from now on; none if it stays as it is.
fn new_time(row: &Row, now: Timestamp) -> Result<Option<Timestamp>, StorageError> {
    let Row {
        id: _,
        due_at: known,
        is_suppressed,
        is_of_this_version,
        starts_at,
        zone,
        rule_id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
        quiet_from,
        quiet_until,
    } = row;
    let known = to_instant(*known, OF)?;
    let rule = rule_from_columns(RuleColumns {
        id: *rule_id,
        minutes_before: *minutes_before,
        days_before: *days_before,
        at_minute: *at_minute,
        of_sessions,
        asks_to_confirm: *asks_to_confirm,
    })?;
    let (start, quiet) = (to_instant(*starts_at, OF)?, quiet_hours(*quiet_from, *quiet_until)?);
    // Of another version the start is not known here: it is there again only if the session's move is undone.
    let new = if *is_of_this_version {
        due_at(rule.terms.time, start, &Zone::stored(zone), quiet, now)
    } else {
        known
    };
    Ok(dated_anew(known, new, now).filter(|due_at| *is_suppressed || *due_at != known))
}

/// What a worker has taken up meanwhile keeps its time.
async fn write_time(
    tx: &Transaction,
    clinic_id: ClinicId,
    due_at: Timestamp,
    ids: &[Uuid],
) -> Result<(), StorageError> {
    let (among, ids) = is_any_of_bound(tx, "id", 3, ids);
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, why_detail = NULL, due_at = $2, next_attempt_at = $2, row_version = row_version + 1
WHERE clinic_id = $1 AND {among} AND sends = 0
  AND (state = 'PLANNED' OR state = 'SUPPRESSED' AND why = 'POLICY_CHANGED')"
    );
    change(tx, &sql, [clinic_id.uuid().into(), to_column(due_at).into(), ids]).await?;
    Ok(())
}
