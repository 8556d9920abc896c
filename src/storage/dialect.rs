//! Every difference between SQLite and PostgreSQL, in one place.

use sea_orm::sea_query::{ArrayType, Expr, SimpleExpr, Value};
use sea_orm::sqlx;
use sea_orm::{ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, RuntimeErr};
use uuid::Uuid;

use super::connection::Connection;
use super::error::Constraint;

/// A constraint, its name on PostgreSQL (index, check or key) and what SQLite's message says of it.
const CONSTRAINTS: [(Constraint, &str, &str); 17] = [
    (Constraint::GroupCapacity, "therapy_group_capacity", "therapy_group_capacity"),
    (Constraint::OccupancyOverlap, "occupancy_overlap", "occupancy_overlap"),
    // The same holder twice in one session.
    (
        Constraint::OccupancyOverlap,
        "occupancy_holder_once",
        "occupancy.clinic_id, occupancy.session_id, occupancy.holder_kind, occupancy.holder_id",
    ),
    (
        Constraint::EnrollmentOpenOnce,
        "enrollment_open_once",
        "enrollment.clinic_id, enrollment.group_id, enrollment.client_id",
    ),
    (
        Constraint::WaitlistEntryOpenOnce,
        "waitlist_entry_open_once",
        "waitlist_entry.clinic_id, waitlist_entry.client_id, waitlist_entry.program_id",
    ),
    (Constraint::SiteNameOnce, "site_name_once", "site.clinic_id, site.name"),
    (Constraint::RoomNameOnce, "room_name_once", "room.clinic_id, room.site_id, room.name"),
    (Constraint::AccountEmailOnce, "account_email_once", "account.email"),
    (
        Constraint::StaffMemberAccountOnce,
        "staff_member_account_once",
        "staff_member.clinic_id, staff_member.account_id",
    ),
    (Constraint::ClientExternalIdOnce, "client_external_id_once", "client.clinic_id, client.external_id"),
    (
        Constraint::ProgramCodeOnce,
        "treatment_program_code_once",
        "treatment_program.clinic_id, treatment_program.code",
    ),
    (Constraint::ReminderPolicyOnce, "reminder_policy_of_", "reminder_policy.clinic_id"),
    (Constraint::PlanOnce, "committed_plan_pkey", "committed_plan.clinic_id, committed_plan.plan_hash"),
    (
        Constraint::PlanOnce,
        "schedule_change_plan_once",
        "schedule_change.clinic_id, schedule_change.plan_hash",
    ),
    (
        Constraint::MarkVersionOnce,
        "attendance_mark_version_once",
        "attendance_mark.clinic_id, attendance_mark.participation_id, attendance_mark.version",
    ),
    (Constraint::InstrumentNameOnce, "instrument_name_once", "instrument.clinic_id, instrument.name"),
    (
        Constraint::MeasureOnceADay,
        "outcome_measure_once_a_day",
        "outcome_measure.clinic_id, outcome_measure.enrollment_id, outcome_measure.instrument_id, \
            outcome_measure.taken_on",
    ),
];

fn sqlx_error(error: &DbErr) -> Option<&sqlx::Error> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(e))
        | DbErr::Exec(RuntimeErr::SqlxError(e))
        | DbErr::Query(RuntimeErr::SqlxError(e)) => Some(e),
        _ => None,
    }
}

fn code_and_message(error: &DbErr) -> Option<(String, &str, Option<&str>)> {
    let refused = sqlx_error(error)?.as_database_error()?;
    Some((refused.code()?.into_owned(), refused.message(), refused.constraint()))
}

/// The constraint a statement broke, if it broke one.
///
/// PostgreSQL: class 23 with the constraint's name. SQLite: result code 19 (`SQLITE_CONSTRAINT`, extended codes
/// such as 2067 unique, 1811 trigger) with columns or the name in the message.
pub(super) fn constraint_of(error: &DbErr) -> Option<Constraint> {
    let (code, message, name) = code_and_message(error)?;
    if let Some(name) = name {
        let known = CONSTRAINTS.iter().find(|(_, postgres, _)| name.starts_with(postgres));
        return Some(match known {
            Some((constraint, _, _)) => *constraint,
            None if code == "23503" => Constraint::Reference,
            None => Constraint::Other,
        });
    }
    let is_sqlite_constraint = code.parse::<i32>().is_ok_and(|code| code & 0xff == 19);
    is_sqlite_constraint.then(|| {
        let rule = message.rsplit(": ").next().unwrap_or(message);
        let known = CONSTRAINTS
            .iter()
            .find(|(_, _, sqlite)| rule == *sqlite || rule.starts_with(&format!("{sqlite},")));
        match known {
            Some((constraint, _, _)) => *constraint,
            None if message.contains("FOREIGN KEY") => Constraint::Reference,
            None => Constraint::Other,
        }
    })
}

