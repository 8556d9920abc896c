//! Which request made which record.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::entities::idempotency_key;
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::to_column;
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::ClinicId;

/// What a key stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// The hash of the request that used it first, as text.
    pub request_hash: String,
    /// The id of the record that request made.
    pub subject: String,
}

/// Keeps the key for this request and its record, if nobody has used it; answers whether it did. Whoever sends the
/// same key at the same time waits here until this transaction is over.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn claim_key(
    tx: &Transaction,
    clinic_id: ClinicId,
    request: &KeyedRequest,
    subject: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    use idempotency_key::Column;
    let KeyedRequest { operation, key, hash } = request;
    let row = idempotency_key::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        operation: Set((*operation).to_owned()),
        idempotency_key: Set(key.to_string()),
        request_hash: Set(hash.to_string()),
        subject: Set(subject.to_owned()),
        created_at: Set(to_column(now)),
    };
    let claimed = idempotency_key::Entity::insert(row)
        .on_conflict_do_nothing_on([Column::ClinicId, Column::Operation, Column::IdempotencyKey])
        .exec_without_returning(&**tx)
        .await?;
    Ok(matches!(claimed, sea_orm::TryInsertResult::Inserted(1)))
}

/// What the key stands for, if it was used.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_kept_request(
    tx: &Transaction,
    clinic_id: ClinicId,
    operation: &'static str,
    key: &IdempotencyKey,
) -> Result<Option<KeptRequest>, StorageError> {
    let id = (clinic_id.uuid(), operation.to_owned(), key.to_string());
    let row = idempotency_key::Entity::find_by_id(id).one(&**tx).await?;
    Ok(row.map(|row| {
        let idempotency_key::Model {
            clinic_id: _,
            operation: _,
            idempotency_key: _,
            request_hash,
            subject,
            created_at: _,
        } = row;
        KeptRequest { request_hash, subject }
    }))
}
