//! Messages in a folder, one a file.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::domain::bounces::MAX_REPORT_BYTES;

/// Where messages go that were read.
const DONE: &str = "done";

/// The folder's own files in the order of their names, hidden ones apart: a mail server writes those before they are whole.
pub(super) fn messages_in(folder: &Path) -> Result<Vec<PathBuf>, CliError> {
    let failed = |error: std::io::Error| CliError::Refused(format!("{}: {error}", folder.display()));
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link is not followed.
        if !is_hidden && entry.file_type().map_err(failed)?.is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// A message, or as much of it as tells that it is too long.
pub(super) fn read_message(file: &Path) -> Result<Vec<u8>, String> {
    let mut message = Vec::new();
    fs::File::open(file)
        .and_then(|open| open.take(MAX_REPORT_BYTES as u64 + 1).read_to_end(&mut message))
        .map_err(|error| error.to_string())?;
    Ok(message)
}

/// Moves a message that was read out of the way. One of the same name that is there already is kept beside it.
pub(super) fn move_to_done(folder: &Path, file: &Path) -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::Refused(format!("{}: {error}", file.display()));
    let done = folder.join(DONE);
    fs::create_dir_all(&done).map_err(failed)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let free = std::iter::once(name.clone()).chain((2..).map(|n| format!("{name}.{n}")));
    let free = free.map(|name| done.join(name)).find(|path| !path.exists());
    fs::rename(file, free.unwrap_or_else(|| done.join(name))).map_err(failed)
}
