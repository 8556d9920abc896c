//! The columns a file of courses may have.

use crate::domain::imports::ClientColumn;
use crate::domain::imports::file::FileColumn;
use crate::domain::words::words;

words! {
    /// A column of a file of courses, by the name its header has. A row is one client's place in one session.
    pub enum CourseColumn {
        /// The group's name; empty for an individual treatment.
        Group = "group",
        /// The program's code.
        Program = "program",
        /// The site's name; needed where the clinic has several.
        Site = "site",
        /// Whether people may join the group while it runs.
        Admission = "admission",
        /// How many sessions the course was planned for.
        PlannedSessions = "planned_sessions",
        /// The date of the session.
        Date = "date",
        /// The wall time it starts at.
        Start = "start",
        /// The zone of date and start; the site's unless said.
        Zone = "zone",
        /// How long it takes; as the program says unless said.
        Minutes = "minutes",
        /// Who led it: name or login.
        Therapist = "therapist",
        /// Where it took place; empty for remote.
        Room = "room",
        /// On whose side it was cancelled, if it was.
        CancelledBy = "cancelled_by",
        /// Whose place: the clinic's own number of the client.
        Client = "client",
        /// Whether they came; empty if nobody recorded it.
        Attendance = "attendance",
        /// Minutes the client was there.
        MinutesAttended = "minutes_attended",
        /// Whether they came after the start.
        ArrivedLate = "arrived_late",
        /// Why they were absent.
        AbsenceReason = "absence_reason",
        /// When they said that they can't come.
        NoticeGivenAt = "notice_given_at",
        /// The date on which the client left the course, if they did.
        EndedOn = "ended_on",
        /// How it ended.
        Ending = "ending",
        /// Whether client and clinician agreed on the ending.
        EndingAgreed = "ending_agreed",
    }
}

impl FileColumn for CourseColumn {
    const KIND: &'static str = "courses";

    type Other = ClientColumn;

    const COLUMNS: &'static [Self] = Self::ALL;

    const MANDATORY: &'static [Self] =
        &[Self::Program, Self::Date, Self::Start, Self::Therapist, Self::Client, Self::Attendance];

    fn name(self) -> &'static str {
        self.word()
    }

    fn companion(self) -> Option<Self> {
        match self {
            Self::EndedOn => Some(Self::Ending),
            Self::Ending | Self::EndingAgreed => Some(Self::EndedOn),
            Self::Admission => Some(Self::Group),
            Self::Group
            | Self::Program
            | Self::Site
            | Self::PlannedSessions
            | Self::Date
            | Self::Start
            | Self::Zone
            | Self::Minutes
            | Self::Therapist
            | Self::Room
            | Self::CancelledBy
            | Self::Client
            | Self::Attendance
            | Self::MinutesAttended
            | Self::ArrivedLate
            | Self::AbsenceReason
            | Self::NoticeGivenAt => None,
        }
    }

    fn example(self) -> &'static str {
        match self {
            Self::Group => "Tuesday evening",
            Self::Program => "IPT-GROUP",
            Self::Admission => "closed",
            Self::PlannedSessions => "16",
            Self::Date => "2026-10-06",
            Self::Start => "18:00",
            Self::Zone => "America/New_York",
            Self::Minutes => "90",
            Self::Therapist => "Kim Lee",
            Self::Client => "A-1017",
            Self::Attendance => "ATTENDED_PARTIALLY",
            Self::MinutesAttended => "60",
            Self::ArrivedLate => "yes",
            Self::Site
            | Self::Room
            | Self::CancelledBy
            | Self::AbsenceReason
            | Self::NoticeGivenAt
            | Self::EndedOn
            | Self::Ending
            | Self::EndingAgreed => "",
        }
    }
}
