//! Where an export goes.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use crate::cli::error::CliError;
use crate::cli::output::line;
use crate::cli::risk::write_whole;

/// Writes the text to a file, or to standard output. A file that is there is replaced only if that is wanted.
pub(super) fn write(text: &str, output: Option<&Path>, replace: bool) -> Result<(), CliError> {
    let Some(path) = output else { return line(text.trim_end_matches('\n')) };
    let written = if replace {
        write_whole(path, text)
    } else {
        File::create_new(path).and_then(|mut file| {
            let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
            if written.is_err() {
                // Half a file would look like a whole one; the first error is the one to tell.
                let _ = std::fs::remove_file(path);
            }
            written
        })
    };
    written.map_err(|error| {
        let path = path.display();
        CliError::Refused(match error.kind() {
            ErrorKind::AlreadyExists => {
                format!("--output {path} is there already: name another file, or replace it with --force")
            }
            _ => format!("--output {path} cannot be written: {error}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_stays_unless_it_is_to_be_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("offered.csv");
        let read = || std::fs::read_to_string(&path).unwrap();
        write("first\n", Some(&path), false).unwrap();
        let refused = write("second\n", Some(&path), false).unwrap_err().to_string();
        assert!(refused.contains("--force"), "{refused}");
        assert_eq!(read(), "first\n");
        write("second\n", Some(&path), true).unwrap();
        assert_eq!(read(), "second\n");
        assert!(write("x", Some(&folder.path().join("missing/a.csv")), false).is_err());
    }
}
