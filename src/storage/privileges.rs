//! What the role that the service runs as may do with each table. PostgreSQL only: a file has no roles.

use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult};

use super::connect::Database;
use super::connection::Connection;
use super::error::StorageError;
use super::statement::rows;
use super::transaction::{Transaction, write};
use crate::domain::audit::LogExposure;

/// What the service may do with a table.
#[derive(Clone, Copy)]
enum Rights {
    /// Everything that changes rows.
    Ordinary,
    /// Adding rows.
    AppendOnly,
    /// Adding rows, and taking them off where a trigger lets.
    Queue,
    /// Reading.
    ReadOnly,
}

/// Every table that is not ordinary. A new table stands here or in `ORDINARY`, or the service can't use it.
const PARTICULAR: [(&str, Rights); 13] = [
    // Taken off by undoing an import of courses; a trigger sees to it.
    ("attendance_mark", Rights::Queue),
    ("audit_event", Rights::AppendOnly),
    ("audit_mention", Rights::AppendOnly),
    ("audit_seal", Rights::AppendOnly),
    ("audit_unsealed", Rights::Queue),
    ("goal_rating", Rights::AppendOnly),
    ("outcome_measure_version", Rights::AppendOnly),
    ("phase_step_tick", Rights::AppendOnly),
    ("risk_action", Rights::AppendOnly),
    ("risk_calibration", Rights::AppendOnly),
    ("safety_notice_reopening", Rights::AppendOnly),
    ("seaql_migrations", Rights::ReadOnly),
    ("treatment_goal_version", Rights::AppendOnly),
];

/// The tables whose rows come, change and go.
const ORDINARY: [&str; 58] = [
    "account",
    "api_token",
    "availability_window",
    "brief_form_decision",
    "brief_form_place",
    "calendar_feed",
    "certification",
    "change",
    "client",
    "client_import",
    "client_import_entry",
    "client_import_row",
    "client_link",
    "client_merge",
    "client_merge_enrollment",
    "client_merge_waitlist_entry",
    "clinic",
    "closure",
    "committed_plan",
    "course_import",
    "course_import_entry",
    "course_import_series",
    "enrollment",
    "former_message_id",
    "guardian",
    "idempotency_key",
    "import_upload",
    "import_upload_piece",
    "instrument",
    "job_run",
    "licence",
    "mail_bounce",
    "mail_draft",
    "notice",
    "occupancy",
    "outcome_measure",
    "participation",
    "program_phase_steps",
    "reminder_delivery",
    "reminder_policy",
    "reminder_rule",
    "risk_flag",
    "room",
    "safety_notice",
    "schedule_change",
    "schedule_change_series",
    "schedule_change_session",
    "session",
    "session_series",
    "sign_in",
    "sign_in_attempt",
    "site",
    "staff_member",
    "task",
    "therapy_group",
    "treatment_goal",
    "treatment_program",
    "waitlist_entry",
];

impl Rights {
    const fn granted(self) -> &'static str {
        match self {
            Self::Ordinary => "SELECT, INSERT, UPDATE, DELETE",
            Self::AppendOnly => "SELECT, INSERT",
            Self::Queue => "SELECT, INSERT, DELETE",
            Self::ReadOnly => "SELECT",
        }
    }

    /// What would let a role change what was written, or put a trigger of its own before it.
    const fn dangerous(self) -> &'static [&'static str] {
        match self {
            Self::AppendOnly => &["UPDATE", "DELETE", "TRUNCATE", "TRIGGER"],
            Self::Queue => &["UPDATE", "TRUNCATE", "TRIGGER"],
            Self::Ordinary | Self::ReadOnly => &[],
        }
    }
}

/// Why the service's rights can't be granted to a role.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// A SQLite file has no roles.
    #[error("a SQLite file has no roles")]
    NoRoles,
    /// The server has no such role.
    #[error("the server has no such role")]
    NoSuchRole,
    /// The role may do everything, or owns what it is to be kept from.
    #[error("the role owns the tables or is a superuser")]
    NotLesser,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Passes if the database has such a role.
///
/// # Errors
/// `NoRoles`, `NoSuchRole`; `Storage` if the database fails.
pub async fn ensure_role(db: &Database, role: &str) -> Result<(), GrantError> {
    if db.reader().get_database_backend() != DbBackend::Postgres {
        return Err(GrantError::NoRoles);
    }
    match log_exposure(db.reader(), Some(role)).await? {
        Some(_) => Ok(()),
        None => Err(GrantError::NoSuchRole),
    }
}

