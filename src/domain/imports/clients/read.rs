//! From the file to the rows.

use super::row::{ClientRow, RowReader};
use crate::domain::imports::file::{UnreadableFile, read_table};

/// Reads a CSV file of clients: a row for every record, the bad ones with what is wrong with them.
///
/// # Errors
/// `UnreadableFile` if the text or its header can't be used, for then no row could be trusted, or there is no row.
pub fn read_clients(bytes: &[u8]) -> Result<Vec<ClientRow>, UnreadableFile> {
    let table = read_table(bytes)?;
    let mut reader = RowReader::new(&table.columns);
    Ok(table.records.iter().map(|(line, record)| reader.read(*line, record)).collect())
}
