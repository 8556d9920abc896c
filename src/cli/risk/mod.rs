//! `roundel risk`: how well the forecast of attendance does on a file of courses that are over.
//!
//! Owns: its arguments, the table, the JSON and the plot. Must not know: how anything is measured.
//! Example: `risk evaluate attendance.csv --plot reliability.svg` needs no database and changes none.
//! The next thing to ask of the model is a file here.

mod calibrate;
mod command;
mod evaluate;
mod json;
mod plot;
mod table;
mod whole_file;

pub use command::{RiskArgs, run};
pub(in crate::cli) use whole_file::write as write_whole;
