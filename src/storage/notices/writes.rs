//! Keeping what is to be told, and the sessions' versions that follow from it.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::Uuid;
use sea_orm::sea_query::OnConflict;

use super::super::dialect::{is_any_of_bound, numbered_ids};
use super::super::entities::notice::{ActiveModel, Column, Entity};
use super::super::error::StorageError;
use super::super::insert::upsert_all;
use super::super::statement::change;
use super::super::transaction::Transaction;
use super::super::values::to_column;
use crate::domain::ids::{ClinicId, NoticeId, ParticipationId, RoomId, SessionId};
use crate::domain::notices::Told;

/// What a client is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewNotice {
    /// Its id; that of the row that waits already, if one does.
    pub id: NoticeId,
    /// Whose place in which session.
    pub participation_id: ParticipationId,
    /// What the client was last told; none if nothing.
    pub told: Option<Told>,
    /// When it is put into a mail.
    pub due_at: Timestamp,
}

/// Keeps what is to be told: rows that wait already are written anew, and a row whose mail may have reached its client is
/// the latest no more.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn keep_notices(
    tx: &Transaction,
    clinic_id: ClinicId,
    notices: &[NewNotice],
    now: Timestamp,
) -> Result<(), StorageError> {
    if notices.is_empty() {
        return Ok(());
    }
    let places: Vec<Uuid> = notices.iter().map(|notice| notice.participation_id.uuid()).collect();
    let (of_places, places) = is_any_of_bound(tx, "participation_id", 2, &places);
    let follow = format!(
        "UPDATE notice SET is_latest = FALSE \
         WHERE clinic_id = $1 AND is_latest AND delivery_id IS NOT NULL AND {of_places}"
    );
    change(tx, &follow, [clinic_id.uuid().into(), places]).await?;
    let mut waits_already = OnConflict::columns([Column::ClinicId, Column::Id]);
    waits_already.update_columns([
        Column::ToldStartsAt,
        Column::ToldEndsAt,
        Column::ToldRoomId,
        Column::ToldIsCancelled,
        Column::ToldNoticeVersion,
        Column::DueAt,
    ]);
    upsert_all::<Entity, _>(tx, notices.iter().map(|one| to_row(clinic_id, one, now)), waits_already).await
}

fn to_row(clinic_id: ClinicId, notice: &NewNotice, now: Timestamp) -> ActiveModel {
    let NewNotice { id, participation_id, told, due_at } = notice;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        participation_id: Set(participation_id.uuid()),
        is_latest: Set(true),
        told_starts_at: Set(told.map(|told| to_column(told.starts_at))),
        told_ends_at: Set(told.map(|told| to_column(told.ends_at))),
        told_room_id: Set(told.and_then(|told| told.room_id).map(RoomId::uuid)),
        told_is_cancelled: Set(told.map(|told| told.is_cancelled)),
        told_notice_version: Set(told.map(|told| told.notice_version)),
        due_at: Set(to_column(*due_at)),
        gathered: Set(0),
        delivery_id: Set(None),
        created_at: Set(to_column(now)),
    }
}

/// Writes the sessions' notice versions: one statement, however many. Whoever calls it has the rows locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_notice_versions(
    tx: &Transaction,
    clinic_id: ClinicId,
    versions: &[(SessionId, i64)],
) -> Result<(), StorageError> {
    if versions.is_empty() {
        return Ok(());
    }
    let versions: Vec<(Uuid, i64)> = versions.iter().map(|(id, version)| (id.uuid(), *version)).collect();
    let (given, versions) = numbered_ids(tx, 2, &versions);
    let sql = format!(
        "UPDATE session SET notice_version = given.number FROM ({given}) AS given \
         WHERE session.clinic_id = $1 AND session.id = given.id"
    );
    change(tx, &sql, [clinic_id.uuid().into(), versions]).await?;
    Ok(())
}
