//! Imports of courses, and what one would do.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use jiff::Timestamp;

use super::client_import::RefusedCell;
use super::series_preview::{PreviewedSession, previewed};
use crate::app::imports::CoursePreview;
use crate::domain::ids::ClientId;
use crate::domain::imports::{self, CourseOutcome, KnownCourse};
use crate::graphql::ids::id;
use crate::graphql::page::PageRequest;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What becomes of a course of a file.
    CourseImportEffect = imports::CourseEffect {
        /// It is recorded.
        Create,
        /// The clinic seems to have it: it is left out.
        LikelyDuplicate,
        /// Something is wrong with a row of it: it is left out, or keeps the whole file out.
        Refused,
    }
}

/// What an import of courses records, and what it leaves out.
#[derive(SimpleObject)]
pub(crate) struct CourseImportCounts {
    /// Groups recorded.
    groups: u64,
    /// Individual treatments recorded.
    treatments: u64,
    /// Enrollments recorded, those of the treatments among them.
    enrollments: u64,
    /// Sessions recorded, past and to come.
    sessions: u64,
    /// Marks recorded.
    marks: u64,
    /// Entries of the waiting list that end because their clients are in a course.
    accepted_entries: u64,
    /// Courses left out because the clinic seems to have them.
    likely_duplicates: u64,
    /// Rows of the file that can't be taken, with all other rows of their courses.
    refused_rows: u64,
}

impl From<imports::CourseImportCounts> for CourseImportCounts {
    fn from(counts: imports::CourseImportCounts) -> Self {
        let imports::CourseImportCounts {
            groups,
            treatments,
            enrollments,
            sessions,
            marks,
            accepted_entries,
            likely_duplicates,
            refused_rows,
        } = counts;
        Self {
            groups,
            treatments,
            enrollments,
            sessions,
            marks,
            accepted_entries,
            likely_duplicates,
            refused_rows,
        }
    }
}

/// An import of courses that was carried out.
pub(crate) struct CourseImport(pub(crate) imports::CourseImport);

/// An import of courses that was carried out.
#[Object]
impl CourseImport {
    /// The import's id (`imp_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// When it was carried out.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// What it did.
    async fn counts(&self) -> CourseImportCounts {
        self.0.counts.into()
    }

    /// Since when it is undone; null if it is not.
    async fn undone_at(&self) -> Option<Instant> {
        self.0.undone_at.map(Instant)
    }
}

impl From<imports::CourseImport> for CourseImport {
    fn from(record: imports::CourseImport) -> Self {
        Self(record)
    }
}

/// What bringing in an uploaded file of courses would do.
pub(crate) struct CourseImportPreview(CoursePreview);

/// What bringing in an uploaded file of courses would do.
#[Object]
impl CourseImportPreview {
    /// What `commitCourseImport` takes, with the same input.
    async fn hash(&self) -> String {
        self.0.hash.to_string()
    }

    /// Whether `commitCourseImport` would carry it out: no row is refused, or their courses are left out.
    async fn committable(&self) -> bool {
        self.0.committable
    }

    /// What it comes to.
    async fn counts(&self) -> CourseImportCounts {
        self.0.plan.counts.into()
    }

    /// How many of the refused rows have something wrong themselves; the others are left with their courses.
    async fn bad_rows(&self) -> u64 {
        self.0.plan.bad_rows().try_into().unwrap_or(u64::MAX)
    }

    /// The courses in the order of the file. The next page is another preview, of what the clinic then has.
    async fn courses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, PlannedCourse>> {
        let page = PageRequest::<u64>::parse(first, after.as_deref())?;
        let slice = page.slice();
        let at = self.0.at;
        let courses = self.0.plan.courses.iter();
        let courses = courses.filter(|course| slice.after.is_none_or(|line| course.line > line));
        let courses = courses.take(usize::try_from(slice.limit).unwrap_or(usize::MAX));
        let courses: Vec<_> = courses.cloned().map(|planned| PlannedCourse { planned, at }).collect();
        page.connection(ctx, courses, |course| course.planned.line, |course| course)
    }

    /// The rows that can't be taken, and the others of their courses, in the order of the file.
    async fn refused_rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, RefusedRow>> {
        let page = PageRequest::<u64>::parse(first, after.as_deref())?;
        page.part_of(ctx, &self.0.plan.refused, |row| row.line, |row| RefusedRow(row.clone()))
    }
}

