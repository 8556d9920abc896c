//! Files to bring in, whatever their kind: reading one, and printing one to start from.

use std::io::Read;
use std::path::Path;

use super::error::CliError;
use super::output::line;
use crate::domain::imports::{FileColumn, UnreadableFile};

/// Prints a header with every column, and a row.
///
/// # Errors
/// `Output`.
pub(super) fn template<C: FileColumn>() -> Result<(), CliError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| CliError::from(std::io::Error::from(error));
    writer.write_record(C::COLUMNS.iter().map(|column| column.name())).map_err(failed)?;
    writer.write_record(C::COLUMNS.iter().map(|column| column.example())).map_err(failed)?;
    let text = writer.into_inner().map_err(|error| CliError::from(error.into_error()))?;
    line(String::from_utf8_lossy(&text).trim_end())
}

/// The rows of a file; `-` is standard input.
///
/// # Errors
/// `Refused`, naming the file, if it can't be read or used.
pub(super) fn read_file<Row>(
    file: &Path,
    read: impl FnOnce(&[u8]) -> Result<Vec<Row>, UnreadableFile>,
) -> Result<Vec<Row>, CliError> {
    let bytes = read_bytes(file)?;
    read(&bytes).map_err(|error| named(file, &error))
}

/// The text of a file; `-` is standard input.
///
/// # Errors
/// `Refused`, naming the file, if it can't be read or is not UTF-8.
pub(super) fn read_text(file: &Path) -> Result<String, CliError> {
    String::from_utf8(read_bytes(file)?).map_err(|error| named(file, &error))
}

fn read_bytes(file: &Path) -> Result<Vec<u8>, CliError> {
    let mut bytes = Vec::new();
    let outcome = if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes)
    } else {
        std::fs::File::open(file).and_then(|mut file| file.read_to_end(&mut bytes))
    };
    outcome.map_err(|error| named(file, &error))?;
    Ok(bytes)
}

fn named(file: &Path, error: &dyn std::fmt::Display) -> CliError {
    CliError::Refused(format!("{}: {error}", file.display()))
}
