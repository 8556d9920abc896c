//! An import that was carried out.

use jiff::Timestamp;

use crate::domain::ids::ImportId;

/// How many rows of a file had which effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportCounts {
    /// Clients recorded.
    pub created: u64,
    /// Clients changed.
    pub updated: u64,
    /// Clients who were as the file says.
    pub unchanged: u64,
    /// Rows left out because the clinic, or the file, seems to have that person already.
    pub likely_duplicates: u64,
    /// Rows left out because something is wrong with them.
    pub refused: u64,
}

/// An import of clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientImport {
    /// Its id.
    pub id: ImportId,
    /// When it was carried out.
    pub created_at: Timestamp,
    /// What it did.
    pub counts: ImportCounts,
    /// When it was undone, if it was.
    pub undone_at: Option<Timestamp>,
}
