//! What the demo keeps in its folder.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The demo's own files and folders; nothing else in the folder is ever touched.
#[derive(Debug, Clone)]
pub(super) struct DemoFiles {
    /// The folder.
    pub(super) folder: PathBuf,
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
            database: folder.join("demo.db"),
            token: folder.join("token"),
            query: folder.join("overview.graphql"),
            mail: folder.join("mail"),
        }
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

    /// Removes what earlier runs made, and the folders if nothing else is in them.
    ///
    /// # Errors
    /// If something is there and can't be removed.
    pub(super) fn remove(&self) -> io::Result<()> {
        for file in self.plain() {
            remove(&file)?;
        }
        if self.mail.is_dir() {
            for entry in fs::read_dir(&self.mail)? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "eml") {
                    remove(&path)?;
                }
            }
        }
        // Fails if somebody keeps something of their own there: then the folder stays.
        let _ = fs::remove_dir(&self.mail);
        let _ = fs::remove_dir(&self.folder);
        Ok(())
    }

    /// The files, SQLite's and the server's beside the database among them.
    fn plain(&self) -> Vec<PathBuf> {
        let beside = |ending: &str| {
            let mut name = self.database.clone().into_os_string();
            name.push(ending);
            PathBuf::from(name)
        };
        let database = ["-wal", "-shm", "-journal", ".lock"].map(beside);
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
        assert!(!files.are_there());
        fs::create_dir_all(&files.mail).unwrap();
        for file in files.plain().iter().chain([&files.mail.join("1.eml")]) {
            fs::write(file, "x").unwrap();
        }
        let (mine, notes) = (files.mail.join("notes.txt"), files.folder.join("notes.txt"));
        fs::write(&mine, "x").unwrap();
        fs::write(&notes, "x").unwrap();
        files.remove().unwrap();
        assert_eq!(fs::read_dir(&files.folder).unwrap().count(), 2, "mail and notes.txt");
        assert_eq!(fs::read_dir(&files.mail).unwrap().count(), 1);

        fs::remove_file(mine).unwrap();
        fs::remove_file(notes).unwrap();
        files.remove().unwrap();
        assert!(!files.folder.exists() && !files.are_there());
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
