//! Tasks of the staff.

use jiff::Timestamp;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::Connection;
use super::client_merges::ORIGINS;
use super::entities::task::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::statement::change;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::ids::{ClientId, ClinicId, StaffMemberId, TaskId};
use crate::domain::slice::Slice;
use crate::domain::tasks::{Task, TaskClosing, TaskState};

const OF: &str = "task";

/// Opens a task.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_task(tx: &Transaction, clinic_id: ClinicId, task: &Task) -> Result<(), StorageError> {
    let Task { id, kind, client_id, created_at, closing } = task;
    let closing = closing.as_ref();
    let row = ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        kind: Set(kind.to_string()),
        client_id: Set(client_id.uuid()),
        created_at: Set(to_column(*created_at)),
        closed_at: Set(closing.map(|closing| to_column(closing.at))),
        closed_by: Set(closing.and_then(|closing| closing.by).map(StaffMemberId::uuid)),
        note: Set(closing.and_then(|closing| closing.note.as_ref()).map(|note| note.as_str().to_owned())),
        moved_from_id: Set(None),
    };
    Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The task of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_task(
    on: &Connection,
    clinic_id: ClinicId,
    id: TaskId,
) -> Result<Option<Task>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The task of that id, if the clinic has one, locked until the transaction ends.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_task(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: TaskId,
) -> Result<Option<Task>, StorageError> {
    let query = Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock(LockType::NoKeyUpdate);
    query.one(&**tx).await?.map(from_row).transpose()
}

/// Closes a task.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn close_task(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: TaskId,
    closing: &TaskClosing,
) -> Result<(), StorageError> {
    let TaskClosing { at, by, note } = closing;
    let row = ActiveModel {
        closed_at: Set(Some(to_column(*at))),
        closed_by: Set(by.map(StaffMemberId::uuid)),
        note: Set(note.as_ref().map(|note| note.as_str().to_owned())),
        ..Default::default()
    };
    Entity::update_many()
        .set(row)
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// A slice of the clinic's tasks, newest first: those that stand there.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_tasks(
    on: &Connection,
    clinic_id: ClinicId,
    states: &[TaskState],
    slice: Slice<TaskId>,
) -> Result<Vec<Task>, StorageError> {
    let only = |state: TaskState| states.contains(&state) && states.iter().all(|one| *one == state);
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(only(TaskState::Open).then_some(()), |query, ()| query.filter(Column::ClosedAt.is_null()))
        .apply_if(only(TaskState::Closed).then_some(()), |query, ()| {
            query.filter(Column::ClosedAt.is_not_null())
        })
        .apply_if(slice.after, |query, before| query.filter(Column::Id.lt(before.uuid())))
        .order_by_desc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// After a client's address was changed: what asks for another one is closed if nothing is wrong with this one; or, if the one
/// before has come back with what was known of it, open again.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn settle_address_tasks(
    tx: &Transaction,
    clinic_id: ClinicId,
    client_id: ClientId,
    is_suspended: bool,
    now: Timestamp,
) -> Result<(), StorageError> {
    let key = || vec![clinic_id.uuid().into(), client_id.uuid().into()];
    if is_suspended {
        let sql = "UPDATE task SET closed_at = NULL WHERE clinic_id = $1 AND id = (SELECT id FROM task \
            WHERE clinic_id = $1 AND client_id = $2 AND kind = 'EMAIL_SUSPENDED' AND closed_at IS NOT NULL \
                AND closed_by IS NULL AND NOT EXISTS (SELECT 1 FROM task o WHERE o.clinic_id = $1 \
                    AND o.client_id = $2 AND o.kind = 'EMAIL_SUSPENDED' AND o.closed_at IS NULL) \
            ORDER BY id DESC LIMIT 1)";
        change(tx, sql, key()).await?;
    } else {
        let sql = "UPDATE task SET closed_at = $3 WHERE clinic_id = $1 AND client_id = $2 \
            AND kind = 'EMAIL_SUSPENDED' AND closed_at IS NULL";
        let mut values = key();
        values.push(to_column(now).into());
        change(tx, sql, values).await?;
    }
    Ok(())
}

/// Gives a client's tasks to the record that theirs goes into. Each remembers the record that it was made for.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn move_tasks(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
) -> Result<(), StorageError> {
    let sql = "UPDATE task SET client_id = $3, moved_from_id = COALESCE(moved_from_id, $2) \
        WHERE clinic_id = $1 AND client_id = $2";
    change(tx, sql, [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into()]).await?;
    Ok(())
}

/// Gives the tasks back that were moved so, in a merge that still stands; those that had come to it by an earlier one too.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn move_tasks_back(
    tx: &Transaction,
    clinic_id: ClinicId,
    from: ClientId,
    to: ClientId,
) -> Result<(), StorageError> {
    let sql = format!(
        "{ORIGINS}
UPDATE task SET client_id = $3, moved_from_id = CASE WHEN moved_from_id = $3 THEN NULL ELSE moved_from_id END
WHERE clinic_id = $1 AND client_id = $2 AND moved_from_id IN (SELECT id FROM origin)"
    );
    change(tx, &sql, [clinic_id.uuid().into(), from.uuid().into(), to.uuid().into()]).await?;
    Ok(())
}

fn from_row(row: Model) -> Result<Task, StorageError> {
    let Model { clinic_id: _, id, kind, client_id, created_at, closed_at, closed_by, note, moved_from_id: _ } =
        row;
    let note = parse_option(note.as_deref(), OF)?;
    let closing = |at| {
        Ok::<_, StorageError>(TaskClosing {
            at: to_instant(at, OF)?,
            by: closed_by.map(StaffMemberId::from_uuid),
            note,
        })
    };
    Ok(Task {
        id: TaskId::from_uuid(id),
        kind: parse(&kind, OF)?,
        client_id: ClientId::from_uuid(client_id),
        created_at: to_instant(created_at, OF)?,
        closing: closed_at.map(closing).transpose()?,
    })
}
