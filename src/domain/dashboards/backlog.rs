//! What nobody has recorded yet, by who led it.

use jiff::Timestamp;

use super::cell::{Cell, Partition};
use super::cell_of::CellOf;
use super::period::Period;
use super::table::Table;

/// Sessions that are over while somebody's attendance is not recorded, by who led them.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingBacklog {
    /// The dates of the sessions.
    pub period: Period,
    /// The backlogs.
    pub leads: Partition<Backlog>,
}

/// What is not recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Backlog {
    /// In how many sessions.
    pub sessions: u32,
    /// For how many places of clients.
    pub unrecorded: u32,
    /// Since when the oldest of the sessions waits: its start.
    pub oldest: Option<Timestamp>,
}

impl RecordingBacklog {
    /// A row for each lead, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 7] =
            ["therapist_id", "therapist", "people", "sessions", "unrecorded", "oldest", "suppressed"];
        let row = |of: Option<&CellOf>, cell: &Cell<Backlog>| {
            let backlog = cell.figures();
            let oldest = backlog.and_then(|backlog| backlog.oldest);
            vec![
                of.map(CellOf::key).unwrap_or_default().into(),
                of.map_or_else(|| "All".to_owned(), CellOf::name).into(),
                cell.people().into(),
                backlog.map(|backlog| backlog.sessions).into(),
                backlog.map(|backlog| backlog.unrecorded).into(),
                oldest.map(|oldest| oldest.to_string()).unwrap_or_default().into(),
                cell.is_suppressed().into(),
            ]
        };
        let cells = self.leads.cells.iter().map(|(of, cell)| row(Some(of), cell));
        let rows = cells.chain([row(None, &self.leads.total)]).collect();
        Table { header: &HEADER, rows }
    }
}
