//! What can be asked for, and the token scope each action needs.

use std::fmt;
use std::str::FromStr;

/// What an API token may be limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Read sites, programs, groups, series, sessions.
    ScheduleRead,
    /// Change them.
    ScheduleWrite,
    /// Read clients and enrollments.
    ClientsRead,
    /// Change them.
    ClientsWrite,
    /// Read marks, rates and flags.
    AttendanceRead,
    /// Record and correct marks; work through risk flags.
    AttendanceWrite,
    /// Read reminder policies and deliveries.
    RemindersRead,
    /// Change reminder policies.
    RemindersWrite,
    /// Read the audit log.
    AuditRead,
    /// Change the clinic itself: sites, rooms, staff.
    ClinicWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 10] = [
        Self::ScheduleRead,
        Self::ScheduleWrite,
        Self::ClientsRead,
        Self::ClientsWrite,
        Self::AttendanceRead,
        Self::AttendanceWrite,
        Self::RemindersRead,
        Self::RemindersWrite,
        Self::AuditRead,
        Self::ClinicWrite,
    ];

    /// The scopes that only read: what a dashboard's token gets.
    pub const READ_ONLY: [Self; 4] =
        [Self::ScheduleRead, Self::ClientsRead, Self::AttendanceRead, Self::RemindersRead];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ScheduleRead => "schedule:read",
            Self::ScheduleWrite => "schedule:write",
            Self::ClientsRead => "clients:read",
            Self::ClientsWrite => "clients:write",
            Self::AttendanceRead => "attendance:read",
            Self::AttendanceWrite => "attendance:write",
            Self::RemindersRead => "reminders:read",
            Self::RemindersWrite => "reminders:write",
            Self::AuditRead => "audit:read",
            Self::ClinicWrite => "clinic:write",
        }
    }
}

/// The text is not a scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope `{0}`: expected one of {all}", all = Scope::ALL.map(Scope::word).join(", "))]
pub struct UnknownScope(pub String);

impl FromStr for Scope {
    type Err = UnknownScope;
    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        Self::ALL.into_iter().find(|scope| scope.word() == text).ok_or_else(|| UnknownScope(text.to_owned()))
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One kind of thing a caller may want to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Read sites, rooms, staff, programs, groups, series and sessions; preview a series.
    ReadSchedule,
    /// Create groups and series; move and cancel sessions.
    ManageSchedule,
    /// Read clients and enrollments.
    ReadClients,
    /// Create and change clients; enrol and withdraw.
    ManageClients,
    /// Read marks, their history, rates and the unrecorded backlog.
    ReadAttendance,
    /// Record and correct marks.
    RecordAttendance,
    /// Read risk flags.
    ReadRisk,
    /// Acknowledge and resolve risk flags.
    HandleRisk,
    /// Read reminder policies and deliveries.
    ReadReminders,
    /// Change reminder policies.
    ManageReminders,
    /// Read the audit log and the job runs.
    ReadAudit,
    /// Create sites, rooms, programs and staff.
    ManageClinic,
}

impl Action {
    /// Every action: the rows of the permission matrix.
    pub const ALL: [Self; 12] = [
        Self::ReadSchedule,
        Self::ManageSchedule,
        Self::ReadClients,
        Self::ManageClients,
        Self::ReadAttendance,
        Self::RecordAttendance,
        Self::ReadRisk,
        Self::HandleRisk,
        Self::ReadReminders,
        Self::ManageReminders,
        Self::ReadAudit,
        Self::ManageClinic,
    ];

    /// The scope a token needs for it.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Self::ReadSchedule => Scope::ScheduleRead,
            Self::ManageSchedule => Scope::ScheduleWrite,
            Self::ReadClients => Scope::ClientsRead,
            Self::ManageClients => Scope::ClientsWrite,
            Self::ReadAttendance | Self::ReadRisk => Scope::AttendanceRead,
            Self::RecordAttendance | Self::HandleRisk => Scope::AttendanceWrite,
            Self::ReadReminders => Scope::RemindersRead,
            Self::ManageReminders => Scope::RemindersWrite,
            Self::ReadAudit => Scope::AuditRead,
            Self::ManageClinic => Scope::ClinicWrite,
        }
    }

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ReadSchedule => "READ_SCHEDULE",
            Self::ManageSchedule => "MANAGE_SCHEDULE",
            Self::ReadClients => "READ_CLIENTS",
            Self::ManageClients => "MANAGE_CLIENTS",
            Self::ReadAttendance => "READ_ATTENDANCE",
            Self::RecordAttendance => "RECORD_ATTENDANCE",
            Self::ReadRisk => "READ_RISK",
            Self::HandleRisk => "HANDLE_RISK",
            Self::ReadReminders => "READ_REMINDERS",
            Self::ManageReminders => "MANAGE_REMINDERS",
            Self::ReadAudit => "READ_AUDIT",
            Self::ManageClinic => "MANAGE_CLINIC",
        }
    }
}
