//! Sessions: kept, moved, cancelled.

use jiff::Timestamp;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityName, EntityTrait, FromQueryResult, Iterable, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{session, session_series};
use super::error::StorageError;
use super::insert::{insert_all, upsert_all};
use super::joins;
use super::reach;
use super::transaction::Transaction;
use super::values::{parse, parse_option, parse_zone, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, EnrollmentId, RoomId, SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{Exceptions, MeetingKind, Session, SessionStatus};
use crate::domain::time::Zone;

/// Inserts sessions, in as few statements as the databases' limits allow.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[Session],
) -> Result<(), StorageError> {
    insert_all::<session::Entity, _>(tx, sessions.iter().map(|session| to_row(clinic_id, session))).await
}

/// The session of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_session(
    on: &Connection,
    reach: Reach,
    id: SessionId,
) -> Result<Option<Session>, StorageError> {
    let found = session::Entity::find()
        .filter(reach::sessions(reach))
        .filter(session::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// The session of that id, locked until the transaction ends: who marks, moves or cancels it waits for the other.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_session(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: SessionId,
) -> Result<Option<Session>, StorageError> {
    let query = session::Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive();
    query.one(&**tx).await?.map(from_row).transpose()
}

/// Every session of a series in the order of their starts, cancelled ones too.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_sessions_of_series(
    on: &Connection,
    clinic_id: ClinicId,
    series_id: SeriesId,
) -> Result<Vec<Session>, StorageError> {
    in_order(on, clinic_id, series_id, from_row).await
}

/// The same to be edited: also those whose zone the data lack by now, which the edit may replace.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_sessions_to_edit(
    on: &Connection,
    clinic_id: ClinicId,
    series_id: SeriesId,
) -> Result<Vec<Session>, StorageError> {
    let kept = |row: session::Model| {
        let zone = Zone::stored(&row.zone);
        in_zone(row, zone)
    };
    in_order(on, clinic_id, series_id, kept).await
}

async fn in_order(
    on: &Connection,
    clinic_id: ClinicId,
    series_id: SeriesId,
    read: impl Fn(session::Model) -> Result<Session, StorageError>,
) -> Result<Vec<Session>, StorageError> {
    let rows = session::Entity::find()
        .filter(session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(session::Column::SeriesId.eq(series_id.uuid()))
        .all(on)
        .await?;
    let mut sessions: Vec<Session> = rows.into_iter().map(read).collect::<Result<_, _>>()?;
    // Sorted here: asked for this order, SQLite reads the whole clinic by start rather than sort a series.
    sessions.sort_unstable_by_key(|session| (session.starts_at, session.id));
    Ok(sessions)
}

/// Every session of those series, series by series in the order of their starts: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_sessions_of_series(
    on: &Connection,
    clinic_id: ClinicId,
    series: &[SeriesId],
) -> Result<Vec<Session>, StorageError> {
    let rows = of_many_series(on, clinic_id, series).all(on).await?;
    let mut sessions: Vec<Session> = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    sessions.sort_unstable_by_key(|session| (session.series_id, session.starts_at, session.id));
    Ok(sessions)
}

/// Locks every session of those series until the transaction ends, in the order of their ids: whoever marks, moves or
/// cancels one of them waits. One statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_sessions_of_series(
    tx: &Transaction,
    clinic_id: ClinicId,
    series: &[SeriesId],
) -> Result<(), StorageError> {
    let query = of_many_series(tx, clinic_id, series).order_by_asc(session::Column::Id).lock_exclusive();
    query.all(&**tx).await?;
    Ok(())
}

fn of_many_series(on: &Connection, clinic_id: ClinicId, series: &[SeriesId]) -> Select<session::Entity> {
    let series: Vec<Uuid> = series.iter().map(|id| id.uuid()).collect();
    session::Entity::find().filter(session::Column::ClinicId.eq(clinic_id.uuid())).filter(is_any_of(
        on,
        "session.series_id",
        &series,
    ))
}

