//! What a client was last told, in the columns of a notice, and how the session stands, in its own.

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::error::StorageError;
use super::super::values::{parse, to_instant};
use crate::domain::ids::RoomId;
use crate::domain::notices::Told;
use crate::domain::series::SessionStatus;

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

/// How the session stands for whoever has that place, of the tables `s`, `p` and `e`: a seat that was given back, or a place
/// that the brief form released, is as a session
/// that is off.
pub(super) const CURRENT: &str = "CASE WHEN (p.makes_up_for IS NOT NULL OR e.former_planned_sessions IS NOT NULL) AND p.attendance = 'NOT_EXPECTED' THEN 'CANCELLED' ELSE s.status END AS status, \
     s.starts_at, s.ends_at, s.room_id, s.notice_version";

/// These columns.
#[derive(FromQueryResult)]
pub(super) struct CurrentRow {
    status: String,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    room_id: Option<Uuid>,
    notice_version: i64,
}

/// Where the session stands, and what there is to tell of it.
pub(super) fn current_from_row(row: CurrentRow) -> Result<(SessionStatus, Told), StorageError> {
    let CurrentRow { status, starts_at, ends_at, room_id, notice_version } = row;
    let status: SessionStatus = parse(&status, "session.status")?;
    let told = Told {
        starts_at: to_instant(starts_at, "session.starts_at")?,
        ends_at: to_instant(ends_at, "session.ends_at")?,
        room_id: room_id.map(RoomId::from_uuid),
        is_cancelled: status == SessionStatus::Cancelled,
        notice_version,
    };
    Ok((status, told))
}
