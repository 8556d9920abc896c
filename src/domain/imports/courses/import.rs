//! An import of courses that was carried out.

use jiff::Timestamp;

use crate::domain::ids::ImportId;

/// What an import of courses records, and what it leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CourseImportCounts {
    /// Groups.
    pub groups: u64,
    /// Individual treatments.
    pub treatments: u64,
    /// Enrollments, those of the treatments among them.
    pub enrollments: u64,
    /// Sessions, past and to come.
    pub sessions: u64,
    /// Marks.
    pub marks: u64,
    /// Entries of the waiting list that end because their clients are in a course.
    pub accepted_entries: u64,
    /// Courses left out because the clinic seems to have them.
    pub likely_duplicates: u64,
    /// Rows of the file that can't be taken, those among them whose course has such a row.
    pub refused_rows: u64,
}

/// An import of courses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CourseImport {
    /// Its id.
    pub id: ImportId,
    /// When it was carried out.
    pub created_at: Timestamp,
    /// What it did.
    pub counts: CourseImportCounts,
    /// When it was undone, if it was.
    pub undone_at: Option<Timestamp>,
}
