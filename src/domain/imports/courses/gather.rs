//! From the rows of one course to the course: its sessions, its people, and what does not fit together.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::column::CourseColumn as Column;
use super::course::{NewCourse, NewGroup, NewMember, NewSession};
use super::known::KnownForCourses;
use super::limits::{can_go_on, check_therapists, is_of_size};
use super::members::members;
use super::placed::Placed;
use super::rhythm::{coming, weekly_rule};
use crate::domain::closures::Whereabouts;
use crate::domain::groups::{Admission, GroupSizes};
use crate::domain::imports::file::RefusedCell;
use crate::domain::programs::ProgramDraft;
use crate::domain::series::{PlannedSession, SessionCount, check_program_bounds};

/// What is wrong with the rows of a course, each with its line.
#[derive(Debug, Default)]
pub(super) struct Refusals(pub(super) Vec<(u64, RefusedCell)>);

impl Refusals {
    pub(super) fn add(&mut self, line: u64, column: Column, value: impl ToString, reason: impl ToString) {
        self.0.push((line, RefusedCell::new(column, &value.to_string(), reason.to_string())));
    }

    /// What all rows say who say it; whoever says otherwise than the first is refused. Rows say the same if they are
    /// alike by `key`.
    pub(super) fn agreed<T: Clone, Key: PartialEq>(
        &mut self,
        column: Column,
        said: impl IntoIterator<Item = (u64, Option<T>)>,
        key: impl Fn(&T) -> Key,
        word: impl Fn(&T) -> String,
    ) -> Option<T> {
        let mut first: Option<(u64, T)> = None;
        for (line, said) in said {
            match (&first, said) {
                (_, None) => {}
                (None, Some(value)) => first = Some((line, value)),
                (Some((_, agreed)), Some(value)) if key(agreed) == key(&value) => {}
                (Some((of, agreed)), Some(value)) => {
                    let reason = format!("line {of} says {}: all rows of it must agree", word(agreed));
                    self.add(line, column, word(&value), reason);
                }
            }
        }
        first.map(|(_, value)| value)
    }
}

