//! Whether those whose changes the log records could change the log.

/// How far a role of the database could change the audit log or the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogExposure {
    /// It can add to them, and nothing else.
    Sealed,
    /// It was granted more: each a privilege and its table, `UPDATE audit_event`.
    Privileges(Vec<String>),
    /// The tables, their schema or the database are its own: it can drop triggers, and tables.
    Owner,
    /// It may do everything.
    Superuser,
}