/// The sessions that begin after `now` and are one enrollment's alone, with what meeting each is (none is a weekly session of
/// a treatment), locked until the transaction ends: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_coming_of_enrollment(
    tx: &Transaction,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
    now: Timestamp,
) -> Result<Vec<(Session, Option<MeetingKind>)>, StorageError> {
    let mut query = session::Entity::find()
        .join(JoinType::InnerJoin, joins::session_series_of())
        .column(session_series::Column::Meeting)
        .filter(session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(session_series::Column::EnrollmentId.eq(enrollment_id.uuid()))
        .filter(session::Column::StartsAt.gt(to_column(now)))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .order_by_asc(session::Column::Id);
    QueryTrait::query(&mut query).lock_with_tables(LockType::Update, [session::Entity.table_ref()]);
    let own = |OwnRow { session, meeting }| {
        Ok((from_row(session)?, parse_option(meeting.as_deref(), "session_series")?))
    };
    query.into_model::<OwnRow>().all(&**tx).await?.into_iter().map(own).collect()
}

#[derive(FromQueryResult)]
struct OwnRow {
    #[sea_orm(nested)]
    session: session::Model,
    meeting: Option<String>,
}

/// Writes sessions as they are now, as many in a statement as both databases take. Whoever calls it has the rows locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_sessions(
    tx: &Transaction,
    clinic_id: ClinicId,
    all: &[Session],
) -> Result<(), StorageError> {
    use session::Column as C;
    let mut known = OnConflict::columns([C::ClinicId, C::Id]);
    // The rest identifies the row, or never changes.
    known.update_columns(
        C::iter()
            .filter(|column| !matches!(column, C::ClinicId | C::Id | C::SeriesId | C::OriginalLocalStart)),
    );
    upsert_all::<session::Entity, _>(tx, all.iter().map(|one| to_row(clinic_id, one)), known).await
}

pub(super) fn to_row(clinic_id: ClinicId, session: &Session) -> session::ActiveModel {
    let Session {
        id,
        series_id,
        kind,
        status,
        cancelled_by,
        therapist_id,
        room_id,
        meeting_link,
        exceptions: Exceptions { time, therapist, place },
        original_local_start,
        local_start,
        zone,
        starts_at,
        ends_at,
        clock_change,
        tzdb_version,
        notice_version,
        row_version,
    } = session;
    session::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        series_id: Set(series_id.uuid()),
        kind: Set(kind.to_string()),
        status: Set(status.to_string()),
        cancelled_by: Set(cancelled_by.map(|by| by.to_string())),
        therapist_id: Set(therapist_id.uuid()),
        room_id: Set(room_id.map(RoomId::uuid)),
        meeting_link: Set(meeting_link.as_ref().map(ToString::to_string)),
        own_time: Set(*time),
        own_therapist: Set(*therapist),
        own_place: Set(*place),
        original_local_start: Set(original_local_start.to_string()),
        local_start: Set(local_start.to_string()),
        zone: Set(zone.name().to_owned()),
        starts_at: Set(to_column(*starts_at)),
        ends_at: Set(to_column(*ends_at)),
        clock_change: Set(clock_change.to_string()),
        tzdb_version: Set(tzdb_version.clone()),
        notice_version: Set(*notice_version),
        row_version: Set(*row_version),
    }
}

/// The session behind a row.
pub(super) fn from_row(row: session::Model) -> Result<Session, StorageError> {
    let zone = parse_zone(&row.zone, SeriesId::from_uuid(row.series_id))?;
    in_zone(row, zone)
}

/// The same in that zone, whatever the row says of it.
fn in_zone(row: session::Model, zone: Zone) -> Result<Session, StorageError> {
    const OF: &str = "session";
    let session::Model {
        clinic_id: _,
        id,
        series_id,
        kind,
        status,
        cancelled_by,
        therapist_id,
        room_id,
        original_local_start,
        local_start,
        zone: _,
        starts_at,
        ends_at,
        clock_change,
        tzdb_version,
        notice_version,
        row_version,
        meeting_link,
        own_time,
        own_therapist,
        own_place,
    } = row;
    Ok(Session {
        id: SessionId::from_uuid(id),
        series_id: SeriesId::from_uuid(series_id),
        kind: parse(&kind, OF)?,
        status: parse(&status, OF)?,
        cancelled_by: parse_option(cancelled_by.as_deref(), OF)?,
        therapist_id: StaffMemberId::from_uuid(therapist_id),
        room_id: room_id.map(RoomId::from_uuid),
        meeting_link: parse_option(meeting_link.as_deref(), OF)?,
        exceptions: Exceptions { time: own_time, therapist: own_therapist, place: own_place },
        original_local_start: parse(&original_local_start, OF)?,
        local_start: parse(&local_start, OF)?,
        zone,
        starts_at: to_instant(starts_at, OF)?,
        ends_at: to_instant(ends_at, OF)?,
        clock_change: parse(&clock_change, OF)?,
        tzdb_version,
        notice_version,
        row_version,
    })
}
