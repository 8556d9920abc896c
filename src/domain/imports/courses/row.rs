//! One record as what it says of a client's place in a session.

use std::collections::HashMap;

use csv::StringRecord;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::column::CourseColumn as Column;
use crate::domain::attendance::{AbsenceReason, StoredStatus};
use crate::domain::groups::Admission;
use crate::domain::imports::file::{
    Record, RefusedCell, UnreadableFile, parse_word, read_table, refuse_formula,
};
use crate::domain::name::Name;
use crate::domain::people::ExternalId;
use crate::domain::series::{CancelledBy, SessionCount, SessionMinutes};
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// How a client's course ended.
    pub enum Ending {
        /// The course was completed.
        Completed = "COMPLETED",
        /// It ended before its time.
        EndedEarly = "ENDED_EARLY",
    }
}

/// One record of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The group as written: by it and the client a row that can't be read is known to belong to a course.
    pub group: String,
    /// The program's code as written.
    pub program: String,
    /// The client's number as written.
    pub client: String,
    /// What it says, or everything that is wrong with it.
    pub cells: Result<Box<CourseCells>, Vec<RefusedCell>>,
}

/// What a record says of a client's place in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseCells {
    /// The group's name; none for an individual treatment.
    pub group: Option<Name>,
    /// The program's code, as written.
    pub program: String,
    /// The site's name, as written.
    pub site: Option<String>,
    /// Whether people may join the group while it runs.
    pub admission: Option<Admission>,
    /// How many sessions the course was planned for.
    pub planned_sessions: Option<SessionCount>,
    /// The session's wall time.
    pub local_start: DateTime,
    /// The zone of that wall time.
    pub zone: Option<Zone>,
    /// How long the session takes.
    pub minutes: Option<SessionMinutes>,
    /// Who led it, as written.
    pub therapist: String,
    /// Where it took place, as written.
    pub room: Option<String>,
    /// On whose side it was cancelled.
    pub cancelled_by: Option<CancelledBy>,
    /// Whose place.
    pub client: ExternalId,
    /// Whether they came.
    pub attendance: StoredStatus,
    /// Minutes the client was there.
    pub minutes_attended: Option<i32>,
    /// Whether they came after the start.
    pub arrived_late: bool,
    /// Why they were absent.
    pub absence_reason: Option<AbsenceReason>,
    /// When they said that they can't come.
    pub notice_given_at: Option<Notice>,
    /// How the client's course ended, if it did.
    pub ended: Option<EndedCells>,
}

/// What a record says of the end of a client's course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndedCells {
    /// On which date of the course's zone.
    pub on: Date,
    /// How.
    pub ending: Ending,
    /// Whether client and clinician agreed on it.
    pub agreed: Option<bool>,
}

/// When somebody said that they can't come: an instant, or a wall time of the session's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// With `Z` or an offset behind it.
    At(Timestamp),
    /// Without.
    Local(DateTime),
}

/// Reads a CSV file of courses: a row for every record, the bad ones with what is wrong with them.
///
/// # Errors
/// `UnreadableFile` if the text or its header can't be used, for then no row could be trusted, or there is no row.
pub fn read_courses(bytes: &[u8]) -> Result<Vec<CourseRow>, UnreadableFile> {
    let table = read_table(bytes)?;
    // A file repeats its zones on every line.
    let mut zones = HashMap::new();
    let row = |(line, cells): &(u64, StringRecord)| {
        let mut row = CourseRow {
            line: *line,
            group: String::new(),
            program: String::new(),
            client: String::new(),
            cells: Err(Vec::new()),
        };
        row.cells = Record::new(&table.columns, cells).and_then(|mut record| {
            row.group = record.text(Column::Group).unwrap_or_default().to_owned();
            row.program = record.text(Column::Program).unwrap_or_default().to_owned();
            row.client = record.text(Column::Client).unwrap_or_default().to_owned();
            let read = place(&mut record, &mut zones).map(Box::new);
            record.finish(read)
        });
        row
    };
    Ok(table.records.iter().map(row).collect())
}

