//! Attendance by weekday, hour, format, lead or program.

use super::cell::{Cell, Partition};
use super::cell_of::{BreakdownBy, CellOf};
use super::period::Period;
use super::table::{OF_A_RATE, Table, Value, of_a_rate};
use crate::domain::attendance::AttendanceRate;

/// The rate of each weekday, hour, format, lead or program.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendanceBreakdown {
    /// The dates.
    pub period: Period,
    /// By what.
    pub by: BreakdownBy,
    /// The rates.
    pub attendance: Partition<AttendanceRate>,
}

const HEADER: [&str; 9] =
    ["by", "key", "name", OF_A_RATE[0], OF_A_RATE[1], OF_A_RATE[2], OF_A_RATE[3], OF_A_RATE[4], OF_A_RATE[5]];

impl AttendanceBreakdown {
    /// A row for each cell, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        let Self { period: _, by, attendance } = self;
        let row = |of: Option<&CellOf>, cell: &Cell<AttendanceRate>| {
            let key = of.map(CellOf::key).unwrap_or_default();
            let name = of.map_or_else(|| "All".to_owned(), CellOf::name);
            let mut row: Vec<Value> = vec![by.word().into(), key.into(), name.into()];
            row.extend(of_a_rate(cell));
            row
        };
        let cells = attendance.cells.iter().map(|(of, cell)| row(Some(of), cell));
        let rows = cells.chain([row(None, &attendance.total)]).collect();
        Table { header: &HEADER, rows }
    }
}
