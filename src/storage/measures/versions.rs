//! The versions of readings: added to, never changed.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::taken;
use crate::domain::attendance::Note;
use crate::domain::ids::ClinicId;
use crate::domain::measures::{Reading, ReadingVersion, Score, Taken};
use crate::storage::entities::outcome_measure_version::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse_option, to_column, to_date_column, to_instant};
use crate::storage::{Connection, Transaction, recorders};

const OF: &str = "outcome_measure_version";

/// Appends what now stands of a reading as its next version.
pub(super) async fn append_version(
    tx: &Transaction,
    clinic_id: ClinicId,
    reading: &Reading,
    note: Option<&Note>,
) -> Result<(), StorageError> {
    let Reading {
        id,
        enrollment_id: _,
        instrument_id: _,
        taken: Taken { on, occasion, score: Score { items, total } },
        is_withdrawn,
        version,
        recorded_by,
        recorded_at,
    } = reading;
    let (kind, by) = recorders::to_columns(*recorded_by);
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        measure_id: Set(id.uuid()),
        version: Set(i64::from(*version)),
        taken_on: Set(to_date_column(*on)),
        occasion: Set(occasion.to_string()),
        items: Set(items.clone().map(Value::from)),
        total: Set(i64::from(*total)),
        is_withdrawn: Set(*is_withdrawn),
        note: Set(note.map(ToString::to_string)),
        recorded_by_kind: Set(kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The versions of a reading, from the first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_versions(
    on: &Connection,
    clinic_id: ClinicId,
    reading: &Reading,
) -> Result<Vec<ReadingVersion>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::MeasureId.eq(reading.id.uuid()))
        .order_by_asc(Column::Version)
        .all(on)
        .await?;
    rows.into_iter().map(|row| from_row(reading, row)).collect()
}

fn from_row(reading: &Reading, row: Model) -> Result<ReadingVersion, StorageError> {
    let Model {
        clinic_id: _,
        measure_id: _,
        version,
        taken_on,
        occasion,
        items,
        total,
        is_withdrawn,
        note,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    let reading = Reading {
        taken: taken::from_columns(taken_on, &occasion, items, total, OF)?,
        is_withdrawn,
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?,
        recorded_at: to_instant(recorded_at, OF)?,
        ..reading.clone()
    };
    Ok(ReadingVersion { reading, note: parse_option(note.as_deref(), OF)? })
}
