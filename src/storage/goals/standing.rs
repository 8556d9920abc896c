//! Goals as they stand; each change appends a version.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::versions::append_version;
use crate::domain::access::Reach;
use crate::domain::attendance::Note;
use crate::domain::goals::{Goal, GoalTerms};
use crate::domain::ids::{ClinicId, EnrollmentId, GoalId};
use crate::storage::dialect::is_any_of;
use crate::storage::entities::treatment_goal::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, to_column, to_date, to_date_column, to_instant};
use crate::storage::{Connection, Transaction, reach, recorders};

const OF: &str = "treatment_goal";

/// Inserts a goal with its first version. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_goal(tx: &Transaction, clinic_id: ClinicId, goal: &Goal) -> Result<(), StorageError> {
    Entity::insert(to_row(clinic_id, goal)).exec_without_returning(&**tx).await?;
    append_version(tx, clinic_id, goal, None).await
}

/// Writes a goal over the version before, and appends it as the next. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_goal(
    tx: &Transaction,
    clinic_id: ClinicId,
    goal: &Goal,
    note: Option<&Note>,
) -> Result<(), StorageError> {
    Entity::update(to_row(clinic_id, goal)).exec(&**tx).await?;
    append_version(tx, clinic_id, goal, note).await
}

/// The goal of that id, if there is one in reach.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_goal(on: &Connection, reach: Reach, id: GoalId) -> Result<Option<Goal>, StorageError> {
    let found = Entity::find().filter(reach::goals(reach)).filter(Column::Id.eq(id.uuid())).one(on).await?;
    found.map(from_row).transpose()
}

/// The goals of those enrollments that are in reach, the oldest first: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_goals(
    on: &Connection,
    reach: Reach,
    enrollments: &[EnrollmentId],
) -> Result<Vec<Goal>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(reach::goals(reach))
        .filter(is_any_of(on, "treatment_goal.enrollment_id", &ids))
        .all(on)
        .await?;
    let mut goals = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    goals.sort_unstable_by_key(|goal| goal.id);
    Ok(goals)
}

fn to_row(clinic_id: ClinicId, goal: &Goal) -> ActiveModel {
    let Goal {
        id,
        enrollment_id,
        agreed_on,
        terms: GoalTerms { kind, words, state, closed_on },
        version,
        recorded_by,
        recorded_at,
    } = goal;
    let (by_kind, by) = recorders::to_columns(*recorded_by);
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        agreed_on: Set(to_date_column(*agreed_on)),
        kind: Set(kind.to_string()),
        words: Set(words.as_str().to_owned()),
        state: Set(state.to_string()),
        closed_on: Set(closed_on.map(to_date_column)),
        version: Set(i64::from(*version)),
        recorded_by_kind: Set(by_kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    }
}

fn from_row(row: Model) -> Result<Goal, StorageError> {
    let Model {
        clinic_id: _,
        id,
        enrollment_id,
        agreed_on,
        kind,
        words,
        state,
        closed_on,
        version,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    Ok(Goal {
        id: GoalId::from_uuid(id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        agreed_on: to_date(agreed_on, OF)?,
        terms: GoalTerms {
            kind: parse(&kind, OF)?,
            words: parse(&words, OF)?,
            state: parse(&state, OF)?,
            closed_on: closed_on.map(|on| to_date(on, OF)).transpose()?,
        },
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?,
        recorded_at: to_instant(recorded_at, OF)?,
    })
}
