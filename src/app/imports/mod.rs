//! Imports: files that are taken in, looked at, brought in and taken back.
//!
//! Owns: uploads, and for each kind of file the use cases around its plan. Must not know: where a file comes from, or who
//! shows a plan.
//! Example: `begin_upload(&app, &caller)` gives the id under which a file is kept, and later its import.
//! The next kind of thing to import is a folder here.

mod clients;
mod courses;
mod gate;
mod upload;

pub use clients::{
    CarriedOut, CommitUpload, CommitUploadError, ImportClients, ImportClientsError, UndoImportError,
    UploadPreview, Watch, commit_upload, find_import, import_clients, list_imports, preview_import,
    preview_upload, undo_import,
};
pub use courses::{
    CarriedOutCourses, CommitCourseUpload, CommitCourseUploadError, CoursePreview, ImportCourses,
    ImportCoursesError, UndoCourseImportError, commit_course_upload, find_course_import, import_courses,
    list_course_imports, preview_course_upload, preview_courses, undo_course_import,
};
pub use upload::{add_to_upload, begin_upload, complete_upload, discard_upload};