/// Gives a role what the service needs, and takes back whatever else it was given on these tables: what is left of that,
/// by other ways. Harmless when there is nothing to do.
///
/// # Errors
/// `NoRoles`, `NoSuchRole`, `NotLesser`; `Storage` if the database refuses or fails.
pub async fn grant_to_service(db: &Database, role: &str) -> Result<LogExposure, GrantError> {
    let no_second_try = |_| std::future::ready(false);
    write(db, GrantError::Storage, no_second_try, |tx| async move {
        match log_exposure(&tx, Some(role)).await? {
            None => return Err(GrantError::NoSuchRole),
            Some((_, LogExposure::Owner | LogExposure::Superuser)) => return Err(GrantError::NotLesser),
            Some((_, LogExposure::Sealed | LogExposure::Privileges(_))) => (),
        }
        grant(&tx, role).await?;
        let left = log_exposure(&tx, Some(role)).await?;
        left.map(|(_, exposure)| exposure).ok_or(GrantError::NoSuchRole)
    })
    .await
}

async fn grant(tx: &Transaction, role: &str) -> Result<(), StorageError> {
    const OF: &str = "the schema's own name";
    let sql = "SELECT current_schema()::text AS schema, \
        has_schema_privilege(CAST($1 AS name), current_schema(), 'USAGE') AS usable";
    let schema: Vec<SchemaRow> = rows(tx, sql, [role.into()]).await?;
    let SchemaRow { schema, usable } = schema.into_iter().next().ok_or(StorageError::Corrupt(OF))?;
    let (schema, role) = (quoted(&schema), quoted(role));
    let mut statements = Vec::new();
    if !usable {
        statements.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role}"));
    }
    for (table, rights) in tables() {
        statements.push(format!("REVOKE ALL ON TABLE {schema}.{table} FROM {role}"));
        statements.push(format!("GRANT {} ON TABLE {schema}.{table} TO {role}", rights.granted()));
    }
    tx.execute_unprepared(&statements.join(";\n")).await?;
    Ok(())
}

fn tables() -> impl Iterator<Item = (&'static str, Rights)> {
    ORDINARY.into_iter().map(|table| (table, Rights::Ordinary)).chain(PARTICULAR)
}

/// As a statement names it, whatever signs are in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[derive(FromQueryResult)]
struct SchemaRow {
    schema: String,
    usable: bool,
}

#[derive(FromQueryResult)]
struct RoleRow {
    role: String,
    superuser: bool,
    owner: bool,
}

#[derive(FromQueryResult)]
struct PrivilegeRow {
    privilege: String,
}

/// How far a role could change the audit log or the marks, with its name: of that name, or else the one that asks. None
/// if there is no such role, or, on SQLite, none at all.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn log_exposure(
    on: &Connection,
    role: Option<&str>,
) -> Result<Option<(String, LogExposure)>, StorageError> {
    if on.get_database_backend() != DbBackend::Postgres {
        return Ok(None);
    }
    // A schema's owner may drop every table in it, and the database's owner the database.
    let sql = "SELECT r.rolname::text AS role, r.rolsuper AS superuser, \
            coalesce(pg_has_role(r.oid, n.nspowner, 'MEMBER'), false) \
            OR pg_has_role(r.oid, d.datdba, 'MEMBER') \
            OR EXISTS (SELECT FROM pg_class t WHERE t.oid IN (to_regclass('audit_event'), to_regclass('audit_mention'), \
                to_regclass('audit_seal'), to_regclass('audit_unsealed'), to_regclass('attendance_mark')) \
                AND pg_has_role(r.oid, t.relowner, 'MEMBER')) AS owner \
        FROM pg_roles r JOIN pg_database d ON d.datname = current_database() \
        LEFT JOIN pg_namespace n ON n.nspname = current_schema() \
        WHERE r.rolname = coalesce(CAST($1 AS text), current_user)";
    let found: Vec<RoleRow> = rows(on, sql, [role.map(str::to_owned).into()]).await?;
    let Some(RoleRow { role, superuser, owner }) = found.into_iter().next() else { return Ok(None) };
    let exposure = if superuser {
        LogExposure::Superuser
    } else if owner {
        LogExposure::Owner
    } else {
        let privileges = dangerous_privileges(on, &role).await?;
        if privileges.is_empty() { LogExposure::Sealed } else { LogExposure::Privileges(privileges) }
    };
    Ok(Some((role, exposure)))
}

async fn dangerous_privileges(on: &Connection, role: &str) -> Result<Vec<String>, StorageError> {
    let all: Vec<String> = tables()
        .flat_map(|(table, rights)| {
            rights.dangerous().iter().map(move |word| format!("('{table}', '{word}')"))
        })
        .collect();
    let sql = format!(
        "SELECT word || ' ' || name AS privilege FROM (VALUES {}) AS asked (name, word) \
         WHERE to_regclass(name) IS NOT NULL \
            AND (has_table_privilege(CAST($1 AS name), to_regclass(name), word) \
                OR word = 'UPDATE' AND has_any_column_privilege(CAST($1 AS name), to_regclass(name), 'UPDATE')) \
         ORDER BY name, word",
        all.join(", ")
    );
    let found: Vec<PrivilegeRow> = rows(on, &sql, [role.into()]).await?;
    Ok(found.into_iter().map(|row| row.privilege).collect())
}
