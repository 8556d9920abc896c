//! Imports of clients: looking at what a file would do, doing it, undoing it.
//!
//! Owns: the one transaction in which a plan is made and carried out, and what it leaves behind. Must not know: where
//! the file comes from, or who shows the plan.
//! Example: `import_clients(&app, &caller, &ImportClients { rows, .. }, &|_, _| {})` does what
//! `preview_import` showed, or nothing.

mod commit_upload;
mod import_clients;
mod load_known;
mod preview_import;
mod queries;
mod undo_entries;
mod undo_import;
mod write_entries;
mod write_plan;

pub use commit_upload::{CommitUpload, CommitUploadError, UploadPreview, commit_upload, preview_upload};
pub use import_clients::{CarriedOut, ImportClients, ImportClientsError, import_clients};
pub use preview_import::preview_import;
pub use queries::{find_import, list_imports};
pub use undo_import::{UndoImportError, undo_import};
pub use write_plan::Watch;
