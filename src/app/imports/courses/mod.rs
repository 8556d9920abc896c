//! Imports of courses: groups and individual treatments with their past sessions, looked at, brought in, taken back.
//!
//! Owns: the one transaction in which a plan is made and carried out, and what it leaves behind. Must not know: where
//! the file comes from, or who shows the plan.
//! Example: `import_courses(&app, &caller, &ImportCourses { rows, .. }, &|_, _| {})` does what
//! `preview_courses` showed, or nothing.

mod commit_upload;
mod import_courses;
mod left_behind;
mod load_known;
mod preview;
mod queries;
mod rights;
mod undo;
mod write;

pub use commit_upload::{
    CommitCourseUpload, CommitCourseUploadError, CoursePreview, commit_course_upload, preview_course_upload,
};
pub use import_courses::{CarriedOutCourses, ImportCourses, ImportCoursesError, import_courses};
pub use preview::preview_courses;
pub use queries::{find_course_import, list_course_imports};
pub use undo::{UndoCourseImportError, undo_course_import};
