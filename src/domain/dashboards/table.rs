//! A dashboard as a table.

use super::cell::Cell;
use crate::domain::attendance::AttendanceRate;

/// What stands in one field of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A count.
    Whole(u32),
    /// A share, a mean or a median.
    Number(f64),
    /// Nothing to say, or nothing that may be said.
    Nothing,
}

/// Named columns, and rows with a value for each.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// The columns' names.
    pub header: &'static [&'static str],
    /// The rows, each as long as the header.
    pub rows: Vec<Vec<Value>>,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Option<u32>> for Value {
    fn from(count: Option<u32>) -> Self {
        count.map_or(Self::Nothing, Self::Whole)
    }
}

impl From<Option<f64>> for Value {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }
}

impl From<bool> for Value {
    fn from(holds: bool) -> Self {
        Self::from(if holds { "yes" } else { "no" })
    }
}

/// The columns of a rate in its cell.
pub(super) const OF_A_RATE: [&str; 6] =
    ["people", "attended", "opportunities", "unrecorded", "rate", "suppressed"];

/// A rate in its cell.
pub(super) fn of_a_rate(cell: &Cell<AttendanceRate>) -> [Value; 6] {
    let rate = cell.figures();
    [
        cell.people().into(),
        rate.map(|rate| rate.attended).into(),
        rate.map(|rate| rate.opportunities).into(),
        rate.map(|rate| rate.unrecorded).into(),
        rate.and_then(AttendanceRate::ratio).into(),
        cell.is_suppressed().into(),
    ]
}
