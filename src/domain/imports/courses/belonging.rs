//! Rows that can't be placed, and the courses that they seem to belong to.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::known::KnownForCourses;
use super::placed::Placed;
use super::plan::{CourseOutcome, PlannedCourse};
use super::row::CourseRow;
use crate::domain::ids::ClientId;
use crate::domain::imports::file::shown;
use crate::domain::programs::ProgramFormat;

/// Whether a row without a group's name may be one of a group all the same: then leaving it out could lose a mark of a
/// course that is brought in.
pub(super) fn may_belong_anywhere(row: &CourseRow, known: &KnownForCourses) -> bool {
    row.group.is_empty() && !is_of(row, known, ProgramFormat::Individual)
}

/// What tells which course a row seems to belong to, though it can't be placed.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) enum Belonging {
    /// The group's name in lower case.
    Group(String),
    /// The client who is treated.
    Client(String),
}

impl Belonging {
    pub(super) fn of_row(row: &CourseRow) -> Self {
        match row.group.as_str() {
            "" => Self::Client(row.client.clone()),
            group => Self::Group(group.to_lowercase()),
        }
    }

    pub(super) fn of_course(first: &Placed<'_>) -> Self {
        match &first.cells.group {
            Some(name) => Self::Group(name.as_str().to_lowercase()),
            None => Self::Client(first.cells.client.as_str().to_owned()),
        }
    }
}

/// The courses of which no row could be placed; `found` are those that have one.
pub(super) fn lost_courses(
    spoilt: &HashMap<Belonging, Vec<&CourseRow>>,
    found: &HashSet<Belonging>,
    known: &KnownForCourses,
) -> Vec<PlannedCourse> {
    let lost = spoilt.iter().filter(|(belonging, _)| !found.contains(belonging));
    lost.filter_map(|(_, rows)| lost_course(rows, known)).collect()
}

/// The course that these rows speak of, if they name one: a row of a group without the group's name doesn't.
fn lost_course(rows: &[&CourseRow], known: &KnownForCourses) -> Option<PlannedCourse> {
    let first = rows.first()?;
    let name = if first.group.is_empty() { &first.client } else { &first.group };
    let is_stray = first.group.is_empty() && rows.iter().all(|row| is_of(row, known, ProgramFormat::Group));
    if name.is_empty() || is_stray {
        return None;
    }
    let named = rows.iter().filter_map(|row| row.cells.as_ref().ok());
    let clients: BTreeSet<ClientId> =
        named.filter_map(|cells| known.clients.get(&cells.client).copied()).collect();
    Some(PlannedCourse {
        name: shown(name),
        line: first.line,
        lines: rows.iter().map(|row| row.line).collect(),
        clients: clients.into_iter().collect(),
        elsewhere: Vec::new(),
        outcome: CourseOutcome::Refused,
    })
}

/// Whether the row names a program of that format.
fn is_of(row: &CourseRow, known: &KnownForCourses, format: ProgramFormat) -> bool {
    known.program(&row.program).is_ok_and(|program| program.draft.format == format)
}