/// The course that these rows, at least one, make at `now`.
pub(super) fn gather(
    rows: &[Placed<'_>],
    known: &KnownForCourses,
    now: Timestamp,
) -> Result<NewCourse, Refusals> {
    let mut refusals = Refusals::default();
    let [first, ..] = rows else { return Err(refusals) };
    let zones = rows.iter().map(|row| (row.line, Some(&row.zone)));
    refusals.agreed(Column::Zone, zones, |zone| zone.name().to_owned(), ToString::to_string);
    let admissions = rows.iter().map(|row| (row.line, row.cells.admission));
    let admission = refusals.agreed(Column::Admission, admissions, |one| *one, Admission::to_string);
    let counts = rows.iter().map(|row| (row.line, row.cells.planned_sessions));
    let planned = refusals.agreed(Column::PlannedSessions, counts, |one| *one, SessionCount::to_string);
    if !is_of_size(&mut refusals, rows) {
        return Err(refusals);
    }
    let sessions = sessions(&mut refusals, rows);
    let Some(last) = sessions.last() else { return Err(refusals) };
    let people = members(&mut refusals, rows, &sessions, known, now);
    let is_over = people.iter().all(|person| person.ended.is_some());
    let held = sessions.iter().filter(|session| session.cancelled_by.is_none()).count();
    let total = if is_over || can_go_on(&mut refusals, first, &sessions, planned, now) {
        total(&mut refusals, first, planned, held, is_over)
    } else {
        None
    };
    let (Some(total), true) = (total, refusals.0.is_empty()) else { return Err(refusals) };
    let rule = weekly_rule(&sessions, first.zone.clone(), last_minutes(rows), total);
    let ahead = if is_over { 0 } else { usize::from(total.get()).saturating_sub(held) };
    let (therapist_id, room_id) = (last.therapist_id, last.room_id);
    let place = Whereabouts { site_id: Some(first.site_id), room_id, therapist_id: Some(therapist_id) };
    let is_closed = |one: &PlannedSession| known.closed.at(place, one.starts_at, one.ends_at).is_some();
    let following = match coming(&rule, last.planned.local_start.date(), ahead, now, is_closed) {
        Ok(following) => following,
        Err(error) => {
            refusals.add(first.line, Column::PlannedSessions, total, error);
            return Err(refusals);
        }
    };
    let following = following.into_iter().map(|planned| NewSession {
        planned,
        therapist_id,
        room_id,
        cancelled_by: None,
    });
    let file_sessions = sessions.len();
    let sessions: Vec<NewSession> = sessions.into_iter().chain(following).collect();
    let sessions = in_order(sessions);
    let is_to_come = |session: &NewSession| session.planned.starts_at > now;
    check_therapists(&mut refusals, rows, now, sessions.iter().any(is_to_come));
    let members: Vec<NewMember> =
        people.into_iter().map(|person| person.into_member(&sessions, file_sessions, total, now)).collect();
    let open = members.iter().filter(|member| member.ended.is_none()).count();
    let sizes = sizes(&first.program.draft, open);
    let group = first.cells.group.clone().map(|name| NewGroup {
        name,
        admission: admission.unwrap_or(Admission::Closed),
        sizes,
    });
    if !refusals.0.is_empty() {
        return Err(refusals);
    }
    Ok(NewCourse {
        group,
        program_id: first.program.id,
        site_id: first.site_id,
        therapist_id,
        room_id,
        rule,
        sessions,
        members,
    })
}

/// The file's sessions in order: the rows of each agree on it, and none overlaps the one before.
fn sessions(refusals: &mut Refusals, rows: &[Placed<'_>]) -> Vec<NewSession> {
    let mut by_start: BTreeMap<Timestamp, Vec<&Placed<'_>>> = BTreeMap::new();
    for row in rows {
        by_start.entry(row.planned.starts_at).or_default().push(row);
    }
    let mut sessions: Vec<NewSession> = Vec::new();
    let mut before: Option<&Placed<'_>> = None;
    for of_session in by_start.values() {
        let [first, ..] = of_session.as_slice() else { continue };
        agree_on_session(refusals, of_session);
        if let Some(earlier) = before.filter(|earlier| earlier.planned.ends_at > first.planned.starts_at) {
            let reason = format!("begins before the session of line {} is over", earlier.line);
            refusals.add(first.line, Column::Start, first.cells.local_start.time(), reason);
        }
        before = Some(first);
        sessions.push(NewSession {
            planned: first.planned,
            therapist_id: first.therapist_id,
            room_id: first.room_id,
            cancelled_by: first.cancelled_by,
        });
    }
    in_order(sessions)
}

/// The rows of one session say the same of it.
fn agree_on_session(refusals: &mut Refusals, rows: &[&Placed<'_>]) {
    let each = || rows.iter().map(|row| (row.line, Some(*row)));
    refusals.agreed(Column::Minutes, each(), |row| row.minutes, |row| row.minutes.to_string());
    refusals.agreed(Column::Therapist, each(), |row| row.therapist_id, |row| row.cells.therapist.clone());
    refusals.agreed(Column::Room, each(), |row| row.room_id, |row| said(row.cells.room.as_ref()));
    refusals.agreed(
        Column::CancelledBy,
        each(),
        |row| row.cancelled_by,
        |row| said(row.cancelled_by.as_ref()),
    );
}

fn said(value: Option<&impl ToString>) -> String {
    value.map_or_else(|| "nothing".to_owned(), ToString::to_string)
}

/// The same with their places in the course as ordinals.
fn in_order(sessions: Vec<NewSession>) -> Vec<NewSession> {
    let numbered = sessions.into_iter().zip(1..);
    numbered
        .map(|(session, ordinal)| NewSession {
            planned: PlannedSession { ordinal, ..session.planned },
            ..session
        })
        .collect()
}

fn last_minutes(rows: &[Placed<'_>]) -> crate::domain::series::SessionMinutes {
    let last = rows.iter().max_by_key(|row| row.planned.starts_at);
    last.map_or(crate::domain::series::SessionMinutes::DEFAULT, |row| row.minutes)
}

/// How many sessions the course has in all, as planned or as held; a course that goes on must fit its program.
fn total(
    refusals: &mut Refusals,
    first: &Placed<'_>,
    planned: Option<SessionCount>,
    held: usize,
    is_over: bool,
) -> Option<SessionCount> {
    let count = SessionCount::parse(i64::try_from(held.max(1)).unwrap_or(i64::MAX));
    let held_count = match count {
        Ok(count) => count,
        Err(error) => {
            refusals.add(first.line, Column::Date, first.cells.local_start.date(), error);
            return None;
        }
    };
    let total = planned.unwrap_or(held_count);
    if total < held_count {
        let reason = format!("the file has {held_count} sessions of this course that were not cancelled");
        refusals.add(first.line, Column::PlannedSessions, total, reason);
        return None;
    }
    if is_over {
        return Some(total);
    }
    let ProgramDraft { min_sessions, max_sessions, .. } = first.program.draft;
    let bound = |sessions: i64| u16::try_from(sessions).unwrap_or(u16::MAX);
    match check_program_bounds(total, bound(min_sessions), bound(max_sessions)) {
        Ok(()) => Some(total),
        Err(error) => {
            let written = planned.map(|count| count.to_string()).unwrap_or_default();
            let reason = format!("{error}: say in planned_sessions how many sessions the course has in all");
            refusals.add(first.line, Column::PlannedSessions, written, reason);
            None
        }
    }
}

/// The program's sizes, with room for everybody the file has.
fn sizes(program: &ProgramDraft, members: usize) -> GroupSizes {
    let members = i64::try_from(members).unwrap_or(i64::MAX);
    GroupSizes { least: program.min_size, viable: program.viable_size, most: program.max_size.max(members) }
}
