//! One server process per SQLite file.

use std::fs::File;
use std::path::{Path, PathBuf};

/// Held while this process serves the file; released when dropped, or when the process dies.
#[derive(Debug)]
pub struct ServerLock {
    _file: File,
}

/// Why the lock can't be had.
#[derive(Debug, thiserror::Error)]
pub enum ServerLockError {
    /// Another process serves this file.
    #[error(
        "another Roundel server already uses {0}: stop it first, or use PostgreSQL to run several processes"
    )]
    Taken(PathBuf),
    /// The lock file can't be opened.
    #[error("cannot open the lock file {0}")]
    Unusable(PathBuf, #[source] std::io::Error),
}

impl ServerLock {
    /// Takes the lock of a SQLite file (a file beside it, ending in `.lock`).
    ///
    /// # Errors
    /// `Taken` if another process holds it, `Unusable` if the lock file can't be opened.
    pub fn acquire(database_file: &Path) -> Result<Self, ServerLockError> {
        // By whatever path it is reached, a file has one lock.
        let file = database_file.canonicalize().unwrap_or_else(|_| database_file.to_owned());
        let mut name = file.into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| ServerLockError::Unusable(path.clone(), error))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(ServerLockError::Taken(database_file.to_owned())),
            Err(std::fs::TryLockError::Error(error)) => Err(ServerLockError::Unusable(path, error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_on_the_same_file_is_refused_until_the_first_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("clinic.db");
        let first = ServerLock::acquire(&file).unwrap();
        assert!(matches!(ServerLock::acquire(&file), Err(ServerLockError::Taken(_))));
        drop(first);
        assert!(ServerLock::acquire(&file).is_ok());
    }
}
