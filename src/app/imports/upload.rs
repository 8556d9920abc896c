//! Taking in a file piece by piece, to be looked at before it is brought in.
//!
//! A complete upload waits for a day. What is older, of any clinic, goes when the next one begins.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::ImportId;
use crate::domain::imports::UPLOAD_LIFETIME;
use crate::storage::imports;

/// Begins an upload to the caller's clinic: its id, which becomes the import's.
///
/// # Errors
/// `Failure` if the caller may not change clients, or the database fails.
pub async fn begin_upload(app: &App, caller: &Caller) -> Result<ImportId, Failure> {
    require(app, caller, Action::ManageClients, Concern::Clinic).await?;
    let now = app.now();
    let id = ImportId::mint(now, app.entropy());
    let old = now.checked_sub(UPLOAD_LIFETIME).unwrap_or(now);
    app.write(|tx| async move {
        imports::delete_old_uploads(&tx, old).await.map_err(Failure::from)?;
        imports::insert_upload(&tx, caller.clinic_id, id, now).await.map_err(Failure::from)
    })
    .await?;
    Ok(id)
}

/// Adds a piece to an upload that the caller has begun; pieces are numbered in their order.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn add_to_upload(
    app: &App,
    caller: &Caller,
    id: ImportId,
    number: i64,
    bytes: &[u8],
) -> Result<(), Failure> {
    app.write(|tx| async move {
        imports::insert_upload_piece(&tx, caller.clinic_id, id, number, bytes).await.map_err(Failure::from)
    })
    .await
}

/// Makes an upload that the caller has begun one that can be looked at and brought in.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn complete_upload(app: &App, caller: &Caller, id: ImportId, bytes: u64) -> Result<(), Failure> {
    let now = app.now();
    app.write(|tx| async move {
        imports::complete_upload(&tx, caller.clinic_id, id, now).await.map_err(Failure::from)?;
        records::done(&tx, app, caller, now, "uploadImport", id, json!({ "bytes": bytes }))
            .await
            .map_err(Failure::from)
    })
    .await
}

/// Forgets an upload that the caller has begun.
///
/// # Errors
/// `Failure` if the database fails; then it goes with the old ones.
pub async fn discard_upload(app: &App, caller: &Caller, id: ImportId) -> Result<(), Failure> {
    app.write(
        |tx| async move { imports::delete_upload(&tx, caller.clinic_id, id).await.map_err(Failure::from) },
    )
    .await
}

/// The bytes of a complete upload of the caller's clinic; none if there is none of that id, it is too old, or it has been
/// brought in.
///
/// # Errors
/// `Failure` if the database fails.
pub(super) async fn read_upload(
    app: &App,
    caller: &Caller,
    id: ImportId,
) -> Result<Option<Vec<u8>>, Failure> {
    let now = app.now();
    let since = now.checked_sub(UPLOAD_LIFETIME).unwrap_or(now);
    imports::find_upload(app.db.reader(), caller.clinic_id, id, since).await.map_err(Failure::from)
}
