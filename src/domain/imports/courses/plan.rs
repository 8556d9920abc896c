//! The plan: what each course of a file comes to, given what the clinic has.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::belonging::{Belonging, lost_courses, may_belong_anywhere};
use super::course::{KnownCourse, NewCourse};
use super::gather::{Refusals, gather};
use super::import::CourseImportCounts;
use super::known::KnownForCourses;
use super::placed::{CourseKey, Placed, place};
use super::refused_row::{RefusedRow, left_with};
use super::row::CourseRow;
use crate::domain::ids::ClientId;
use crate::domain::imports::file::RefusedCell;
use crate::domain::words::words;

words! {
    /// What becomes of a course of the file.
    pub enum CourseEffect {
        /// It is recorded.
        Create = "CREATE",
        /// The clinic seems to have it: it is left out.
        LikelyDuplicate = "LIKELY_DUPLICATE",
        /// Something is wrong with a row of it: it is left out, or keeps the whole file out.
        Refused = "REFUSED",
    }
}

/// What becomes of a course, with all that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CourseOutcome {
    /// It is recorded.
    Create(Box<NewCourse>),
    /// The clinic has it.
    LikelyDuplicate(KnownCourse),
    /// It is left out, or keeps the whole file out.
    Refused,
}

impl CourseOutcome {
    /// What it is called.
    #[must_use]
    pub const fn effect(&self) -> CourseEffect {
        match self {
            Self::Create(_) => CourseEffect::Create,
            Self::LikelyDuplicate(_) => CourseEffect::LikelyDuplicate,
            Self::Refused => CourseEffect::Refused,
        }
    }
}

/// One course of the file and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCourse {
    /// What the file calls it: the group's name, or the number of the client who is treated.
    pub name: String,
    /// The line of its first row.
    pub line: u64,
    /// The lines of all its rows.
    pub lines: Vec<u64>,
    /// Its clients.
    pub clients: Vec<ClientId>,
    /// The first lines of clients who are in another course of its program as well.
    pub elsewhere: Vec<u64>,
    /// What becomes of it.
    pub outcome: CourseOutcome,
}

/// What an import does, course by course in the order of the file: a dry run shows it, a real run carries it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoursePlan {
    /// Every course.
    pub courses: Vec<PlannedCourse>,
    /// The rows with something wrong and the others of their courses, in the order of the file.
    pub refused: Vec<RefusedRow>,
    /// What it comes to.
    pub counts: CourseImportCounts,
    /// Whether every row that can't be taken is known to belong to none of the courses that are recorded.
    pub is_whole: bool,
}

impl Default for CoursePlan {
    fn default() -> Self {
        Self {
            courses: Vec::new(),
            refused: Vec::new(),
            counts: CourseImportCounts::default(),
            is_whole: true,
        }
    }
}

impl CoursePlan {
    /// Whether it is carried out: nothing is refused, or what is can be left out and may be.
    #[must_use]
    pub fn is_committable(&self, skip_bad_rows: bool) -> bool {
        self.counts.refused_rows == 0 || skip_bad_rows && self.is_whole
    }
}

/// Plans an import of courses at `now`, which decides what is past and what is to come.
///
/// Rows of the same program, site and group name are one group; rows of the same individual program and client are one
/// treatment. A bad row takes its whole course with it: a course with a gap would tell something else of its people. A
/// group whose name, program and site the clinic has, and a treatment that the client is in, are likely duplicates.
#[must_use]
pub fn plan_courses(rows: &[CourseRow], known: &KnownForCourses, now: Timestamp) -> CoursePlan {
    let mut refused: HashMap<u64, Vec<RefusedCell>> = HashMap::new();
    let mut order: Vec<CourseKey> = Vec::new();
    let mut by_key: HashMap<CourseKey, Vec<Placed<'_>>> = HashMap::new();
    // Rows that can't be placed take along the course that they seem to belong to.
    let mut spoilt: HashMap<Belonging, Vec<&CourseRow>> = HashMap::new();
    for row in rows {
        match row.cells.as_ref().map_err(Clone::clone).and_then(|cells| place(row.line, cells, known, now)) {
            Ok(placed) => {
                let of_course = by_key.entry(placed.key.clone()).or_default();
                if of_course.is_empty() {
                    order.push(placed.key.clone());
                }
                of_course.push(placed);
            }
            Err(cells) => {
                refused.insert(row.line, cells);
                spoilt.entry(Belonging::of_row(row)).or_default().push(row);
            }
        }
    }
    let (mut courses, mut seen) = (Vec::new(), Vec::new());
    for key in order {
        let own = by_key.remove(&key).unwrap_or_default();
        seen.extend(own.first().map(Belonging::of_course));
        let mut course = course(&own, known, now, &mut refused);
        let lost = own.first().and_then(|first| spoilt.get(&Belonging::of_course(first)));
        if let Some(lost) = lost {
            course.outcome = CourseOutcome::Refused;
            course.lines.extend(lost.iter().map(|row| row.line));
            course.lines.sort_unstable();
            course.line = course.lines.first().copied().unwrap_or(course.line);
        }
        courses.push(course);
    }
    let courses_of_file: HashSet<Belonging> = seen.into_iter().collect();
    courses.extend(lost_courses(&spoilt, &courses_of_file, known));
    courses.sort_unstable_by_key(|course| course.line);
    let mut is_whole = true;
    let is_recorded = |course: &PlannedCourse| course.outcome.effect() == CourseEffect::Create;
    let some_are_recorded = courses.iter().any(is_recorded);
    for row in rows {
        if some_are_recorded
            && refused.contains_key(&row.line)
            && may_belong_anywhere(row, known)
            && !courses_of_file.contains(&Belonging::of_row(row))
        {
            is_whole = false;
            let reason = "it can't be told to which course the row belongs: correct it, it can't be left out";
            refused.entry(row.line).or_default().push(RefusedCell::of_row("the row", reason));
        }
    }
    CoursePlan { is_whole, ..finish(courses, refused) }
}

