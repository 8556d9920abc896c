//! A CSV file as people save it: its header, its records, and what can be wrong with a cell.
//!
//! Owns: encodings, separators, line numbers, headers that name columns, and how a refusal reads. Must not know: what
//! any column means.
//! Example: `read_table::<ClientColumn>(bytes)?` gives the records of a file of clients, each with its line.
//! Another kind of file is an enum of its columns that implements `FileColumn`.

mod cells;
mod header;
mod record;
mod refused;
mod suggest;
mod table;

pub(super) use cells::{parse_word, parse_words, refuse_formula};
pub use header::FileColumn;
pub(super) use record::Record;
pub use refused::RefusedCell;
pub(super) use refused::shown;
pub(super) use suggest::suggest;
pub use table::UnreadableFile;
pub(super) use table::read_table;
