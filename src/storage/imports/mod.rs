//! Imports: what they did to whom, and the batches that carry them out and undo them.
//!
//! Owns: `client_import` and its rows, `course_import` with its series and entries of the waiting list, and statements over many clients at once. Must
//! not know: files, plans.
//! Example: `insert_clients(&tx, clinic_id, batch)` writes a batch of new clients with all that belongs to them.
//! The next kind of thing to import gets files of its own here.

mod batches;
mod clients;
mod course_entries;
mod course_history;
mod course_uses;
mod courses;
mod entries;
mod history;
mod known_courses;
mod rows;
mod uploads;

pub use batches::{NewClientRows, delete_clients, insert_clients, lock_client_versions};
pub use clients::{load_clients_by_email, load_clients_by_external_id};
pub use course_entries::{insert_accepted_entries, reopen_accepted_entries};
pub use course_history::{
    find_course_import, insert_course_import, keep_standing, list_course_imports, lock_course_import,
    mark_courses_undone,
};
pub use course_uses::list_courses_in_use;
pub use courses::{
    ImportedEnrollment, delete_courses, list_imported_enrollments, lock_courses, read_standing,
};
pub use entries::{
    EntryOfImport, delete_entries, delete_import_entries, forget_imports_of_entries, insert_import_entries,
    list_import_entries, lock_import_entries, restore_import_entries,
};
pub use history::{find_import, insert_import, list_imports, lock_import, mark_undone};
pub use known_courses::{load_enrolled, load_treatments, load_waiting};
pub use rows::{
    Dependants, carry_version, delete_import_rows, insert_import_rows, list_import_rows, read_dependants,
};
pub use uploads::{
    complete_upload, delete_old_uploads, delete_upload, find_upload, insert_upload, insert_upload_piece,
    lock_upload,
};