/// Reads every cell, so that all that is wrong is told at once.
fn place(
    record: &mut Record<'_, Column>,
    zones: &mut HashMap<String, Result<Zone, String>>,
) -> Option<CourseCells> {
    let group = record.optional(Column::Group, |text| plain(text)?.parse::<Name>().map_err(told));
    let program = record.needed(Column::Program, text);
    let site = record.optional(Column::Site, text);
    let admission = record.optional(Column::Admission, parse_word::<Admission>);
    let planned_sessions =
        record.optional(Column::PlannedSessions, |text| SessionCount::parse(number(text)?).map_err(told));
    let date = record.needed(Column::Date, date);
    let start = record.needed(Column::Start, time);
    let zone = record.optional(Column::Zone, |text| {
        let known = zones.entry(text.to_owned());
        known.or_insert_with(|| Zone::parse(text).map_err(told)).clone()
    });
    let minutes = record.optional(Column::Minutes, |text| SessionMinutes::parse(number(text)?).map_err(told));
    let therapist = record.needed(Column::Therapist, text);
    let room = record.optional(Column::Room, text);
    let cancelled_by = record.optional(Column::CancelledBy, parse_word::<CancelledBy>);
    let client = record.needed(Column::Client, |text| plain(text)?.parse::<ExternalId>().map_err(told));
    let attendance = record.optional(Column::Attendance, status);
    let minutes_attended = record.optional(Column::MinutesAttended, |text| {
        i32::try_from(number(text)?).map_err(|_| "expected a number of minutes".to_owned())
    });
    let arrived_late = record.answer(Column::ArrivedLate).unwrap_or(false);
    let absence_reason = record.optional(Column::AbsenceReason, reason);
    let notice_given_at = record.optional(Column::NoticeGivenAt, notice);
    let ended = ended(record);
    Some(CourseCells {
        group,
        program: program?,
        site,
        admission,
        planned_sessions,
        local_start: date?.to_datetime(start?),
        zone,
        minutes,
        therapist: therapist?,
        room,
        cancelled_by,
        client: client?,
        attendance: attendance.unwrap_or(StoredStatus::Unrecorded),
        minutes_attended,
        arrived_late,
        absence_reason,
        notice_given_at,
        ended,
    })
}

fn ended(record: &mut Record<'_, Column>) -> Option<EndedCells> {
    let on = record.optional(Column::EndedOn, date);
    let ending = record.optional(Column::Ending, parse_word::<Ending>);
    let agreed = record.answer(Column::EndingAgreed);
    let is_said = |column| record.text(column).is_some_and(|text| !text.is_empty());
    if is_said(Column::EndedOn) && !is_said(Column::Ending) {
        record.refuse(Column::Ending, "must not be empty beside ended_on: COMPLETED or ENDED_EARLY");
    } else if !is_said(Column::EndedOn) && (is_said(Column::Ending) || is_said(Column::EndingAgreed)) {
        record.refuse(Column::EndedOn, "must not be empty where more is said of the ending");
    }
    Some(EndedCells { on: on?, ending: ending?, agreed })
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn plain(text: &str) -> Result<&str, String> {
    refuse_formula(text).map_err(told)
}

#[expect(clippy::unnecessary_wraps, reason = "it reads a cell, as the readers that can refuse one do")]
fn text(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}

fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "expected a whole number".to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    let is_iso = text.len() == 10 && text.chars().all(|c| c.is_ascii_digit() || c == '-');
    let parsed = text.parse::<Date>().ok().filter(|_| is_iso);
    parsed.ok_or_else(|| "expected a date as year-month-day, such as 2026-10-06".to_owned())
}

/// A wall time on the minute; the hour may have one digit.
fn time(text: &str) -> Result<Time, String> {
    let is_clock = text.chars().all(|c| c.is_ascii_digit() || c == ':') && text.contains(':');
    let padded = if text.find(':') == Some(1) { format!("0{text}") } else { text.to_owned() };
    let parsed = padded.parse::<Time>().ok().filter(|time| is_clock && time.second() == 0);
    parsed.ok_or_else(|| "expected a time on the minute of 24 hours, such as 18:00".to_owned())
}

fn status(text: &str) -> Result<StoredStatus, String> {
    let known = StoredStatus::ALL.map(StoredStatus::word);
    let expected = || format!("expected one of {}, or nothing", known.join(", "));
    parse_word(text).map_err(|_| match text.to_uppercase().replace([' ', '-'], "_").as_str() {
        // Whether a cancellation was late is derived from the notice, never written down.
        "LATE_CANCELLED" => {
            "write CANCELLED_BY_CLIENT and the time of notice in notice_given_at: whether it was \
                             late follows from that"
                .to_owned()
        }
        _ => expected(),
    })
}

fn reason(text: &str) -> Result<AbsenceReason, String> {
    let known = AbsenceReason::ALL.map(AbsenceReason::word);
    parse_word(text).map_err(|_| format!("expected one of {}", known.join(", ")))
}

fn notice(text: &str) -> Result<Notice, String> {
    let at = text.parse().map(Notice::At);
    let is_wall_time = text.len() >= 16 && text.chars().all(|c| c.is_ascii_digit() || "-: T".contains(c));
    let local = || text.parse().map(Notice::Local).ok().filter(|_| is_wall_time);
    at.ok().or_else(local).ok_or_else(|| {
        "expected a wall time of the session's zone, such as 2026-10-05 17:30, or an instant, such as \
         2026-10-05T21:30:00Z"
            .to_owned()
    })
}
