//! `roundel export`: dashboards as files for a spreadsheet.
//!
//! Owns: its arguments, and the file it writes. Must not know: what a figure means, how fields are quoted.
//! Example: `export offered-against-attended --clinic cln_… --from 2026-01-01 --output offered.csv`.
//! The next dashboard is a variant of `ExportCommand`.

mod command;
mod write;

pub use command::{ExportArgs, run};
