//! Looking at an uploaded file, and bringing it in as it was seen.

use super::import_clients::{ImportClients, ImportClientsError, import_clients};
use super::preview_import::preview_import;
use crate::app::access::require_on;
use crate::app::imports::gate::admit;
use crate::app::imports::upload::read_upload;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::ids::ImportId;
use crate::domain::imports::{ClientImport, Duplicates, ImportPlan, UnreadableFile, read_clients};
use crate::domain::series::PlanHash;
use crate::storage::imports;

/// An uploaded file, and how it is brought in.
#[derive(Debug, Clone, Copy)]
pub struct CommitUpload {
    /// Which.
    pub id: ImportId,
    /// What becomes of likely duplicates.
    pub duplicates: Duplicates,
    /// Whether rows with something wrong are left out; otherwise one keeps the whole file out.
    pub skip_bad_rows: bool,
}

/// What bringing in a file would do.
#[derive(Debug, Clone)]
pub struct UploadPreview {
    /// Each row and what it does.
    pub plan: ImportPlan,
    /// What the commit has to know.
    pub hash: PlanHash,
    /// Whether it would be carried out: no row is refused, or those are left out.
    pub committable: bool,
}

/// Why an uploaded file can't be looked at or brought in.
#[derive(Debug, thiserror::Error)]
pub enum CommitUploadError {
    /// Its text or its header can't be used.
    #[error(transparent)]
    Unreadable(#[from] UnreadableFile),
    /// Rows can't be taken, or something changed underneath.
    #[error(transparent)]
    Import(#[from] ImportClientsError),
}

impl From<Failure> for CommitUploadError {
    fn from(failure: Failure) -> Self {
        Self::Import(failure.into())
    }
}

/// What bringing in an upload of the caller's clinic would do. Writes nothing.
///
/// # Errors
/// `Unreadable`; `Failure` if the caller may not change and read clients, there is no such upload, or the database fails.
pub async fn preview_upload(
    app: &App,
    caller: &Caller,
    command: CommitUpload,
) -> Result<UploadPreview, CommitUploadError> {
    let CommitUpload { id, duplicates, skip_bad_rows } = command;
    require_both(app, caller, id).await?;
    let bytes = read_upload(app, caller, id).await?.ok_or(Failure::NotFound)?;
    let rows = read_clients(&bytes)?;
    let plan = preview_import(app, caller, &rows, duplicates).await?;
    let hash = plan.hash(id, duplicates, skip_bad_rows);
    let committable = skip_bad_rows || plan.counts.refused == 0;
    Ok(UploadPreview { plan, hash, committable })
}

/// Brings in an upload of the caller's clinic exactly as the preview of that hash showed; again it answers the import as
/// it was carried out.
///
/// # Errors
/// `Unreadable`; `Import` with `Stale` or `BadRows`, or with a `Failure` if the caller may not change and read clients,
/// there is no such upload, or the database fails.
pub async fn commit_upload(
    app: &App,
    caller: &Caller,
    command: CommitUpload,
    expected: PlanHash,
) -> Result<ClientImport, CommitUploadError> {
    let CommitUpload { id, duplicates, skip_bad_rows } = command;
    require_both(app, caller, id).await?;
    if let Some(import) = carried_out(app, caller, id).await? {
        return Ok(import);
    }
    let _under_way = admit(app)?;
    let Some(bytes) = read_upload(app, caller, id).await? else {
        let meanwhile = carried_out(app, caller, id).await?;
        return Ok(meanwhile.ok_or(Failure::NotFound)?);
    };
    let rows = read_clients(&bytes)?;
    drop(bytes);
    let command = ImportClients { id, rows, duplicates, skip_bad_rows, expected: Some(expected) };
    Ok(import_clients(app, caller, &command, &|_, _| {}).await?.import)
}

async fn require_both(app: &App, caller: &Caller, id: ImportId) -> Result<(), Failure> {
    require_on(app, caller, Action::ManageClients, id).await?;
    require_on(app, caller, Action::ReadClients, id).await
}

async fn carried_out(app: &App, caller: &Caller, id: ImportId) -> Result<Option<ClientImport>, Failure> {
    imports::find_import(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}
