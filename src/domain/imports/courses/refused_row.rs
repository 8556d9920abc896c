//! Rows that can't be taken: with something wrong, or with another row of their course that has.

use std::collections::HashMap;

use super::plan::{CoursePlan, PlannedCourse};
use crate::domain::imports::file::RefusedCell;

/// A row that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// What is wrong with it; or, with a row that is left with its course, which row of that is the first bad one.
    pub cells: Vec<RefusedCell>,
    /// The line of the first bad row of its course, if nothing is wrong with this one.
    pub because_of: Option<u64>,
}

impl RefusedRow {
    pub(super) const fn bad(line: u64, cells: Vec<RefusedCell>) -> Self {
        Self { line, cells, because_of: None }
    }

    fn left(line: u64, because_of: u64) -> Self {
        let reason = format!("line {because_of} of the same course cannot be taken");
        Self { line, cells: vec![RefusedCell::of_row("the row", reason)], because_of: Some(because_of) }
    }
}

/// The rows of a refused course with which nothing is wrong.
pub(super) fn left_with<'a>(
    course: &'a PlannedCourse,
    bad: &HashMap<u64, Vec<RefusedCell>>,
) -> impl Iterator<Item = RefusedRow> + use<'a> {
    let lines = || course.lines.iter().copied();
    let first = lines().find(|line| bad.contains_key(line)).unwrap_or(course.line);
    let left: Vec<u64> = lines().filter(|line| !bad.contains_key(line)).collect();
    left.into_iter().map(move |line| RefusedRow::left(line, first))
}

impl CoursePlan {
    /// How many rows have something wrong themselves: the other refused ones are left with their courses.
    #[must_use]
    pub fn bad_rows(&self) -> usize {
        self.refused.iter().filter(|row| row.because_of.is_none()).count()
    }

    /// How many rows cannot be taken, as the beginning of a sentence.
    #[must_use]
    pub fn refused_in_words(&self) -> String {
        let bad = self.bad_rows();
        let (rows, courses) = if bad == 1 { ("row", "its course") } else { ("rows", "their courses") };
        match self.refused.len() - bad {
            0 => format!("{bad} {rows} cannot be taken"),
            left => format!("{bad} {rows} cannot be taken, and {left} more of {courses}"),
        }
    }
}
