//! Clients from a spreadsheet: what a CSV file says, and what bringing it in would do.
//!
//! Owns: the columns and how their cells are read, and the one plan that a dry run shows and a real run carries out.
//! Must not know: where the file comes from, how rows are stored, who asks.
//! Example: `plan_import(&read_clients(bytes)?, &known, Duplicates::Skip, now)` names each line's effect.
//! The next column is a variant of `Column`, a field of `ClientCells`, and its reading in `row`.

mod cells;
mod column;
mod import;
mod imported;
mod known;
mod plan;
mod plan_hash;
mod plan_row;
mod read;
mod refused;
mod row;
mod table;
mod upload;
mod windows;

pub use column::Column;
pub use import::{ClientImport, ImportCounts};
pub use imported::{BeforeImport, ImportedClient};
pub use known::KnownClients;
pub use plan::{Duplicates, ImportPlan, plan_import};
pub use plan_row::{ChangedClient, DuplicateOf, NewClient, PlannedRow, RowEffect, RowOutcome};
pub use read::read_clients;
pub use refused::RefusedCell;
pub use row::{ClientCells, ClientRow, GuardianCells};
pub use table::UnreadableFile;
pub use upload::UPLOAD_LIFETIME;
