//! Every difference between SQLite and PostgreSQL, in one place.

use sea_orm::sea_query::{ArrayType, Expr, SimpleExpr, Value};
use sea_orm::sqlx;
use sea_orm::{ConnectionTrait, DbBackend, DbErr, RuntimeErr};
use uuid::Uuid;

use super::connection::Connection;
use super::error::Constraint;

/// A constraint, its name on PostgreSQL (index, check or key) and what SQLite's message says of it.
const CONSTRAINTS: [(Constraint, &str, &str); 12] = [
    (Constraint::GroupCapacity, "therapy_group_capacity", "therapy_group_capacity"),
    (Constraint::OccupancyOverlap, "occupancy_overlap", "occupancy_overlap"),
    (
        Constraint::EnrollmentOpenOnce,
        "enrollment_open_once",
        "enrollment.clinic_id, enrollment.group_id, enrollment.client_id",
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
        Constraint::MarkVersionOnce,
        "attendance_mark_version_once",
        "attendance_mark.clinic_id, attendance_mark.participation_id, attendance_mark.version",
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

/// Whether another transaction won: PostgreSQL 40001, 40P01 and 55P03 (lock time-out), SQLite busy (5) and locked (6).
pub(super) fn is_lost_race(error: &DbErr) -> bool {
    code_and_message(error).is_some_and(|(code, _, constraint)| {
        constraint.is_none()
            && (matches!(code.as_str(), "40001" | "40P01" | "55P03")
                || code.len() < 5 && code.parse::<i32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)))
    })
}

/// Whether the database is out of reach, rather than unwilling.
pub(super) fn is_unavailable(error: &DbErr) -> bool {
    if matches!(error, DbErr::ConnectionAcquire(_) | DbErr::Conn(_)) {
        return true;
    }
    match sqlx_error(error) {
        Some(
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Tls(_),
        ) => true,
        // PostgreSQL classes 08 (connection) and 57 (operator intervention: shutting down, starting up).
        Some(sqlx::Error::Database(refused)) => refused
            .code()
            .is_some_and(|code| code.len() == 5 && (code.starts_with("08") || code.starts_with("57"))),
        _ => false,
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

/// What makes a selection for a claim pass over rows that another worker is claiming in this moment.
///
/// On SQLite write transactions run one after the other, so there are none.
pub(super) fn skipping_locked(on: &Connection) -> &'static str {
    if on.get_database_backend() == DbBackend::Postgres { "FOR UPDATE SKIP LOCKED" } else { "" }
}
