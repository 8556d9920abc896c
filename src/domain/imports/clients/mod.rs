//! Clients from a spreadsheet: what a file says of them, and what bringing it in would do.
//!
//! Owns: the columns and how their cells are read, and the one plan that a dry run shows and a real run carries out.
//! Must not know: where the file comes from, how rows are stored, who asks.
//! Example: `plan_import(&read_clients(bytes)?, &known, Duplicates::Skip, now)` names each line's effect.
//! The next column is a variant of `ClientColumn`, a field of `ClientCells`, and its reading in `row`.

mod column;
mod import;
mod imported;
mod known;
mod known_waitlist;
mod plan;
mod plan_entry;
mod plan_hash;
mod plan_row;
mod read;
mod row;
mod waitlist_cells;
mod windows;

pub use column::ClientColumn;
pub use import::{ClientImport, ImportCounts};
pub use imported::{BeforeImport, ImportedClient, ImportedEntry};
pub use known::KnownClients;
pub use known_waitlist::{KnownSite, KnownWaitlist};
pub use plan::{Duplicates, ImportPlan, plan_import};
pub use plan_entry::{ChangedEntry, NewEntry, PlannedEntry};
pub use plan_row::{ChangedClient, DuplicateOf, NewClient, PlannedRow, RowEffect, RowOutcome};
pub use read::read_clients;
pub use row::{ClientCells, ClientRow, GuardianCells};
pub use waitlist_cells::WaitlistCells;
