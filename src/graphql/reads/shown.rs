//! What each type of the schema shows of clients: whose record, enrollment, participation, mark, flag or reminder.
//!
//! A schedule names nobody: a session without its roster, a group without its members, counts and rates of many. The
//! treatment's enrollment id that a session carries is no record of a client's. The audit log's own ids are none either.

use crate::app::audit::ReadRecords;
use crate::domain::attendance::RosterEntry;
use crate::domain::calendars::FeedSubject;
use crate::graphql::node::Node;
use crate::graphql::types::{
    ApiToken, AttendanceMark, AuditEvent, CalendarFeed, Client, ClientImport, ClientMerge,
    ClientMergePreview, Clinic, Closure, CommittedClosures, CommittedSeriesEdit, CompanionMeeting,
    CourseImport, CourseImportPreview, Enrollment, GroupAttendance, ImportPreview, ImportRow, Instrument,
    Loaded, MailStanding, Measure, NewCalendarFeed, Participation, PlannedCourse, PreviewedMail, RefusedRow,
    ReminderDelivery, ReminderPolicy, RiskFlag, Room, SafetyNotice, ScheduleChange, Session, SessionSeries,
    Site, StaffMail, StaffMember, StepInCourse, Task, TherapyGroup, TreatmentGoal, TreatmentProgram,
    UndoneScheduleChange, UnrecordedSession, WaitlistEntry,
};

/// A part of an answer.
pub(crate) trait Shown {
    /// Adds what it shows of clients.
    fn show(&self, read: &mut ReadRecords);
}

macro_rules! shows_nobody {
    ($($type:ident),+ $(,)?) => {$(
        impl Shown for $type {
            fn show(&self, _: &mut ReadRecords) {}
        }
    )+};
}

shows_nobody!(
    ApiToken,
    AuditEvent,
    ClientImport,
    Clinic,
    Closure,
    CommittedClosures,
    CommittedSeriesEdit,
    CourseImport,
    CourseImportPreview,
    GroupAttendance,
    ImportPreview,
    Instrument,
    MailStanding,
    RefusedRow,
    ReminderPolicy,
    Room,
    ScheduleChange,
    SessionSeries,
    Site,
    StaffMail,
    StaffMember,
    StepInCourse,
    TreatmentProgram,
    UndoneScheduleChange,
    UnrecordedSession,
    bool,
);

impl<T: Shown> Shown for [T] {
    fn show(&self, read: &mut ReadRecords) {
        self.iter().for_each(|one| one.show(read));
    }
}

impl Shown for CalendarFeed {
    fn show(&self, read: &mut ReadRecords) {
        if let FeedSubject::Client(client) = self.0.subject {
            read.about.clients.insert(client);
        }
    }
}

impl Shown for NewCalendarFeed {
    fn show(&self, read: &mut ReadRecords) {
        self.calendar_feed.show(read);
    }
}

impl Shown for Client {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.record.id);
    }
}

impl Shown for ClientMerge {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend([self.0.kept_id, self.0.merged_id]);
    }
}

impl Shown for ClientMergePreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend([self.draft.kept_id, self.draft.merged_id]);
    }
}

impl Shown for ImportRow {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(self.client());
    }
}

impl Shown for PlannedCourse {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(self.client_ids());
    }
}

impl Shown for Enrollment {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.record.client_id);
    }
}

impl Shown for CompanionMeeting {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.record.enrollment.client_id);
    }
}

impl Shown for WaitlistEntry {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.record.entry.client_id);
    }
}

impl Shown for TherapyGroup {
    fn show(&self, read: &mut ReadRecords) {
        if let Loaded::Here(members) = &self.enrollments {
            members.show(read);
        }
        if let Loaded::Here(members) = &self.members_by_initials {
            read.about.clients.extend(members.iter().map(|member| member.client_id));
        }
    }
}

impl Shown for RosterEntry {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.participation.client_id);
        read.about.sessions.insert(self.participation.session_id);
    }
}

impl Shown for Participation {
    fn show(&self, read: &mut ReadRecords) {
        self.entry.show(read);
    }
}

impl Shown for Session {
    fn show(&self, read: &mut ReadRecords) {
        if let Loaded::Here(roster) = &self.participations {
            roster.show(read);
        }
        if let Loaded::Here(roster) = &self.attendance_by_initials
            && !roster.is_empty()
        {
            read.about.clients.extend(roster.iter().map(|entry| entry.person.client_id));
            read.about.sessions.insert(self.record.session.id);
        }
        if let Loaded::Here(Some(group)) = &self.group {
            group.show(read);
        }
        if let Loaded::Here(conflicts) = &self.conflicts {
            // That a session falls outside a client's times tells of them.
            read.about.clients.extend(conflicts.iter().filter_map(|conflict| conflict.0.client_id));
        }
    }
}

impl Shown for AttendanceMark {
    fn show(&self, read: &mut ReadRecords) {
        read.participations.insert(self.0.recorded.participation_id);
    }
}

impl Shown for RiskFlag {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.record.enrollment_id);
    }
}

impl Shown for Measure {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0.reading.enrollment_id);
    }
}

impl Shown for TreatmentGoal {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0.goal.enrollment_id);
    }
}

impl Shown for SafetyNotice {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.record.notice.enrollment_id);
    }
}

impl Shown for ReminderDelivery {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.0.client_id);
        read.about.sessions.insert(self.0.session_id);
    }
}

impl Shown for PreviewedMail {
    fn show(&self, read: &mut ReadRecords) {
        // One to staff tells of nobody.
        if let Some(client_id) = self.record.client_id {
            read.about.clients.insert(client_id);
            read.about.sessions.extend(self.record.session_id);
        }
    }
}

impl Shown for Task {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.insert(self.0.client_id);
    }
}

impl Shown for Node {
    fn show(&self, read: &mut ReadRecords) {
        match self {
            Self::AuditEvent(record) => record.show(read),
            Self::Client(record) => record.show(read),
            Self::Clinic(record) => record.show(read),
            Self::Enrollment(record) => record.show(read),
            Self::Instrument(record) => record.show(read),
            Self::Measure(record) => record.show(read),
            Self::ReminderDelivery(record) => record.show(read),
            Self::ReminderPolicy(record) => record.show(read),
            Self::RiskFlag(record) => record.show(read),
            Self::Room(record) => record.show(read),
            Self::SafetyNotice(record) => record.show(read),
            Self::Session(record) => record.show(read),
            Self::SessionSeries(record) => record.show(read),
            Self::Site(record) => record.show(read),
            Self::StaffMember(record) => record.show(read),
            Self::Task(record) => record.show(read),
            Self::TherapyGroup(record) => record.show(read),
            Self::TreatmentGoal(record) => record.show(read),
            Self::TreatmentProgram(record) => record.show(read),
            Self::WaitlistEntry(record) => record.show(read),
        }
    }
}