/// Whether others won: PostgreSQL 40001, 40P01 and 55P03 (lock time-out), SQLite busy (5) and locked (6), or a pool whose
/// connections were all in use for too long (`Reach` has made sure that the database is there).
pub(super) fn is_lost_race(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)) {
        return true;
    }
    code_and_message(error).is_some_and(|(code, _, constraint)| {
        constraint.is_none()
            && (matches!(code.as_str(), "40001" | "40P01" | "55P03")
                || code.len() < 5 && code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)))
    })
}

/// Whether the database is out of reach, rather than unwilling.
pub(super) fn is_unavailable(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) | DbErr::Conn(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_),
        ) => true,
        Some(sqlx::Error::Database(refused)) => refused.code().is_some_and(|code| is_code_of_absence(&code)),
        _ => false,
    }
}

/// PostgreSQL: classes 08 (connection), 53 (no memory, disk or connection left) and 57 (operator intervention: shutting
/// down, starting up). SQLite: READONLY, IOERR, FULL and CANTOPEN, in the low byte of the result code.
fn is_code_of_absence(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(sqlite) if code.len() < 5 => matches!(sqlite & 0xff, 8 | 10 | 13 | 14),
        _ => ["08", "53", "57"].iter().any(|class| code.len() == 5 && code.starts_with(class)),
    }
}

/// `column` is one of `ids`: one bound array, however many ids there are.
pub(super) fn is_any_of(on: &Connection, column: &'static str, ids: &[Uuid]) -> SimpleExpr {
    if on.get_database_backend() == DbBackend::Postgres {
        Expr::cust_with_values(format!("{column} = ANY($1)"), [uuid_array(ids)])
    } else {
        Expr::cust_with_values(
            format!("{column} IN (SELECT unhex(value) FROM json_each(?))"),
            [uuid_json(ids)],
        )
    }
}

/// `expression` is one of `texts`: one bound array, however many there are.
pub(super) fn is_any_text_of(on: &Connection, expression: &'static str, texts: &[&str]) -> SimpleExpr {
    if on.get_database_backend() == DbBackend::Postgres {
        let texts = texts.iter().map(|text| Value::from(*text)).collect();
        let array = Value::Array(ArrayType::String, Some(Box::new(texts)));
        Expr::cust_with_values(format!("{expression} = ANY($1)"), [array])
    } else {
        let texts = serde_json::Value::from(texts.to_vec()).to_string();
        Expr::cust_with_values(format!("{expression} IN (SELECT value FROM json_each(?))"), [texts])
    }
}

/// The same of ids in a statement written by hand: the condition, whose array is the bound value of that number.
pub(super) fn is_any_of_bound(
    on: &Connection,
    column: &'static str,
    placeholder: usize,
    ids: &[Uuid],
) -> (String, Value) {
    if on.get_database_backend() == DbBackend::Postgres {
        (format!("{column} = ANY(${placeholder})"), uuid_array(ids))
    } else {
        (format!("{column} IN (SELECT unhex(value) FROM json_each(${placeholder}))"), uuid_json(ids))
    }
}

fn uuid_array(ids: &[Uuid]) -> Value {
    Value::Array(ArrayType::Uuid, Some(Box::new(ids.iter().map(|id| Value::from(*id)).collect())))
}

fn uuid_json(ids: &[Uuid]) -> Value {
    let hexadecimal: Vec<String> = ids.iter().map(|id| id.as_simple().to_string()).collect();
    Value::from(serde_json::Value::from(hexadecimal).to_string())
}

/// A query for ids and a number to each, `id` and `number`: one bound value of that number, however many there are.
pub(super) fn numbered_ids(on: &Connection, placeholder: usize, pairs: &[(Uuid, i64)]) -> (String, Value) {
    let pairs =
        pairs.iter().map(|(id, number)| serde_json::json!([id.as_simple().to_string(), number])).collect();
    let second = if on.get_database_backend() == DbBackend::Postgres {
        "CAST(pair ->> 1 AS bigint) AS number"
    } else {
        "value ->> 1 AS number"
    };
    pairs_of_ids(on, placeholder, second, &pairs)
}

/// The same of pairs of ids, `id` and `other`.
pub(super) fn paired_ids(on: &Connection, placeholder: usize, pairs: &[(Uuid, Uuid)]) -> (String, Value) {
    let simple = |id: &Uuid| id.as_simple().to_string();
    let pairs = pairs.iter().map(|(id, other)| serde_json::json!([simple(id), simple(other)])).collect();
    let second = if on.get_database_backend() == DbBackend::Postgres {
        "CAST(pair ->> 1 AS uuid) AS other"
    } else {
        "unhex(value ->> 1) AS other"
    };
    pairs_of_ids(on, placeholder, second, &pairs)
}

