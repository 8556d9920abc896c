//! Calendar feeds, and finding one by its secret.

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::Connection;
use super::entities::calendar_feed::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::statement::rows;
use super::transaction::Transaction;
use super::values::{to_column, to_instant};
use crate::domain::access::TokenHash;
use crate::domain::calendars::{CalendarFeed, FeedSubject, PresentedFeed};
use crate::domain::ids::{CalendarFeedId, ClientId, ClinicId, RoomId, StaffMemberId};
use crate::domain::slice::Slice;

const OF: &str = "calendar_feed";

/// Inserts a feed; of its secret only the hash.
///
/// # Errors
/// `Constraint(Reference)` if the therapist or the room is not the clinic's; otherwise `StorageError`.
pub async fn insert_feed(
    tx: &Transaction,
    clinic_id: ClinicId,
    feed: &CalendarFeed,
    hash: &TokenHash,
) -> Result<(), StorageError> {
    let CalendarFeed { id, subject, created_at, created_by, revoked_at, last_read_at } = feed;
    let (therapist_id, room_id, client_id) = columns_of(*subject);
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        therapist_id: Set(therapist_id),
        room_id: Set(room_id),
        client_id: Set(client_id),
        token_sha256: Set(hash.as_str().to_owned()),
        created_at: Set(to_column(*created_at)),
        created_by: Set(created_by.map(StaffMemberId::uuid)),
        revoked_at: Set(revoked_at.map(to_column)),
        last_read_at: Set(last_read_at.map(to_column)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// One of the clinic's feeds.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_feed(
    on: &Connection,
    clinic_id: ClinicId,
    id: CalendarFeedId,
) -> Result<Option<CalendarFeed>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// A slice of the clinic's feeds, oldest first, revoked ones too; of one member of staff's own if one is given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_feeds(
    on: &Connection,
    clinic_id: ClinicId,
    therapist: Option<StaffMemberId>,
    slice: Slice<CalendarFeedId>,
) -> Result<Vec<CalendarFeed>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(therapist, |query, id| query.filter(Column::TherapistId.eq(id.uuid())))
        .apply_if(slice.after, |query, after| query.filter(Column::Id.gt(after.uuid())))
        .order_by_asc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The feeds of a subject that are not revoked, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_standing_feeds_of(
    on: &Connection,
    clinic_id: ClinicId,
    subject: FeedSubject,
) -> Result<Vec<CalendarFeedId>, StorageError> {
    let of = match subject {
        FeedSubject::Therapist(id) => Column::TherapistId.eq(id.uuid()),
        FeedSubject::Room(id) => Column::RoomId.eq(id.uuid()),
        FeedSubject::Client(id) => Column::ClientId.eq(id.uuid()),
    };
    let ids: Vec<Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(of)
        .filter(Column::RevokedAt.is_null())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(on)
        .await?;
    Ok(ids.into_iter().map(CalendarFeedId::from_uuid).collect())
}

/// Revokes a feed as of `now`, unless it is revoked already or not the clinic's; whether it was done.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn revoke_feed(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: CalendarFeedId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(to_column(now)))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .filter(Column::RevokedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// Notes that a feed was read.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn note_feed_read(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: CalendarFeedId,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::LastReadAt, Expr::value(to_column(now)))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct PresentedRow {
    clinic_id: Uuid,
    id: Uuid,
    therapist_id: Option<Uuid>,
    room_id: Option<Uuid>,
    client_id: Option<Uuid>,
    last_read_at: Option<DateTimeUtc>,
}

/// The feed whose secret has that hash, in whatever clinic, if it counts: one statement.
///
/// None, whatever the reason: unknown, revoked, of a member of staff who is disabled or whose login is, of a client who
/// has no record any more. A client's record that was merged into another goes on as that one, as long as the merge
/// stands.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_presented_feed(
    on: &Connection,
    hash: &TokenHash,
) -> Result<Option<PresentedFeed>, StorageError> {
    const SQL: &str = "
WITH RECURSIVE feed AS (
    SELECT clinic_id, id, therapist_id, room_id, client_id, last_read_at FROM calendar_feed
    WHERE token_sha256 = $1 AND revoked_at IS NULL
), record (clinic_id, client_id, steps) AS (
    SELECT clinic_id, client_id, 0 FROM feed WHERE client_id IS NOT NULL
    UNION ALL
    SELECT m.clinic_id, m.kept_id, record.steps + 1 FROM record
    JOIN client_merge m ON m.clinic_id = record.clinic_id AND m.merged_id = record.client_id AND m.undone_at IS NULL
    WHERE record.steps < 32
)
SELECT feed.clinic_id, feed.id, feed.therapist_id, feed.room_id, client.id AS client_id, feed.last_read_at
FROM feed
LEFT JOIN staff_member member ON member.clinic_id = feed.clinic_id AND member.id = feed.therapist_id
LEFT JOIN account ON account.id = member.account_id
LEFT JOIN record ON record.clinic_id = feed.clinic_id
LEFT JOIN client ON client.clinic_id = record.clinic_id AND client.id = record.client_id
WHERE member.disabled_at IS NULL AND account.disabled_at IS NULL
    AND (feed.client_id IS NULL OR client.id IS NOT NULL)
LIMIT 1";
    let found: Vec<PresentedRow> = rows(on, SQL, [hash.as_str().into()]).await?;
    found.into_iter().next().map(presented).transpose()
}

fn presented(row: PresentedRow) -> Result<PresentedFeed, StorageError> {
    let PresentedRow { clinic_id, id, therapist_id, room_id, client_id, last_read_at } = row;
    Ok(PresentedFeed {
        clinic_id: ClinicId::from_uuid(clinic_id),
        id: CalendarFeedId::from_uuid(id),
        subject: subject_of(therapist_id, room_id, client_id)?,
        last_read_at: last_read_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}

const fn columns_of(subject: FeedSubject) -> (Option<Uuid>, Option<Uuid>, Option<Uuid>) {
    match subject {
        FeedSubject::Therapist(id) => (Some(id.uuid()), None, None),
        FeedSubject::Room(id) => (None, Some(id.uuid()), None),
        FeedSubject::Client(id) => (None, None, Some(id.uuid())),
    }
}

fn subject_of(
    therapist: Option<Uuid>,
    room: Option<Uuid>,
    client: Option<Uuid>,
) -> Result<FeedSubject, StorageError> {
    match (therapist, room, client) {
        (Some(id), None, None) => Ok(FeedSubject::Therapist(StaffMemberId::from_uuid(id))),
        (None, Some(id), None) => Ok(FeedSubject::Room(RoomId::from_uuid(id))),
        (None, None, Some(id)) => Ok(FeedSubject::Client(ClientId::from_uuid(id))),
        _ => Err(StorageError::Corrupt(OF)),
    }
}

fn from_row(row: Model) -> Result<CalendarFeed, StorageError> {
    let Model {
        clinic_id: _,
        id,
        therapist_id,
        room_id,
        client_id,
        token_sha256: _,
        created_at,
        created_by,
        revoked_at,
        last_read_at,
    } = row;
    Ok(CalendarFeed {
        id: CalendarFeedId::from_uuid(id),
        subject: subject_of(therapist_id, room_id, client_id)?,
        created_at: to_instant(created_at, OF)?,
        created_by: created_by.map(StaffMemberId::from_uuid),
        revoked_at: revoked_at.map(|at| to_instant(at, OF)).transpose()?,
        last_read_at: last_read_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
