//! One record, read cell by cell, so that all that is wrong with it is told at once.

use csv::StringRecord;

use super::cells::parse_answer;
use super::header::FileColumn;
use super::refused::RefusedCell;
use crate::domain::patch::Patch;

/// The cells of one record, and what is wrong with them so far.
pub(in crate::domain::imports) struct Record<'a, C> {
    columns: &'a [C],
    cells: &'a StringRecord,
    refused: Vec<RefusedCell>,
}

impl<'a, C: FileColumn> Record<'a, C> {
    /// The record, if it has as many cells as the header.
    pub(in crate::domain::imports) fn new(
        columns: &'a [C],
        cells: &'a StringRecord,
    ) -> Result<Self, Vec<RefusedCell>> {
        let (found, expected) = (cells.len(), columns.len());
        if found == expected {
            return Ok(Self { columns, cells, refused: Vec::new() });
        }
        let reason =
            format!("the header has {expected}; a separator within a cell needs quotes around the cell");
        Err(vec![RefusedCell::of_row(&format!("{found} cells"), reason)])
    }

    /// What was read, unless something was refused.
    pub(in crate::domain::imports) fn finish<T>(self, read: Option<T>) -> Result<T, Vec<RefusedCell>> {
        // A cell that is wrong keeps the record from being read or has left a refusal: never neither.
        if self.refused.is_empty() { read.ok_or_else(Vec::new) } else { Err(self.refused) }
    }

    /// The cell's text without blanks around it, if the file has the column.
    pub(in crate::domain::imports) fn text(&self, column: C) -> Option<&str> {
        let at = self.columns.iter().position(|known| *known == column)?;
        self.cells.get(at).map(str::trim)
    }

    /// Refuses the cell.
    pub(in crate::domain::imports) fn refuse(&mut self, column: C, reason: impl std::fmt::Display) {
        let value = self.text(column).unwrap_or_default();
        let refused = RefusedCell::new(column, value, reason);
        self.refused.push(refused);
    }

    fn taken<T, E: std::fmt::Display>(&mut self, column: C, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.refuse(column, error)).ok()
    }

    /// What a cell says that must say something.
    pub(in crate::domain::imports) fn needed<T, E: std::fmt::Display>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(column).unwrap_or_default();
        if text.is_empty() {
            self.refuse(column, "must not be empty");
            return None;
        }
        let read = read(text);
        self.taken(column, read)
    }

    /// What a cell says, if the file has the column and something stands there.
    pub(in crate::domain::imports) fn optional<T, E: std::fmt::Display>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let read = read(self.text(column).filter(|text| !text.is_empty())?);
        self.taken(column, read)
    }

    /// What a cell does to what is known: a column that the file lacks keeps it, an empty cell clears it.
    pub(in crate::domain::imports) fn patch<T, E: std::fmt::Display>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Patch<T> {
        let read = match self.text(column) {
            None => return Patch::Keep,
            Some("") => return Patch::Clear,
            Some(text) => read(text),
        };
        self.taken(column, read).map_or(Patch::Keep, Patch::Set)
    }

    /// What a cell with several words says, if the file has the column.
    pub(in crate::domain::imports) fn list<T, E: std::fmt::Display>(
        &mut self,
        column: C,
        read: impl FnOnce(&str) -> Result<Vec<T>, E>,
    ) -> Option<Vec<T>> {
        let read = read(self.text(column)?);
        self.taken(column, read)
    }

    /// Yes or no, if the cell says so.
    pub(in crate::domain::imports) fn answer(&mut self, column: C) -> Option<bool> {
        let read = parse_answer(self.text(column).unwrap_or_default());
        self.taken(column, read).flatten()
    }
}
