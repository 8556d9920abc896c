//! Writes mails into a folder: for development and for handing over to another program.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::fs::{DirBuilder, OpenOptions, remove_file, rename};
use tokio::io::AsyncWriteExt as _;

use super::failure::{Fault, SendFailure, Stage, Why};
use super::seam::{Accepted, MailTransport};
use crate::domain::people::EmailAddress;
use crate::mail::message::BuiltMail;

/// The file that is made and removed to see whether the folder takes one.
const CHECKED: &str = ".roundel-check";

/// Writes each mail as `<time>-<opaque>.eml`, readable by its owner only.
///
/// A file appears whole or not at all; the same mail with the same date replaces itself.
pub struct DirectoryTransport {
    folder: PathBuf,
}

impl DirectoryTransport {
    /// Writes into `folder`, which is created with the first mail if it is missing.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    async fn store(&self, mail: &BuiltMail) -> Result<Accepted, SendFailure> {
        let time = mail.dated_at.strftime("%Y%m%dT%H%M%S%.3fZ");
        let name = format!("{time}-{}.eml", mail.message_id.opaque());
        write_whole(&self.folder, &name, mail.bytes()).await.map_err(|error| {
            SendFailure::Temporary(Why { stage: Stage::Store, fault: Fault::Io(error.kind()) })
        })?;
        Ok(Accepted { reply: None, is_dry_run: false })
    }
}

/// Whether a file of this name is a mail that a [`DirectoryTransport`] stored, or began to.
#[must_use]
pub fn is_stored_mail(name: &str) -> bool {
    let whole = name.strip_prefix('.').and_then(|name| name.strip_suffix(".part")).unwrap_or(name);
    let Some((time, opaque)) = whole.strip_suffix(".eml").and_then(|stem| stem.split_once('-')) else {
        return false;
    };
    let is_time = |text: &str| {
        text.len() == "20260602T163000.250Z".len()
            && text.ends_with('Z')
            && jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S%.3f", text.trim_end_matches('Z')).is_ok()
    };
    !opaque.is_empty() && is_time(time)
}

async fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).await?;
    let unfinished = folder.join(format!(".{name}.part"));
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    rename(&unfinished, folder.join(name)).await
}

impl MailTransport for DirectoryTransport {
    fn send<'a>(
        &'a self,
        mail: &'a BuiltMail,
        _limit: Duration,
    ) -> BoxFuture<'a, Result<Accepted, SendFailure>> {
        Box::pin(self.store(mail))
    }

    fn check<'a>(&'a self, _sender: &'a EmailAddress) -> BoxFuture<'a, Result<(), SendFailure>> {
        Box::pin(async {
            let tried = async {
                write_whole(&self.folder, CHECKED, b"").await?;
                remove_file(self.folder.join(CHECKED)).await
            };
            tried.await.map_err(|error| {
                SendFailure::Temporary(Why { stage: Stage::Store, fault: Fault::Io(error.kind()) })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;
    use crate::mail::message::sample;

    #[tokio::test]
    async fn a_mail_becomes_one_private_file_and_its_repetition_the_same_one() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("a/b");
        let transport = DirectoryTransport::new(&folder);
        let at = "2026-06-02T16:30:00.25Z".parse().unwrap();
        let mail = sample::mail("0198-abc").build(at).unwrap();
        for _ in 0..2 {
            transport.send(&mail, Duration::MAX).await.unwrap();
        }
        let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["20260602T163000.250Z-0198-abc.eml"]);
        assert!(files[0].to_str().is_some_and(is_stored_mail));
        let path = folder.join(&files[0]);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::read(&path).unwrap(), mail.bytes());
    }

    #[test]
    fn its_own_files_are_known_by_their_names() {
        for own in ["20260602T163000.250Z-0198-abc.eml", ".20260602T163000.250Z-0198-abc.eml.part"] {
            assert!(is_stored_mail(own), "{own}");
        }
        for other in
            ["letter.eml", "2026-06-02.eml", "20260602T163000.250Z-.eml", "20260602T163000.250Z-a.txt"]
        {
            assert!(!is_stored_mail(other), "{other}");
        }
    }

    #[tokio::test]
    async fn a_check_leaves_nothing_but_the_folder() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("mail");
        DirectoryTransport::new(&folder).check(&sample::built("a").envelope_from).await.unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_a_temporary_trouble() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let transport = DirectoryTransport::new(file.path().join("below"));
        let mail = sample::built("a");
        let outcome = transport.send(&mail, Duration::MAX).await;
        let Err(SendFailure::Temporary(why)) = outcome else { panic!("{outcome:?}") };
        assert_eq!(why.stage, Stage::Store);
        assert!(transport.check(&mail.envelope_from).await.is_err());
    }
}