fn course(
    rows: &[Placed<'_>],
    known: &KnownForCourses,
    now: Timestamp,
    refused: &mut HashMap<u64, Vec<RefusedCell>>,
) -> PlannedCourse {
    let first = rows.first();
    let outcome = match known_course(rows, known) {
        Some(of) => CourseOutcome::LikelyDuplicate(of),
        None => match gather(rows, known, now) {
            Ok(course) => CourseOutcome::Create(Box::new(course)),
            Err(Refusals(cells)) => {
                for (line, cell) in cells {
                    refused.entry(line).or_default().push(cell);
                }
                CourseOutcome::Refused
            }
        },
    };
    let name = |first: &Placed<'_>| match &first.cells.group {
        Some(name) => name.to_string(),
        None => first.cells.client.as_str().to_owned(),
    };
    PlannedCourse {
        name: first.map(name).unwrap_or_default(),
        line: first.map_or(0, |first| first.line),
        lines: rows.iter().map(|row| row.line).collect(),
        clients: rows.iter().map(|row| row.client_id).collect::<BTreeSet<_>>().into_iter().collect(),
        elsewhere: Vec::new(),
        outcome,
    }
}

fn known_course(rows: &[Placed<'_>], known: &KnownForCourses) -> Option<KnownCourse> {
    let first = rows.first()?;
    match &first.key {
        CourseKey::Group(program_id, site_id, name) => {
            known.group(*program_id, *site_id, name).map(KnownCourse::Group)
        }
        CourseKey::Treatment(program_id, client_id) => {
            let begins = rows.iter().map(|row| row.planned.starts_at).min()?;
            known.treatment(*client_id, *program_id, begins).map(KnownCourse::Treatment)
        }
    }
}

/// The plan of these courses with these bad rows: every other row of a refused course is refused as well, and everything
/// is counted.
pub(super) fn finish(courses: Vec<PlannedCourse>, bad: HashMap<u64, Vec<RefusedCell>>) -> CoursePlan {
    let mut counts = CourseImportCounts::default();
    let mut refused: Vec<RefusedRow> = Vec::new();
    for course in &courses {
        match &course.outcome {
            CourseOutcome::Create(new) => count(&mut counts, new),
            CourseOutcome::LikelyDuplicate(_) => counts.likely_duplicates += 1,
            CourseOutcome::Refused => refused.extend(left_with(course, &bad)),
        }
    }
    refused.extend(bad.into_iter().map(|(line, cells)| RefusedRow::bad(line, cells)));
    refused.sort_unstable_by_key(|row| row.line);
    counts.refused_rows = whole(refused.len());
    CoursePlan { courses, refused, counts, is_whole: true }
}

fn count(counts: &mut CourseImportCounts, course: &NewCourse) {
    match course.group {
        Some(_) => counts.groups += 1,
        None => counts.treatments += 1,
    }
    counts.enrollments += whole(course.members.len());
    counts.sessions += whole(course.sessions.len());
    counts.marks += whole(course.marks());
    counts.accepted_entries += whole(course.accepted_entries().count());
}

fn whole(count: usize) -> u64 {
    count.try_into().unwrap_or(u64::MAX)
}
