//! Files that were uploaded and wait to be brought in, in pieces.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::Connection;
use super::super::entities::import_upload::{ActiveModel, Column, Entity};
use super::super::entities::import_upload_piece as piece;
use super::super::error::StorageError;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::ids::{ClinicId, ImportId};

/// Begins an upload: nobody sees it until it is complete.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_upload(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        uploaded_at: Set(to_column(now)),
        completed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Adds the next piece of an upload.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_upload_piece(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    number: i64,
    bytes: &[u8],
) -> Result<(), StorageError> {
    let row = piece::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        upload_id: Set(id.uuid()),
        number: Set(number),
        bytes: Set(bytes.to_vec()),
    };
    piece::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Makes an upload one that can be looked at.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn complete_upload(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ImportId,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .set(ActiveModel { completed_at: Set(Some(to_column(now))), ..Default::default() })
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Deletes an upload, if there is one of that id.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_upload(tx: &Transaction, clinic_id: ClinicId, id: ImportId) -> Result<(), StorageError> {
    Entity::delete_by_id((clinic_id.uuid(), id.uuid())).exec(&**tx).await?;
    Ok(())
}

/// Deletes every clinic's uploads from before that instant.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn delete_old_uploads(tx: &Transaction, before: Timestamp) -> Result<(), StorageError> {
    Entity::delete_many().filter(Column::UploadedAt.lt(to_column(before))).exec(&**tx).await?;
    Ok(())
}

/// Nobody else brings that upload in until this transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_upload(tx: &Transaction, clinic_id: ClinicId, id: ImportId) -> Result<(), StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive().one(&**tx).await?;
    Ok(())
}

/// The bytes of a complete upload from `since` or later, if the clinic has one of that id.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_upload(
    on: &Connection,
    clinic_id: ClinicId,
    id: ImportId,
    since: Timestamp,
) -> Result<Option<Vec<u8>>, StorageError> {
    let known = Entity::find_by_id((clinic_id.uuid(), id.uuid()))
        .filter(Column::CompletedAt.is_not_null())
        .filter(Column::UploadedAt.gte(to_column(since)))
        .one(on)
        .await?;
    if known.is_none() {
        return Ok(None);
    }
    let pieces = piece::Entity::find()
        .filter(piece::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(piece::Column::UploadId.eq(id.uuid()))
        .order_by_asc(piece::Column::Number)
        .all(on)
        .await?;
    let went_meanwhile = pieces.is_empty();
    Ok((!went_meanwhile).then(|| pieces.into_iter().flat_map(|piece| piece.bytes).collect()))
}
