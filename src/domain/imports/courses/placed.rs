//! A row whose names are found: it stands for records of the clinic.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::column::CourseColumn as Column;
use super::known::KnownForCourses;
use super::row::{CourseCells, Notice};
use crate::domain::attendance::{
    CurrentMark, Mark, MarkError, MarkInput, RecordError, RecordOutcome, SessionForMarking, StoredStatus,
    plan_record,
};
use crate::domain::clinics::Site;
use crate::domain::ids::{ClientId, ProgramId, RoomId, SiteId, StaffMemberId};
use crate::domain::imports::file::RefusedCell;
use crate::domain::programs::{ProgramDraft, ProgramFormat, TreatmentProgram};
use crate::domain::series::{CancelledBy, PlannedSession, SessionMinutes};
use crate::domain::time::{Zone, resolve};

/// What makes rows rows of the same course.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum CourseKey {
    /// Program, site and the group's name in lower case.
    Group(ProgramId, SiteId, String),
    /// An individual treatment.
    Treatment(ProgramId, ClientId),
}

/// A row, its names found.
#[derive(Debug, Clone)]
pub(super) struct Placed<'a> {
    pub(super) line: u64,
    pub(super) cells: &'a CourseCells,
    pub(super) key: CourseKey,
    pub(super) program: &'a TreatmentProgram,
    pub(super) site_id: SiteId,
    pub(super) zone: Zone,
    pub(super) client_id: ClientId,
    pub(super) therapist_id: StaffMemberId,
    pub(super) is_therapist_disabled: bool,
    pub(super) room_id: Option<RoomId>,
    pub(super) cancelled_by: Option<CancelledBy>,
    pub(super) planned: PlannedSession,
    pub(super) minutes: SessionMinutes,
    pub(super) mark: Mark,
}

/// Finds what a row names; `now` decides which marks can be known.
pub(super) fn place<'a>(
    line: u64,
    cells: &'a CourseCells,
    known: &'a KnownForCourses,
    now: Timestamp,
) -> Result<Placed<'a>, Vec<RefusedCell>> {
    let mut refused = Vec::new();
    let program = taken(&mut refused, Column::Program, &cells.program, known.program(&cells.program));
    let named = cells.site.as_deref();
    let site = taken(&mut refused, Column::Site, named.unwrap_or_default(), known.site(named));
    let client = taken(&mut refused, Column::Client, cells.client.as_str(), known.client(&cells.client));
    let therapist =
        taken(&mut refused, Column::Therapist, &cells.therapist, known.therapist(&cells.therapist));
    let room = match (&cells.room, site) {
        (Some(room), Some(site)) => {
            taken(&mut refused, Column::Room, room, known.room(site.id, room)).map(|room| Some(room.id))
        }
        (None, _) | (_, None) => Some(None),
    };
    let group = program.and_then(|program| {
        let text = cells.group.as_ref().map_or("", |name| name.as_str());
        taken(&mut refused, Column::Group, text, check_format(&program.draft, cells))
    });
    let session = match (program, site) {
        (Some(program), Some(site)) => session(&mut refused, cells, &program.draft, site, now),
        _ => None,
    };
    let placed = || {
        let (program, site, client_id, Session { zone, planned, minutes, mark }) =
            (program?, site?, client?, session?);
        let therapist = therapist?;
        let key = match group? {
            Some(name) => CourseKey::Group(program.id, site.id, name),
            None => CourseKey::Treatment(program.id, client_id),
        };
        Some(Placed {
            line,
            cells,
            key,
            program,
            site_id: site.id,
            zone,
            client_id,
            therapist_id: therapist.id,
            is_therapist_disabled: therapist.disabled_at.is_some(),
            room_id: room?,
            cancelled_by: cells.cancelled_by,
            planned,
            minutes,
            mark,
        })
    };
    let placed = placed();
    if refused.is_empty() { placed.ok_or(refused) } else { Err(refused) }
}

fn taken<T, E: std::fmt::Display>(
    refused: &mut Vec<RefusedCell>,
    column: Column,
    value: &str,
    found: Result<T, E>,
) -> Option<T> {
    found.map_err(|error| refused.push(RefusedCell::new(column, value, error))).ok()
}

