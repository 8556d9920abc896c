//! What the cells of a dashboard are cells of.

use jiff::civil::Weekday;

use crate::domain::ids::{ProgramId, StaffMemberId};
use crate::domain::programs::ProgramFormat;
use crate::domain::risk::RiskKind;
use crate::domain::words::words;

words! {
    /// By what attendance is broken down.
    pub enum BreakdownBy {
        /// The day of the week on which a session began, on its own wall calendar.
        Weekday = "WEEKDAY",
        /// The hour in which it began, on its own wall clock.
        Hour = "HOUR",
        /// In a group or one-on-one.
        Format = "FORMAT",
        /// Who led the session.
        Lead = "LEAD",
        /// The program of the course.
        Program = "PROGRAM",
    }
}

/// What a cell is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellOf {
    /// A program.
    Program {
        /// Which.
        id: ProgramId,
        /// Its name.
        name: String,
    },
    /// Whoever led the sessions.
    Lead {
        /// Who.
        id: StaffMemberId,
        /// Their name.
        name: String,
    },
    /// In a group or one-on-one.
    Format(ProgramFormat),
    /// A day of the week.
    Weekday(Weekday),
    /// An hour of the day, 0 to 23.
    Hour(u8),
    /// A kind of risk flag.
    Flags(RiskKind),
}

impl CellOf {
    /// What tells it from its neighbours: an id, a word, or an hour.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Program { id, .. } => id.to_string(),
            Self::Lead { id, .. } => id.to_string(),
            Self::Format(format) => format.word().to_owned(),
            Self::Weekday(day) => weekday_name(*day).to_uppercase(),
            Self::Hour(hour) => format!("{hour:02}"),
            Self::Flags(kind) => kind.word().to_owned(),
        }
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Program { name, .. } | Self::Lead { name, .. } => name.clone(),
            Self::Format(ProgramFormat::Group) => "Group".to_owned(),
            Self::Format(ProgramFormat::Individual) => "Individual".to_owned(),
            Self::Weekday(day) => weekday_name(*day).to_owned(),
            Self::Hour(hour) => format!("{hour:02}:00"),
            Self::Flags(kind) => kind.title().to_owned(),
        }
    }

    /// Its place among its neighbours: by name, by the day of the week from Monday, by the hour, flags in the order of
    /// their kinds.
    pub(super) fn rank(&self) -> (i8, String) {
        match self {
            Self::Program { .. } | Self::Lead { .. } => (0, self.name() + &self.key()),
            Self::Weekday(day) => (day.to_monday_zero_offset(), String::new()),
            Self::Format(_) | Self::Hour(_) => (0, self.key()),
            Self::Flags(kind) => (*kind as i8, String::new()),
        }
    }
}

const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
