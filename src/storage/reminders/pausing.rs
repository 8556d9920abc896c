//! Clinics whose mails are paused.

use sea_orm::entity::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};

use super::super::Connection;
use super::super::clinics::clinic_from_row;
use super::super::entities::clinic::{Column, Entity};
use super::super::error::StorageError;
use super::super::statement::rows;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::clinics::{Clinic, MailsPaused};
use crate::domain::ids::ClinicId;
use crate::domain::reminders::WaitingMails;

/// The clinics whose mails are not to leave: few, read over an index of their own.
pub(super) const PAUSED_CLINICS: &str = "SELECT id FROM clinic WHERE mails_paused_at IS NOT NULL";

/// Pauses a clinic's mails; answers whether they were not paused before. If they were, nothing changes.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn pause_mails(
    tx: &Transaction,
    clinic_id: ClinicId,
    pause: &MailsPaused,
) -> Result<bool, StorageError> {
    let MailsPaused { at, reason } = pause;
    let result = Entity::update_many()
        .col_expr(Column::MailsPausedAt, Expr::value(to_column(*at)))
        .col_expr(Column::MailsPausedReason, Expr::value(reason.to_string()))
        .col_expr(Column::RowVersion, Expr::col(Column::RowVersion).add(1))
        .filter(Column::Id.eq(clinic_id.uuid()))
        .filter(Column::MailsPausedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// Lets a clinic's mails leave again; answers whether they were paused.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn resume_mails(tx: &Transaction, clinic_id: ClinicId) -> Result<bool, StorageError> {
    let result = Entity::update_many()
        .col_expr(Column::MailsPausedAt, Expr::value(None::<DateTimeUtc>))
        .col_expr(Column::MailsPausedReason, Expr::value(None::<String>))
        .col_expr(Column::RowVersion, Expr::col(Column::RowVersion).add(1))
        .filter(Column::Id.eq(clinic_id.uuid()))
        .filter(Column::MailsPausedAt.is_not_null())
        .exec(&**tx)
        .await?;
    Ok(result.rows_affected == 1)
}

/// The clinics whose mails are paused, oldest clinic first: for the console, where no clinic asks.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_paused_clinics(on: &Connection) -> Result<Vec<Clinic>, StorageError> {
    let found = Entity::find().filter(Column::MailsPausedAt.is_not_null());
    found.order_by_asc(Column::Id).all(on).await?.into_iter().map(clinic_from_row).collect()
}

#[derive(FromQueryResult)]
struct WaitingRow {
    mails: i64,
    notices: i64,
}

/// Counts the clinic's mails that are in the outbox and not sent.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_waiting(on: &Connection, clinic_id: ClinicId) -> Result<WaitingMails, StorageError> {
    const OF: &str = "the outbox";
    let sql = "SELECT count(*) AS mails, count(*) FILTER (WHERE kind = 'NOTICE') AS notices FROM reminder_delivery \
               WHERE clinic_id = $1 AND state IN ('PLANNED', 'CLAIMED')";
    let found: Vec<WaitingRow> = rows(on, sql, [clinic_id.uuid().into()]).await?;
    let WaitingRow { mails, notices } = found.into_iter().next().ok_or(StorageError::Corrupt(OF))?;
    let count = |number: i64| u64::try_from(number).map_err(|_| StorageError::Corrupt(OF));
    Ok(WaitingMails { mails: count(mails)?, notices: count(notices)? })
}