/// The group's name in lower case, if the program treats people together.
fn check_format(program: &ProgramDraft, cells: &CourseCells) -> Result<Option<String>, &'static str> {
    match (program.format, &cells.group) {
        (ProgramFormat::Group, Some(name)) => Ok(Some(name.as_str().to_lowercase())),
        (ProgramFormat::Individual, None) => Ok(None),
        (ProgramFormat::Group, None) => Err("must not be empty: the program treats people in a group"),
        (ProgramFormat::Individual, Some(_)) => Err("must be empty: the program treats people one by one"),
    }
}

struct Session {
    zone: Zone,
    planned: PlannedSession,
    minutes: SessionMinutes,
    mark: Mark,
}

fn session(
    refused: &mut Vec<RefusedCell>,
    cells: &CourseCells,
    program: &ProgramDraft,
    site: &Site,
    now: Timestamp,
) -> Option<Session> {
    let zone = cells.zone.clone().unwrap_or_else(|| site.zone.clone());
    let by_program = SessionMinutes::parse(program.session_minutes).unwrap_or(SessionMinutes::DEFAULT);
    let minutes = cells.minutes.unwrap_or(by_program);
    let written = cells.local_start.to_string();
    if cells.local_start.date() < oldest(now) {
        refused.push(RefusedCell::new(Column::Date, &written, "lies more than ten years back"));
        return None;
    }
    let resolved = taken(refused, Column::Date, &written, resolve(cells.local_start, &zone))?;
    let ends_at = minutes.end_of(resolved.starts_at).ok_or("lies beyond the calendar");
    let planned = PlannedSession {
        ordinal: 0,
        local_start: cells.local_start,
        starts_at: resolved.starts_at,
        ends_at: taken(refused, Column::Date, &written, ends_at)?,
        clock_change: resolved.kind,
        resolved_local: resolved.local,
    };
    let mark = taken(
        refused,
        Column::Attendance,
        cells.attendance.word(),
        mark(cells, &planned, minutes, &zone, now),
    )?;
    Some(Session { zone, planned, minutes, mark })
}

/// Ten years back: older attendance is no longer anybody's course, and a date of year 20 is a slip.
fn oldest(now: Timestamp) -> Date {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    today.checked_sub(10.years()).unwrap_or(Date::MIN)
}

/// What the row records, under the rules of every mark.
fn mark(
    cells: &CourseCells,
    planned: &PlannedSession,
    minutes: SessionMinutes,
    zone: &Zone,
    now: Timestamp,
) -> Result<Mark, String> {
    let notice_given_at = match cells.notice_given_at {
        None => None,
        Some(Notice::At(at)) => Some(at),
        Some(Notice::Local(local)) => {
            Some(resolve(local, zone).map_err(|error| error.to_string())?.starts_at)
        }
    };
    let input = MarkInput {
        status: cells.attendance,
        minutes_attended: cells.minutes_attended,
        arrived_late: cells.arrived_late,
        reason: cells.absence_reason,
        notice_given_at,
    };
    if input == MarkInput::bare(StoredStatus::Unrecorded) {
        return Ok(Mark::UNRECORDED);
    }
    let session = SessionForMarking {
        is_cancelled: cells.cancelled_by.is_some(),
        starts_at: planned.starts_at,
        minutes: u32::from(minutes.get()),
    };
    match plan_record(&CurrentMark::NONE, &input, &session, now) {
        Ok(RecordOutcome::Append { mark, version: _ }) => Ok(mark),
        Ok(RecordOutcome::Unchanged) => Ok(Mark::UNRECORDED),
        Err(error) => Err(in_words_of_the_file(error)),
    }
}

/// The rule that is broken, with the columns' names.
fn in_words_of_the_file(error: RecordError) -> String {
    match error {
        RecordError::Invalid(MarkError::NoticeMissing) => {
            "needs notice_given_at, when the client said so; NO_SHOW if nobody did, EXCUSED if it was agreed"
                .to_owned()
        }
        RecordError::Invalid(MarkError::MinutesMissing) => {
            "needs minutes_attended, how many minutes the client was there".to_owned()
        }
        RecordError::NothingRecorded => {
            "must not be empty beside minutes, a late arrival, a reason or a time of notice".to_owned()
        }
        RecordError::SessionCancelled => {
            "must be empty where cancelled_by says that the session was cancelled".to_owned()
        }
        RecordError::NotBegun { .. } => {
            "the session is still to come: only EXCUSED, CANCELLED_BY_CLIENT and NOT_EXPECTED can be known before".to_owned()
        }
        other @ (RecordError::Invalid(_) | RecordError::AlreadyMarked { .. }) => other.to_string(),
    }
}
