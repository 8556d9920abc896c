//! A clinic's own instruments.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::ids::{ClinicId, InstrumentId};
use crate::domain::measures::{Band, OwnInstrument, Scale};
use crate::storage::dialect::is_any_of;
use crate::storage::entities::instrument::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, to_column};
use crate::storage::{Connection, Transaction};

const OF: &str = "instrument";

/// Inserts an instrument.
///
/// # Errors
/// `Constraint(InstrumentNameOnce)` if the clinic has one of that name; otherwise `StorageError`.
pub async fn insert_instrument(
    tx: &Transaction,
    clinic_id: ClinicId,
    instrument: &OwnInstrument,
    now: Timestamp,
) -> Result<(), StorageError> {
    let OwnInstrument { id, name, scale } = instrument;
    // A clinic's own have no more than these.
    let Scale {
        items: _,
        minimum,
        maximum,
        higher_is_worse,
        bands,
        reliable_change,
        important_difference: _,
        remission_below: _,
        has_response: _,
    } = scale;
    let band = |Band { from, name }: &Band| json!({ "from": from, "name": name });
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        name: Set(name.to_string()),
        minimum: Set(i64::from(*minimum)),
        maximum: Set(i64::from(*maximum)),
        higher_is_worse: Set(*higher_is_worse),
        bands: Set(bands.iter().map(band).collect()),
        reliable_change: Set(reliable_change.map(i64::from)),
        created_at: Set(to_column(now)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The instrument of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_own_instrument(
    on: &Connection,
    clinic_id: ClinicId,
    id: InstrumentId,
) -> Result<Option<OwnInstrument>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The clinic's own instruments, by their names: `most` of them.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_own_instruments(
    on: &Connection,
    clinic_id: ClinicId,
    most: u64,
) -> Result<Vec<OwnInstrument>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .order_by_asc(Column::Name)
        .limit(most)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The instruments of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_own_instruments(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[InstrumentId],
) -> Result<Vec<OwnInstrument>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "instrument.id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: Model) -> Result<OwnInstrument, StorageError> {
    let Model {
        clinic_id: _,
        id,
        name,
        minimum,
        maximum,
        higher_is_worse,
        bands,
        reliable_change,
        created_at: _,
    } = row;
    let points = |stored: i64| i32::try_from(stored).map_err(|_| StorageError::Corrupt(OF));
    let bands = bands.as_array().ok_or(StorageError::Corrupt(OF))?;
    Ok(OwnInstrument {
        id: InstrumentId::from_uuid(id),
        name: parse(&name, OF)?,
        scale: Scale {
            items: None,
            minimum: points(minimum)?,
            maximum: points(maximum)?,
            higher_is_worse,
            bands: bands.iter().map(band).collect::<Option<_>>().ok_or(StorageError::Corrupt(OF))?,
            reliable_change: reliable_change.map(points).transpose()?,
            important_difference: None,
            remission_below: None,
            has_response: false,
        },
    })
}

fn band(stored: &Value) -> Option<Band> {
    let from = stored.get("from")?.as_i64()?.try_into().ok()?;
    Some(Band { from, name: stored.get("name")?.as_str()?.to_owned() })
}
