//! Reading imports.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ImportId;
use crate::domain::imports::ClientImport;
use crate::domain::slice::Slice;
use crate::storage::imports;

/// One import of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_import(app: &App, caller: &Caller, id: ImportId) -> Result<Option<ClientImport>, Failure> {
    require_on(app, caller, Action::ManageClients, id).await?;
    imports::find_import(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the imports of the caller's clinic, newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_imports(
    app: &App,
    caller: &Caller,
    slice: Slice<ImportId>,
) -> Result<Vec<ClientImport>, Failure> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    imports::list_imports(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}
