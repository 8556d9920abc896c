//! What can be asked for, and the token scope each action needs.

use crate::domain::words::words;

words! {
    /// What an API token may be limited to.
    pub enum Scope {
        /// Read sites, programs, groups, series, sessions.
        ScheduleRead = "schedule:read",
        /// Change them.
        ScheduleWrite = "schedule:write",
        /// Read clients and enrollments.
        ClientsRead = "clients:read",
        /// Change them.
        ClientsWrite = "clients:write",
        /// Read marks, rates and flags.
        AttendanceRead = "attendance:read",
        /// Record and correct marks; work through risk flags.
        AttendanceWrite = "attendance:write",
        /// Read reminder policies and deliveries.
        RemindersRead = "reminders:read",
        /// Change reminder policies.
        RemindersWrite = "reminders:write",
        /// Read the audit log.
        AuditRead = "audit:read",
        /// Change the clinic itself: sites, rooms, staff.
        ClinicWrite = "clinic:write",
    }
}

impl Scope {
    /// The scopes that only read: what a dashboard's token gets.
    pub const READ_ONLY: [Self; 4] =
        [Self::ScheduleRead, Self::ClientsRead, Self::AttendanceRead, Self::RemindersRead];
}

words! {
    /// One kind of thing a caller may want to do; `ALL` gives the rows of the permission matrix.
    pub enum Action {
        /// Read sites, rooms, staff, programs, groups, series and sessions; preview a series.
        ReadSchedule = "READ_SCHEDULE",
        /// Create groups and series; move and cancel sessions.
        ManageSchedule = "MANAGE_SCHEDULE",
        /// Make and revoke calendar feeds: links by which whoever has them sees when somebody is where.
        ManageCalendarFeeds = "MANAGE_CALENDAR_FEEDS",
        /// Read clients and enrollments.
        ReadClients = "READ_CLIENTS",
        /// Decide with a client on the form of their course: accept or decline the brief form, and take that back.
        DecideCourse = "DECIDE_COURSE",
        /// Create and change clients; enrol and withdraw.
        ManageClients = "MANAGE_CLIENTS",
        /// Read the waiting list, and who of it could come when.
        ReadWaitlist = "READ_WAITLIST",
        /// Put clients on the waiting list, change their entries, form groups from it.
        ManageWaitlist = "MANAGE_WAITLIST",
        /// Read the tasks: what the service can't do by itself.
        ReadTasks = "READ_TASKS",
        /// Close tasks.
        HandleTasks = "HANDLE_TASKS",
        /// Read rates, the unrecorded backlog, and how people came by their initials; with READ_CLIENTS also marks and
        /// their history, measures, goals and phases.
        ReadAttendance = "READ_ATTENDANCE",
        /// Record and correct marks, measures, goals and steps of phases.
        RecordAttendance = "RECORD_ATTENDANCE",
        /// Read risk flags; with READ_CLIENTS also safety notices.
        ReadRisk = "READ_RISK",
        /// Acknowledge and resolve risk flags; acknowledge safety notices.
        HandleRisk = "HANDLE_RISK",
        /// Read reminder policies and deliveries.
        ReadReminders = "READ_REMINDERS",
        /// Change reminder policies.
        ManageReminders = "MANAGE_REMINDERS",
        /// Read the audit log and the job runs.
        ReadAudit = "READ_AUDIT",
        /// Create sites, rooms, programs and staff.
        ManageClinic = "MANAGE_CLINIC",
    }
}

impl Action {
    /// The scope a token needs for it.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Self::ReadSchedule => Scope::ScheduleRead,
            Self::ManageSchedule | Self::ManageCalendarFeeds => Scope::ScheduleWrite,
            Self::ReadClients | Self::ReadWaitlist | Self::ReadTasks => Scope::ClientsRead,
            Self::DecideCourse | Self::ManageClients | Self::ManageWaitlist | Self::HandleTasks => {
                Scope::ClientsWrite
            }
            Self::ReadAttendance | Self::ReadRisk => Scope::AttendanceRead,
            Self::RecordAttendance | Self::HandleRisk => Scope::AttendanceWrite,
            Self::ReadReminders => Scope::RemindersRead,
            Self::ManageReminders => Scope::RemindersWrite,
            Self::ReadAudit => Scope::AuditRead,
            Self::ManageClinic => Scope::ClinicWrite,
        }
    }
}
