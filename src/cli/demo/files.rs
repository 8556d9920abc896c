//! What the demo keeps in its folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::mail::transport::is_stored_mail;

/// What the mark says to who opens it.
const MARK: &str =
    "This folder belongs to `roundel demo`: --fresh replaces its database, token, query and mails.\n";

/// The demo's own files and folders; nothing else in the folder is ever touched.
#[derive(Debug, Clone)]
pub(super) struct DemoFiles {
    /// The folder.
    pub(super) folder: PathBuf,
    /// The mark by which the folder is known for a demo's.
    pub(super) mark: PathBuf,
    /// The SQLite database.
    pub(super) database: PathBuf,
    /// The token, in plain text: written last, so that it says that the demo is complete.
    pub(super) token: PathBuf,
    /// The query to try.
    pub(super) query: PathBuf,
    /// The mails.
    pub(super) mail: PathBuf,
}

impl DemoFiles {
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            mark: folder.join(".roundel-demo"),
            database: folder.join("demo.db"),
            token: folder.join("token"),
            query: folder.join("overview.graphql"),
            mail: folder.join("mail"),
        }
    }

    /// Makes the folder and marks it, if it is not there or empty: whether it is a demo's now.
    ///
    /// # Errors
    /// If it can't be read or written.
    pub(super) fn claim(&self) -> io::Result<bool> {
        fs::create_dir_all(&self.folder)?;
        if !self.mark.exists() {
            if fs::read_dir(&self.folder)?.next().is_some() {
                return Ok(false);
            }
            fs::write(&self.mark, MARK)?;
        }
        Ok(true)
    }

    /// Whether an earlier run left anything.
    pub(super) fn are_there(&self) -> bool {
        self.plain().iter().any(|file| file.exists()) || self.mail.exists()
    }

    /// The token that an earlier run kept.
    ///
    /// # Errors
    /// If it is there and can't be read.
    pub(super) fn read_token(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(&self.token) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Keeps the token, readable by its owner only.
    ///
    /// # Errors
    /// If it can't be written.
    pub(super) fn keep_token(&self, token: &str) -> io::Result<()> {
        // A file that is there would keep its permissions.
        remove(&self.token)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        writeln!(options.open(&self.token)?, "{token}")
    }

    /// Removes what earlier runs made, except the mark and the server's lock, which its holder needs.
    ///
    /// # Errors
    /// If something is there and can't be removed.
    pub(super) fn remove(&self) -> io::Result<()> {
        for file in self.plain() {
            remove(&file)?;
        }
        if self.mail.is_dir() {
            for entry in fs::read_dir(&self.mail)? {
                let entry = entry?;
                if entry.file_name().to_str().is_some_and(is_stored_mail) {
                    remove(&entry.path())?;
                }
            }
        }
        Ok(())
    }

    /// The files, SQLite's beside the database among them.
    fn plain(&self) -> Vec<PathBuf> {
        let beside = |ending: &str| {
            let mut name = self.database.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        let database = ["-wal", "-shm", "-journal"].map(beside);
        let own = [self.token.clone(), self.query.clone(), self.database.clone()];
        own.into_iter().chain(database).collect()
    }
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_demos_own_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = DemoFiles::of(&folder.path().join("demo"));
        assert!(files.claim().unwrap() && !files.are_there());
        fs::create_dir_all(&files.mail).unwrap();
        let mail = files.mail.join("20260602T163000.250Z-0198abc.eml");
        let own = files.plain();
        for file in own.iter().chain([&mail]) {
            fs::write(file, "x").unwrap();
        }
        let foreign =
            [files.mail.join("letter.eml"), files.mail.join("notes.txt"), files.folder.join("notes.txt")];
        for file in &foreign {
            fs::write(file, "x").unwrap();
        }
        files.remove().unwrap();
        assert!(own.iter().chain([&mail]).all(|file| !file.exists()));
        assert!(foreign.iter().all(|file| file.exists()));
        assert!(files.claim().unwrap(), "it stays a demo's");
    }

    #[test]
    fn a_folder_that_holds_something_else_is_not_claimed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("demo.db"), "mine").unwrap();
        let files = DemoFiles::of(folder.path());
        assert!(!files.claim().unwrap() && !files.mark.exists());
    }

    #[cfg(unix)]
    #[test]
    fn the_token_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let files = DemoFiles::of(folder.path());
        assert_eq!(files.read_token().unwrap(), None);
        fs::write(&files.token, "old").unwrap();
        files.keep_token("rdl_x").unwrap();
        assert_eq!(files.read_token().unwrap().unwrap(), "rdl_x");
        assert_eq!(fs::metadata(&files.token).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
