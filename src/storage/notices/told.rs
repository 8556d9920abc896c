//! What a client was last told, in the columns of a notice.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::error::StorageError;
use super::super::values::to_instant;
use crate::domain::ids::RoomId;
use crate::domain::notices::Told;

/// The columns' names, of the table `n`.
pub(super) const TOLD: &str =
    "n.told_starts_at, n.told_ends_at, n.told_room_id, n.told_is_cancelled, n.told_notice_version";

/// The columns; all of them are NULL, the room apart, if nothing was told.
#[derive(FromQueryResult)]
pub(super) struct ToldRow {
    told_starts_at: Option<DateTimeUtc>,
    told_ends_at: Option<DateTimeUtc>,
    told_room_id: Option<Uuid>,
    told_is_cancelled: Option<bool>,
    told_notice_version: Option<i64>,
}

pub(super) fn told_from_row(row: ToldRow) -> Result<Option<Told>, StorageError> {
    const OF: &str = "notice";
    let ToldRow { told_starts_at, told_ends_at, told_room_id, told_is_cancelled, told_notice_version } = row;
    let Some(starts_at) = told_starts_at else { return Ok(None) };
    let known = told_ends_at.zip(told_is_cancelled).zip(told_notice_version);
    let ((ends_at, is_cancelled), notice_version) = known.ok_or(StorageError::Corrupt(OF))?;
    Ok(Some(Told {
        starts_at: to_instant(starts_at, OF)?,
        ends_at: to_instant(ends_at, OF)?,
        room_id: told_room_id.map(RoomId::from_uuid),
        is_cancelled,
        notice_version,
    }))
}