impl From<CoursePreview> for CourseImportPreview {
    fn from(preview: CoursePreview) -> Self {
        Self(preview)
    }
}

/// One course of a file and what becomes of it.
pub(crate) struct PlannedCourse {
    planned: imports::PlannedCourse,
    at: Timestamp,
}

impl PlannedCourse {
    /// The clients it speaks of.
    pub(crate) fn client_ids(&self) -> impl Iterator<Item = ClientId> {
        self.planned.clients.iter().copied()
    }

    fn new_course(&self) -> Option<&imports::NewCourse> {
        match &self.planned.outcome {
            CourseOutcome::Create(course) => Some(course),
            CourseOutcome::LikelyDuplicate(_) | CourseOutcome::Refused => None,
        }
    }

    fn counted(&self, count: impl Fn(&imports::NewCourse) -> usize) -> u64 {
        self.new_course().map_or(0, |course| count(course).try_into().unwrap_or(u64::MAX))
    }
}

/// One course of a file and what becomes of it.
#[Object]
impl PlannedCourse {
    /// The line of its first row, from 1.
    async fn line(&self) -> u64 {
        self.planned.line
    }

    /// What the file calls it: the group's name, or the number of the client who is treated.
    async fn name(&self) -> &str {
        &self.planned.name
    }

    /// What becomes of it.
    async fn effect(&self) -> CourseImportEffect {
        self.planned.outcome.effect().into()
    }

    /// The group that it seems to repeat.
    async fn group_id(&self) -> Option<ID> {
        match self.planned.outcome {
            CourseOutcome::LikelyDuplicate(KnownCourse::Group(group)) => Some(id(group)),
            CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(_))
            | CourseOutcome::Create(_)
            | CourseOutcome::Refused => None,
        }
    }

    /// The open treatment that it seems to repeat.
    async fn enrollment_id(&self) -> Option<ID> {
        match self.planned.outcome {
            CourseOutcome::LikelyDuplicate(KnownCourse::Treatment(enrollment)) => Some(id(enrollment)),
            CourseOutcome::LikelyDuplicate(KnownCourse::Group(_))
            | CourseOutcome::Create(_)
            | CourseOutcome::Refused => None,
        }
    }

    /// The first lines of clients who are in another course of its program as well, one of the clinic or an earlier one of
    /// the file. Nothing forbids it.
    async fn elsewhere_lines(&self) -> &[u64] {
        &self.planned.elsewhere
    }

    /// How many clients it has.
    async fn clients(&self) -> u64 {
        self.counted(|course| course.members.len())
    }

    /// How many of its sessions have begun.
    async fn past_sessions(&self) -> u64 {
        self.counted(|course| course.begun_and_coming(self.at).0)
    }

    /// How many of its sessions are to come.
    async fn coming_sessions(&self) -> u64 {
        self.counted(|course| course.begun_and_coming(self.at).1)
    }

    /// When the next session begins.
    async fn next_session_at(&self) -> Option<Instant> {
        let mut starts = self.new_course()?.sessions.iter().map(|session| session.planned.starts_at);
        starts.find(|starts_at| *starts_at > self.at).map(Instant)
    }

    /// Its sessions, past or to come, whose wall time is skipped or comes twice on its day, and what becomes of each.
    async fn clock_changes(&self) -> Vec<PreviewedSession> {
        self.new_course().into_iter().flat_map(imports::NewCourse::clock_changes).map(previewed).collect()
    }

    /// How many marks it brings.
    async fn marks(&self) -> u64 {
        self.counted(imports::NewCourse::marks)
    }

    /// How many places in past sessions nobody has marked.
    async fn unrecorded(&self) -> u64 {
        self.counted(|course| course.unrecorded(self.at))
    }

    /// How many of its clients wait for its program, and wait no longer then.
    async fn accepted_entries(&self) -> u64 {
        self.counted(|course| course.accepted_entries().count())
    }
}

/// A row of a file that can't be taken.
pub(crate) struct RefusedRow(imports::RefusedRow);

/// A row of a file that can't be taken.
#[Object]
impl RefusedRow {
    /// The line it begins on, from 1.
    async fn line(&self) -> u64 {
        self.0.line
    }

    /// What is wrong with it; with a row that is left with its course, which line of that is the first bad one.
    async fn refused_cells(&self) -> Vec<RefusedCell> {
        self.0.cells.iter().cloned().map(RefusedCell::from).collect()
    }
}
