//! Weekly series, and the plans already committed.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{committed_plan, session_series};
use super::error::StorageError;
use super::reach;
use super::transaction::Transaction;
use super::values::{
    parse, parse_option, parse_weekday, parse_zone, to_column, to_date, to_date_column, to_instant,
    weekday_word,
};
use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, RoomId, SeriesId, SiteId, StaffMemberId};
use crate::domain::series::{PlanHash, SeriesOwner, SeriesRule, SessionCount, SessionMinutes, SessionSeries};
use crate::domain::time::Zone;

/// Inserts a series.
///
/// # Errors
/// `Constraint(Reference)` if anything it names is not the clinic's; otherwise `StorageError`.
pub async fn insert_series(
    tx: &Transaction,
    clinic_id: ClinicId,
    series: &SessionSeries,
) -> Result<(), StorageError> {
    let row = to_row(clinic_id, series);
    session_series::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a series over the version before. Whoever calls it has its owner locked.
///
/// # Errors
/// `Constraint(Reference)` if anything it names is not the clinic's; otherwise `StorageError`.
pub async fn update_series(
    tx: &Transaction,
    clinic_id: ClinicId,
    series: &SessionSeries,
) -> Result<(), StorageError> {
    session_series::Entity::update(to_row(clinic_id, series)).exec(&**tx).await?;
    Ok(())
}

pub(super) fn to_row(clinic_id: ClinicId, series: &SessionSeries) -> session_series::ActiveModel {
    let SessionSeries {
        id,
        owner,
        site_id,
        therapist_id,
        room_id,
        meeting_link,
        meeting,
        rule,
        created_at,
        row_version,
    } = series;
    let SeriesRule { weekday, local_start, zone, start_on, minutes, planned_count, counting, skipped_on } =
        rule;
    session_series::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        group_id: Set(owner.group_id().map(GroupId::uuid)),
        enrollment_id: Set(owner.enrollment_id().map(EnrollmentId::uuid)),
        site_id: Set(site_id.uuid()),
        therapist_id: Set(therapist_id.uuid()),
        room_id: Set(room_id.map(RoomId::uuid)),
        meeting_link: Set(meeting_link.as_ref().map(ToString::to_string)),
        meeting: Set(meeting.map(|meeting| meeting.to_string())),
        weekday: Set(weekday_word(*weekday).to_owned()),
        local_start: Set(local_start.to_string()),
        zone: Set(zone.name().to_owned()),
        canonical_zone: Set(zone.canonical().to_owned()),
        start_on: Set(to_date_column(*start_on)),
        minutes: Set(minutes.get().into()),
        planned_count: Set(planned_count.get().into()),
        counting: Set(counting.to_string()),
        skipped_on: Set(skipped_on.iter().map(ToString::to_string).collect::<Vec<_>>().into()),
        created_at: Set(to_column(*created_at)),
        row_version: Set(*row_version),
    }
}

/// The series of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_series(
    on: &Connection,
    reach: Reach,
    id: SeriesId,
) -> Result<Option<SessionSeries>, StorageError> {
    find_row(on, reach, id).await?.map(from_row).transpose()
}

async fn find_row(
    on: &Connection,
    reach: Reach,
    id: SeriesId,
) -> Result<Option<session_series::Model>, StorageError> {
    let found = session_series::Entity::find()
        .filter(reach::series(reach))
        .filter(session_series::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    Ok(found)
}

/// The series of that id to be edited, if the clinic has one: also if the data lack its zone by now, which the edit may
/// replace.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_series_to_edit(
    on: &Connection,
    reach: Reach,
    id: SeriesId,
) -> Result<Option<SessionSeries>, StorageError> {
    let kept = |row: session_series::Model| {
        let zone = Zone::stored(&row.zone);
        in_zone(row, zone)
    };
    find_row(on, reach, id).await?.map(kept).transpose()
}

/// The series of those ids that the caller may see: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_series(
    on: &Connection,
    reach: Reach,
    ids: &[SeriesId],
) -> Result<Vec<SessionSeries>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = session_series::Entity::find()
        .filter(reach::series(reach))
        .filter(is_any_of(on, "session_series.id", &ids))
        .all(on)
        .await?;
    let mut all: Vec<SessionSeries> = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    all.sort_unstable_by_key(|series| series.id);
    Ok(all)
}

