//! Changes of the schedule, with what they found.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, TryIntoModel,
};
use serde_json::{Value, json};

use super::Connection;
use super::entities::{schedule_change, schedule_change_series, schedule_change_session};
use super::error::StorageError;
use super::insert::insert_all;
use super::statement::change;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use super::{series as stored_series, sessions as stored_sessions};
use crate::domain::ids::{ClinicId, ScheduleChangeId, SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{LeftSeries, PlanHash, ScheduleChange, Session, SessionSeries};
use crate::domain::slice::Slice;

const OF: &str = "schedule_change";

/// What a change made of one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTouched {
    /// Which.
    pub session_id: SessionId,
    /// Of which series.
    pub series_id: SeriesId,
    /// As the change found it; none if the change added it.
    pub before: Option<Session>,
    /// Its `row_version` afterwards: a higher one says that something else happened to it since.
    pub row_version: i64,
}

/// What a change made of one series itself, such as its weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesTouched {
    /// As the change found it.
    pub before: SessionSeries,
    /// Its `row_version` afterwards.
    pub row_version: i64,
}

/// Inserts a change with what it found.
///
/// # Errors
/// `Constraint(PlanOnce)` if its plan was committed before; otherwise `StorageError`.
pub async fn insert_change(
    tx: &Transaction,
    clinic_id: ClinicId,
    made: &ScheduleChange,
    sessions: &[SessionTouched],
    series: &[SeriesTouched],
) -> Result<(), StorageError> {
    let ScheduleChange { id, kind, plan_hash, command_hash, series_id, made_at, made_by, undone_at, left } =
        made;
    let row = schedule_change::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        kind: Set(kind.to_string()),
        plan_hash: Set(plan_hash.to_string()),
        command_hash: Set(command_hash.to_string()),
        series_id: Set(series_id.map(SeriesId::uuid)),
        made_at: Set(to_column(*made_at)),
        made_by: Set(made_by.map(StaffMemberId::uuid)),
        undone_at: Set(undone_at.map(to_column)),
        left_series: Set(left_to_json(left)),
    };
    schedule_change::Entity::insert(row).exec_without_returning(&**tx).await?;
    let mut rows = Vec::with_capacity(sessions.len());
    for SessionTouched { session_id, series_id, before, row_version } in sessions {
        let before = before.as_ref().map(|session| json_of(stored_sessions::to_row(clinic_id, session)));
        rows.push(schedule_change_session::ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            change_id: Set(id.uuid()),
            session_id: Set(session_id.uuid()),
            series_id: Set(series_id.uuid()),
            before: Set(before.transpose()?),
            row_version: Set(*row_version),
        });
    }
    insert_all::<schedule_change_session::Entity, _>(tx, rows).await?;
    let mut rows = Vec::with_capacity(series.len());
    for SeriesTouched { before, row_version } in series {
        rows.push(schedule_change_series::ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            change_id: Set(id.uuid()),
            series_id: Set(before.id.uuid()),
            before: Set(json_of(stored_series::to_row(clinic_id, before))?),
            row_version: Set(*row_version),
        });
    }
    insert_all::<schedule_change_series::Entity, _>(tx, rows).await
}

/// A row as JSON: every column, as the database keeps it.
fn json_of<A>(row: A) -> Result<Value, StorageError>
where
    A: ActiveModelTrait + TryIntoModel<<A::Entity as EntityTrait>::Model>,
    <A::Entity as EntityTrait>::Model: serde::Serialize,
{
    let model = row.try_into_model()?;
    serde_json::to_value(model).map_err(|_| StorageError::Corrupt(OF))
}

/// The change that the plan of that hash came to, if it was committed and stands.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_change_of_plan(
    on: &Connection,
    clinic_id: ClinicId,
    plan_hash: PlanHash,
) -> Result<Option<ScheduleChange>, StorageError> {
    let found = schedule_change::Entity::find()
        .filter(schedule_change::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(schedule_change::Column::PlanHash.eq(plan_hash.to_string()))
        .filter(schedule_change::Column::UndoneAt.is_null())
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// One change.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_change(
    on: &Connection,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
) -> Result<Option<ScheduleChange>, StorageError> {
    let found = schedule_change::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?;
    found.map(from_row).transpose()
}

/// The same, locked until the transaction ends: of two who take it back one waits.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_change(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
) -> Result<Option<ScheduleChange>, StorageError> {
    let query = schedule_change::Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock_exclusive();
    query.one(&**tx).await?.map(from_row).transpose()
}

