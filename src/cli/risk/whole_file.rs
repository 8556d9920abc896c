//! A file that is there whole or not at all.

use std::ffi::OsString;
use std::fs::{File, remove_file, rename};
use std::io::{self, Write as _};
use std::path::Path;

/// Writes the text beside `path` and gives it that name once it is complete; what was there before stays until then.
pub(in crate::cli) fn write(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no file name"))?;
    let mut unfinished = OsString::from(".");
    unfinished.push(name);
    unfinished.push(format!(".{}.part", std::process::id()));
    let unfinished = path.with_file_name(unfinished);
    let mut file = File::create_new(&unfinished)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| rename(&unfinished, path));
    if written.is_err() {
        // What can't be written any more may be impossible to remove too; the first error is the one to tell.
        let _ = remove_file(&unfinished);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plot.svg");
        write(&path, "first").unwrap();
        write(&path, "second").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "second");
        std::fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(write(&folder.path().join("taken"), "text").is_err(), "a folder has that name");
        assert!(write(&folder.path().join("missing/plot.svg"), "text").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
    }
}
