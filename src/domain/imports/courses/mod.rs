//! Courses from a spreadsheet: groups and individual treatments with their past sessions, so that a clinic can start in
//! the middle of them.
//!
//! Owns: the columns and how their cells are read, how rows make courses, and the one plan that a dry run shows and a
//! real run carries out. Must not know: where the file comes from, how records are stored, who asks.
//! Example: `plan_courses(&read_courses(bytes)?, &known, now)` names what becomes of each course.
//! The next column is a variant of `CourseColumn`, a field of `CourseCells`, and its reading in `row`.

mod belonging;
mod column;
mod conflicts;
mod course;
mod elsewhere;
mod gather;
mod import;
mod known;
mod limits;
mod members;
mod placed;
mod plan;
mod plan_hash;
mod refused_row;
mod rhythm;
mod row;
mod standing;

#[cfg(test)]
mod refusal_tests;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use column::CourseColumn;
pub use course::{KnownCourse, MemberEnd, NewCourse, NewGroup, NewMember, NewSession};
pub use import::{CourseImport, CourseImportCounts};
pub use known::{KnownForCourses, KnownTreatment};
pub use plan::{CourseEffect, CourseOutcome, CoursePlan, PlannedCourse, plan_courses};
pub use refused_row::RefusedRow;
pub use row::{CourseCells, CourseRow, EndedCells, Ending, Notice, read_courses};
pub use standing::{CourseStanding, Tally};