/// A slice of the clinic's changes, newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_changes(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<ScheduleChangeId>,
) -> Result<Vec<ScheduleChange>, StorageError> {
    let rows = schedule_change::Entity::find()
        .filter(schedule_change::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, after| query.filter(schedule_change::Column::Id.lt(after.uuid())))
        .order_by_desc(schedule_change::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// What a change made of sessions.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_touched_sessions(
    on: &Connection,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
) -> Result<Vec<SessionTouched>, StorageError> {
    let rows = schedule_change_session::Entity::find()
        .filter(schedule_change_session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(schedule_change_session::Column::ChangeId.eq(id.uuid()))
        .order_by_asc(schedule_change_session::Column::SessionId)
        .all(on)
        .await?;
    let touched = |row: schedule_change_session::Model| {
        let schedule_change_session::Model {
            clinic_id: _,
            change_id: _,
            session_id,
            series_id,
            before,
            row_version,
        } = row;
        let before = before.map(|before| model_of(before).and_then(stored_sessions::from_row)).transpose()?;
        Ok(SessionTouched {
            session_id: SessionId::from_uuid(session_id),
            series_id: SeriesId::from_uuid(series_id),
            before,
            row_version,
        })
    };
    rows.into_iter().map(touched).collect()
}

/// What a change made of series themselves.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_touched_series(
    on: &Connection,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
) -> Result<Vec<SeriesTouched>, StorageError> {
    let rows = schedule_change_series::Entity::find()
        .filter(schedule_change_series::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(schedule_change_series::Column::ChangeId.eq(id.uuid()))
        .order_by_asc(schedule_change_series::Column::SeriesId)
        .all(on)
        .await?;
    let touched = |row: schedule_change_series::Model| {
        let schedule_change_series::Model { clinic_id: _, change_id: _, series_id: _, before, row_version } =
            row;
        let before = model_of(before).and_then(stored_series::from_row)?;
        Ok(SeriesTouched { before, row_version })
    };
    rows.into_iter().map(touched).collect()
}

fn model_of<M: serde::de::DeserializeOwned>(json: Value) -> Result<M, StorageError> {
    serde_json::from_value(json).map_err(|_| StorageError::Corrupt(OF))
}

/// After a change was taken back, its sessions and series stand again as older changes left them: those may be taken back
/// in turn. Two statements.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn uncover_older_changes(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
) -> Result<(), StorageError> {
    for (table, key, of) in [
        ("schedule_change_session", "session_id", "session"),
        ("schedule_change_series", "series_id", "session_series"),
    ] {
        let sql = format!(
            "
UPDATE {table} AS older SET row_version = present.row_version
FROM {table} AS undone
JOIN {of} AS present ON present.clinic_id = undone.clinic_id AND present.id = undone.{key}
WHERE undone.clinic_id = $1 AND undone.change_id = $2
  AND older.clinic_id = undone.clinic_id AND older.{key} = undone.{key} AND older.change_id <> undone.change_id
  AND older.row_version = CAST(undone.before ->> 'row_version' AS bigint)"
        );
        change(tx, &sql, [clinic_id.uuid().into(), id.uuid().into()]).await?;
    }
    Ok(())
}

/// Notes that a change was taken back, and which series stayed as it had left them.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_undone(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ScheduleChangeId,
    now: Timestamp,
    left: &[LeftSeries],
) -> Result<(), StorageError> {
    schedule_change::Entity::update_many()
        .col_expr(schedule_change::Column::UndoneAt, Expr::value(to_column(now)))
        .col_expr(schedule_change::Column::LeftSeries, Expr::value(left_to_json(left)))
        .filter(schedule_change::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(schedule_change::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn from_row(row: schedule_change::Model) -> Result<ScheduleChange, StorageError> {
    let schedule_change::Model {
        clinic_id: _,
        id,
        kind,
        plan_hash,
        command_hash,
        series_id,
        made_at,
        made_by,
        undone_at,
        left_series,
    } = row;
    let hash = |text: &str| PlanHash::parse(text).map_err(|_| StorageError::Corrupt(OF));
    Ok(ScheduleChange {
        id: ScheduleChangeId::from_uuid(id),
        kind: parse(&kind, OF)?,
        plan_hash: hash(&plan_hash)?,
        command_hash: hash(&command_hash)?,
        series_id: series_id.map(SeriesId::from_uuid),
        made_at: to_instant(made_at, OF)?,
        made_by: made_by.map(StaffMemberId::from_uuid),
        undone_at: undone_at.map(|at| to_instant(at, OF)).transpose()?,
        left: left_series
            .map_or(Some(Vec::new()), |left| left_of_json(&left))
            .ok_or(StorageError::Corrupt(OF))?,
    })
}

fn left_to_json(left: &[LeftSeries]) -> Option<Value> {
    let one = |LeftSeries { series_id, because }: &LeftSeries| json!({ "series_id": series_id.uuid(), "because": because });
    (!left.is_empty()).then(|| left.iter().map(one).collect())
}

fn left_of_json(left: &Value) -> Option<Vec<LeftSeries>> {
    let one = |one: &Value| {
        let series_id = SeriesId::from_uuid(one.get("series_id")?.as_str()?.parse().ok()?);
        Some(LeftSeries { series_id, because: one.get("because")?.as_str()?.to_owned() })
    };
    left.as_array()?.iter().map(one).collect()
}
