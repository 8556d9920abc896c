//! Ratings of goals: added to, never changed.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::domain::goals::{Attainment, GoalRating};
use crate::domain::ids::{ClinicId, GoalId, RowId};
use crate::storage::dialect::is_any_of;
use crate::storage::entities::goal_rating::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse_option, to_column, to_date, to_date_column, to_instant};
use crate::storage::{Connection, Transaction, recorders};

const OF: &str = "goal_rating";

/// Appends a rating.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_rating(
    tx: &Transaction,
    clinic_id: ClinicId,
    rating: &GoalRating,
) -> Result<(), StorageError> {
    let GoalRating { id, goal_id, attainment, rated_on, note, recorded_by, recorded_at } = rating;
    let (kind, by) = recorders::to_columns(*recorded_by);
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        goal_id: Set(goal_id.uuid()),
        attainment: Set(i64::from(attainment.level())),
        rated_on: Set(to_date_column(*rated_on)),
        note: Set(note.as_ref().map(ToString::to_string)),
        recorded_by_kind: Set(kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Every rating of those goals, as they were recorded: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_ratings(
    on: &Connection,
    clinic_id: ClinicId,
    goals: &[GoalId],
) -> Result<Vec<GoalRating>, StorageError> {
    let ids: Vec<Uuid> = goals.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "goal_rating.goal_id", &ids))
        .all(on)
        .await?;
    let mut ratings = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    ratings.sort_unstable_by_key(|rating| rating.id);
    Ok(ratings)
}

fn from_row(row: Model) -> Result<GoalRating, StorageError> {
    let Model {
        clinic_id: _,
        id,
        goal_id,
        attainment,
        rated_on,
        note,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    Ok(GoalRating {
        id: RowId::from_uuid(id),
        goal_id: GoalId::from_uuid(goal_id),
        attainment: Attainment::parse(attainment).map_err(|_| StorageError::Corrupt(OF))?,
        rated_on: to_date(rated_on, OF)?,
        note: parse_option(note.as_deref(), OF)?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?,
        recorded_at: to_instant(recorded_at, OF)?,
    })
}
