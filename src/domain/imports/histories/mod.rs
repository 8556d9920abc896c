//! Attendance to judge the forecast on: a row for each client, whose course is over.
//!
//! Owns: its columns, and what a row must say. Must not know: what is measured of it. It is read, never brought in.
//! Example: `read_histories(bytes)?` gives a row for each line, the bad ones with what is wrong with them.
//! Another thing to know of a course is a column here and a field of `AttendanceHistory`.

mod column;
mod read;

pub use column::HistoryColumn;
pub use read::{HistoryRow, read_histories};