/// A query for the pairs of a JSON array, bound as a text: `id`, and what `second` makes of the other.
fn pairs_of_ids(
    on: &Connection,
    placeholder: usize,
    second: &str,
    pairs: &serde_json::Value,
) -> (String, Value) {
    let sql = if on.get_database_backend() == DbBackend::Postgres {
        format!(
            "SELECT CAST(pair ->> 0 AS uuid) AS id, {second} \
             FROM jsonb_array_elements(CAST(${placeholder} AS jsonb)) AS pair"
        )
    } else {
        format!("SELECT unhex(value ->> 0) AS id, {second} FROM json_each(${placeholder})")
    };
    (sql, Value::from(pairs.to_string()))
}

/// The day of the week on which a session begins by its own calendar, counted from Sunday, 0, as a text.
pub(super) fn weekday_of_local_start(on: &Connection) -> Expr {
    Expr::cust(if on.get_database_backend() == DbBackend::Postgres {
        "CAST(CAST(extract(dow FROM CAST(substr(session.local_start, 1, 10) AS date)) AS integer) AS text)"
    } else {
        "strftime('%w', substr(session.local_start, 1, 10))"
    })
}

/// The condition that the instant `later` is more than so many seconds after `earlier`; unknown if one of them is.
pub(super) fn is_longer_than(on: &Connection, earlier: &str, later: &str, seconds: i64) -> String {
    if on.get_database_backend() == DbBackend::Postgres {
        format!("{later} - {earlier} > {seconds} * interval '1 second'")
    } else {
        format!("unixepoch({later}) - unixepoch({earlier}) > {seconds}")
    }
}

/// The column, an instant, as itself; where PostgreSQL has infinity, an instant that nobody can read stands for it: what reads columns
/// would panic.
pub(super) fn finite_instant(on: &Connection, column: &str) -> String {
    if on.get_database_backend() == DbBackend::Postgres {
        format!(
            "CASE WHEN isfinite({column}) IS FALSE THEN '20000-01-01 00:00:00+00' ELSE {column} END AS {column}"
        )
    } else {
        column.to_owned()
    }
}

/// Ends a query so that nobody else changes its rows until the transaction is over. SQLite has one writer at a time.
pub(super) fn locking_rows(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { " FOR UPDATE" } else { "" }
}

/// Ends a query so that nobody changes its rows until the transaction is over, without those that somebody is changing; others may end
/// theirs so at the same time. None on SQLite, where one transaction writes at a time: there is nothing to ask.
pub(super) fn sharing_rows(on: &Connection) -> Option<&'static str> {
    (on.get_database_backend() == DbBackend::Postgres).then_some(" FOR SHARE SKIP LOCKED")
}

/// What makes a selection keep out others that select with it, and nobody else: not even who refers to the row.
///
/// On SQLite write transactions run one after the other.
pub(super) fn locking_against_itself(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { "FOR NO KEY UPDATE" } else { "" }
}

/// What makes a selection for a claim pass over rows that another worker is claiming in this moment.
///
/// On SQLite write transactions run one after the other, so there are none.
pub(super) fn skipping_locked(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" }
}

/// The query for the place behind everything committed in the change feed.
pub(super) fn end_of_feed(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres {
        "SELECT CAST(pg_current_snapshot() AS text) AS position, CAST(NULL AS uuid) AS clinic_id, \
            CAST(NULL AS text) AS subject, CAST(NULL AS text) AS what"
    } else {
        "SELECT CAST(coalesce(max(position), 0) AS text) AS position, NULL AS clinic_id, NULL AS subject, \
            NULL AS what FROM change"
    }
}

/// The query for what was committed since `$1`, at most `$2` entries, and the place behind it in the last row.
///
/// PostgreSQL: whatever this statement's snapshot sees and the one before did not, so that no order of ids, clocks or
/// sequences matters. A row whose transaction number lies ahead came from another cluster by a restored dump. SQLite:
/// one transaction writes at a time, so the rows' numbers are in the order of commits.
pub(super) fn feed_since(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres {
        "SELECT CAST(pg_current_snapshot() AS text) AS position, found.clinic_id, found.subject, found.what \
         FROM (SELECT 1) AS one LEFT JOIN ( \
            SELECT clinic_id, subject, what, transaction_id, id FROM change \
            WHERE transaction_id >= pg_snapshot_xmin(CAST($1 AS pg_snapshot)) \
              AND NOT pg_visible_in_snapshot(transaction_id, CAST($1 AS pg_snapshot)) \
              AND pg_visible_in_snapshot(transaction_id, pg_current_snapshot()) \
            ORDER BY transaction_id, id LIMIT $2 \
         ) AS found ON true ORDER BY found.transaction_id, found.id"
    } else {
        "SELECT CAST(position AS text) AS position, clinic_id, subject, what FROM change \
         WHERE position > CAST($1 AS integer) ORDER BY position LIMIT $2"
    }
}
