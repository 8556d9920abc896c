//! Readings as they stand; each change appends a version.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::Value;
use uuid::Uuid;

use super::taken;
use super::versions::append_version;
use crate::domain::access::Reach;
use crate::domain::attendance::Note;
use crate::domain::ids::{ClinicId, EnrollmentId, InstrumentId, MeasureId};
use crate::domain::measures::{Instrument, Reading, Score, Taken};
use crate::domain::slice::Slice;
use crate::storage::dialect::is_any_of;
use crate::storage::entities::outcome_measure::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{to_column, to_date_column, to_instant};
use crate::storage::{Connection, Transaction, reach, recorders};

const OF: &str = "outcome_measure";

/// Inserts a reading with its first version. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `Constraint(MeasureOnceADay)` if that instrument was taken of that course on that day already; otherwise `StorageError`.
pub async fn insert_reading(
    tx: &Transaction,
    clinic_id: ClinicId,
    reading: &Reading,
) -> Result<(), StorageError> {
    Entity::insert(to_row(clinic_id, reading)).exec_without_returning(&**tx).await?;
    append_version(tx, clinic_id, reading, None).await
}

/// Writes a reading over the version before, and appends it as the next. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `Constraint(MeasureOnceADay)` if there is another reading of that instrument on that day; otherwise `StorageError`.
pub async fn update_reading(
    tx: &Transaction,
    clinic_id: ClinicId,
    reading: &Reading,
    note: Option<&Note>,
) -> Result<(), StorageError> {
    Entity::update(to_row(clinic_id, reading)).exec(&**tx).await?;
    append_version(tx, clinic_id, reading, note).await
}

/// The reading of that id, if there is one in reach.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_reading(
    on: &Connection,
    reach: Reach,
    id: MeasureId,
) -> Result<Option<Reading>, StorageError> {
    let found =
        Entity::find().filter(reach::measures(reach)).filter(Column::Id.eq(id.uuid())).one(on).await?;
    found.map(from_row).transpose()
}

/// A slice of one enrollment's readings, in the order in which they were recorded, withdrawn ones too: of one instrument, if
/// given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_readings(
    on: &Connection,
    reach: Reach,
    enrollment_id: EnrollmentId,
    instrument_id: Option<InstrumentId>,
    slice: Slice<MeasureId>,
) -> Result<Vec<Reading>, StorageError> {
    let rows = Entity::find()
        .filter(reach::measures(reach))
        .filter(Column::EnrollmentId.eq(enrollment_id.uuid()))
        .apply_if(instrument_id, |query, id| query.filter(Column::InstrumentId.eq(id.uuid())))
        .apply_if(slice.after, |query, after| query.filter(Column::Id.gt(after.uuid())))
        .order_by_asc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The standing readings of those enrollments, each course by day: one statement, however many. An enrollment without any
/// is missing.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_readings(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Vec<Reading>>, StorageError> {
    load_readings_in_reach(on, Reach::clinic(clinic_id), enrollments).await
}

/// The same, of those enrollments that are in reach.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_readings_in_reach(
    on: &Connection,
    reach: Reach,
    enrollments: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Vec<Reading>>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(reach::measures(reach))
        .filter(is_any_of(on, "outcome_measure.enrollment_id", &ids))
        .filter(Column::IsWithdrawn.eq(false))
        .all(on)
        .await?;
    let mut courses: HashMap<_, Vec<Reading>> = HashMap::new();
    for reading in rows.into_iter().map(from_row) {
        let reading = reading?;
        courses.entry(reading.enrollment_id).or_default().push(reading);
    }
    courses.values_mut().for_each(|course| course.sort_unstable_by_key(Reading::place));
    Ok(courses)
}

fn to_row(clinic_id: ClinicId, reading: &Reading) -> ActiveModel {
    let Reading {
        id,
        enrollment_id,
        instrument_id,
        taken: Taken { on, occasion, score: Score { items, total } },
        is_withdrawn,
        version,
        recorded_by,
        recorded_at,
    } = reading;
    let (kind, by) = recorders::to_columns(*recorded_by);
    let is_own = Instrument::published(*instrument_id).is_none();
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        instrument_id: Set(instrument_id.uuid()),
        own_instrument_id: Set(is_own.then_some(instrument_id.uuid())),
        taken_on: Set(to_date_column(*on)),
        occasion: Set(occasion.to_string()),
        items: Set(items.clone().map(Value::from)),
        total: Set(i64::from(*total)),
        is_withdrawn: Set(*is_withdrawn),
        version: Set(i64::from(*version)),
        recorded_by_kind: Set(kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    }
}

fn from_row(row: Model) -> Result<Reading, StorageError> {
    let Model {
        clinic_id: _,
        id,
        enrollment_id,
        instrument_id,
        own_instrument_id: _,
        taken_on,
        occasion,
        items,
        total,
        is_withdrawn,
        version,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    Ok(Reading {
        id: MeasureId::from_uuid(id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        instrument_id: InstrumentId::from_uuid(instrument_id),
        taken: taken::from_columns(taken_on, &occasion, items, total, OF)?,
        is_withdrawn,
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?,
        recorded_at: to_instant(recorded_at, OF)?,
    })
}