/// The owners of those series, whatever else can be read of them: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_owners(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[SeriesId],
) -> Result<Vec<SeriesOwner>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Option<Uuid>, Option<Uuid>)> = session_series::Entity::find()
        .select_only()
        .columns([session_series::Column::GroupId, session_series::Column::EnrollmentId])
        .filter(session_series::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "session_series.id", &ids))
        .into_tuple()
        .all(on)
        .await?;
    rows.into_iter().map(|(group, enrollment)| owner_of(group, enrollment)).collect()
}

/// Every series of a group or of an individual treatment, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_series_of(
    on: &Connection,
    clinic_id: ClinicId,
    owner: SeriesOwner,
) -> Result<Vec<SessionSeries>, StorageError> {
    let of_owner = match owner {
        SeriesOwner::Group(id) => session_series::Column::GroupId.eq(id.uuid()),
        SeriesOwner::Treatment(id) => session_series::Column::EnrollmentId.eq(id.uuid()),
    };
    let rows = session_series::Entity::find()
        .filter(session_series::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(of_owner)
        .order_by_asc(session_series::Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The series that a plan of this hash made, if it was committed.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_committed_plan(
    on: &Connection,
    clinic_id: ClinicId,
    hash: PlanHash,
) -> Result<Option<SeriesId>, StorageError> {
    let row = committed_plan::Entity::find_by_id((clinic_id.uuid(), hash.to_string())).one(on).await?;
    Ok(row.map(|row| SeriesId::from_uuid(row.series_id)))
}

/// Remembers what a plan made.
///
/// # Errors
/// `Constraint(PlanOnce)` if it was committed meanwhile; otherwise `StorageError`.
pub async fn insert_committed_plan(
    tx: &Transaction,
    clinic_id: ClinicId,
    hash: PlanHash,
    series_id: SeriesId,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = committed_plan::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        plan_hash: Set(hash.to_string()),
        series_id: Set(series_id.uuid()),
        committed_at: Set(to_column(now)),
    };
    committed_plan::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

pub(super) fn from_row(row: session_series::Model) -> Result<SessionSeries, StorageError> {
    let zone = parse_zone(&row.zone, SeriesId::from_uuid(row.id))?;
    in_zone(row, zone)
}

/// The same in that zone, whatever the row says of it.
fn in_zone(row: session_series::Model, zone: Zone) -> Result<SessionSeries, StorageError> {
    const OF: &str = "session_series";
    let corrupt = || StorageError::Corrupt(OF);
    let session_series::Model {
        clinic_id: _,
        id,
        group_id,
        enrollment_id,
        site_id,
        therapist_id,
        room_id,
        weekday: weekday_text,
        local_start,
        zone: _,
        canonical_zone: _,
        start_on,
        minutes,
        planned_count,
        counting,
        skipped_on,
        created_at,
        row_version,
        meeting_link,
        meeting,
    } = row;
    let owner = owner_of(group_id, enrollment_id)?;
    let weekday: Weekday = parse_weekday(&weekday_text, OF)?;
    Ok(SessionSeries {
        id: SeriesId::from_uuid(id),
        owner,
        site_id: SiteId::from_uuid(site_id),
        therapist_id: StaffMemberId::from_uuid(therapist_id),
        room_id: room_id.map(RoomId::from_uuid),
        meeting_link: parse_option(meeting_link.as_deref(), OF)?,
        meeting: parse_option(meeting.as_deref(), OF)?,
        rule: SeriesRule {
            weekday,
            local_start: parse(&local_start, OF)?,
            zone,
            start_on: to_date(start_on, OF)?,
            minutes: SessionMinutes::parse(minutes).map_err(|_| corrupt())?,
            planned_count: SessionCount::parse(planned_count).map_err(|_| corrupt())?,
            counting: parse(&counting, OF)?,
            skipped_on: dates(&skipped_on).ok_or_else(corrupt)?,
        },
        created_at: to_instant(created_at, OF)?,
        row_version,
    })
}

fn dates(json: &Value) -> Option<Vec<Date>> {
    json.as_array()?.iter().map(|date| date.as_str()?.parse().ok()).collect()
}

/// Exactly one of them is known.
fn owner_of(group_id: Option<Uuid>, enrollment_id: Option<Uuid>) -> Result<SeriesOwner, StorageError> {
    match (group_id, enrollment_id) {
        (Some(id), None) => Ok(SeriesOwner::Group(GroupId::from_uuid(id))),
        (None, Some(id)) => Ok(SeriesOwner::Treatment(EnrollmentId::from_uuid(id))),
        (Some(_), Some(_)) | (None, None) => Err(StorageError::Corrupt("session_series")),
    }
}
