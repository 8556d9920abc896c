//! The versions of goals: added to, never changed.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::domain::attendance::Note;
use crate::domain::goals::{Goal, GoalTerms, GoalVersion};
use crate::domain::ids::ClinicId;
use crate::storage::entities::treatment_goal_version::{ActiveModel, Column, Entity, Model};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, parse_option, to_column, to_date, to_date_column, to_instant};
use crate::storage::{Connection, Transaction, recorders};

const OF: &str = "treatment_goal_version";

/// Appends what now stands of a goal as its next version.
pub(super) async fn append_version(
    tx: &Transaction,
    clinic_id: ClinicId,
    goal: &Goal,
    note: Option<&Note>,
) -> Result<(), StorageError> {
    let Goal {
        id,
        enrollment_id: _,
        agreed_on: _,
        terms: GoalTerms { kind, words, state, closed_on },
        version,
        recorded_by,
        recorded_at,
    } = goal;
    let (by_kind, by) = recorders::to_columns(*recorded_by);
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        goal_id: Set(id.uuid()),
        version: Set(i64::from(*version)),
        kind: Set(kind.to_string()),
        words: Set(words.as_str().to_owned()),
        state: Set(state.to_string()),
        closed_on: Set(closed_on.map(to_date_column)),
        note: Set(note.map(ToString::to_string)),
        recorded_by_kind: Set(by_kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The versions of a goal, from the first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_goal_versions(
    on: &Connection,
    clinic_id: ClinicId,
    goal: &Goal,
) -> Result<Vec<GoalVersion>, StorageError> {
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::GoalId.eq(goal.id.uuid()))
        .order_by_asc(Column::Version)
        .all(on)
        .await?;
    rows.into_iter().map(|row| from_row(goal, row)).collect()
}

fn from_row(goal: &Goal, row: Model) -> Result<GoalVersion, StorageError> {
    let Model {
        clinic_id: _,
        goal_id: _,
        version,
        kind,
        words,
        state,
        closed_on,
        note,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    let goal = Goal {
        terms: GoalTerms {
            kind: parse(&kind, OF)?,
            words: parse(&words, OF)?,
            state: parse(&state, OF)?,
            closed_on: closed_on.map(|on| to_date(on, OF)).transpose()?,
        },
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?,
        recorded_at: to_instant(recorded_at, OF)?,
        ..goal.clone()
    };
    Ok(GoalVersion { goal, note: parse_option(note.as_deref(), OF)? })
}
