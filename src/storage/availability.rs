//! When clients and staff can come, week after week.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::availability_window::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, parse_weekday, weekday_word};
use crate::domain::ids::{ClientId, ClinicId, RowId, StaffMemberId};
use crate::domain::people::AvailabilityWindow;

/// Whose week it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// A client's.
    Client(ClientId),
    /// A member of staff's.
    Staff(StaffMemberId),
}

impl Person {
    const fn column(self) -> (Column, Uuid) {
        match self {
            Self::Client(id) => (Column::ClientId, id.uuid()),
            Self::Staff(id) => (Column::StaffMemberId, id.uuid()),
        }
    }
}

/// Makes these the person's windows, in place of those there were.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_availability(
    tx: &Transaction,
    clinic_id: ClinicId,
    person: Person,
    windows: Vec<(RowId, AvailabilityWindow)>,
) -> Result<(), StorageError> {
    let (column, of) = person.column();
    Entity::delete_many()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(column.eq(of))
        .exec(&**tx)
        .await?;
    if windows.is_empty() {
        return Ok(());
    }
    let rows = windows.into_iter().map(|(id, window)| to_row(clinic_id, person, id, window));
    Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

pub(super) fn to_row(
    clinic_id: ClinicId,
    person: Person,
    id: RowId,
    window: AvailabilityWindow,
) -> ActiveModel {
    let AvailabilityWindow { weekday, local_start, local_end } = window;
    let (client_id, staff_member_id) = match person {
        Person::Client(id) => (Some(id.uuid()), None),
        Person::Staff(id) => (None, Some(id.uuid())),
    };
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        client_id: Set(client_id),
        staff_member_id: Set(staff_member_id),
        weekday: Set(weekday_word(weekday).to_owned()),
        local_start: Set(local_start.to_string()),
        local_end: Set(local_end.to_string()),
    }
}

/// The windows of those clients, as they are in the week: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_of_clients(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<HashMap<ClientId, Vec<AvailabilityWindow>>, StorageError> {
    let ids: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows = load(on, clinic_id, "availability_window.client_id", &ids).await?;
    by_person(rows, |row| row.client_id.map(ClientId::from_uuid))
}

/// The windows of those members of staff, as they are in the week: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_of_staff(
    on: &Connection,
    clinic_id: ClinicId,
    members: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<AvailabilityWindow>>, StorageError> {
    let ids: Vec<Uuid> = members.iter().map(|id| id.uuid()).collect();
    let rows = load(on, clinic_id, "availability_window.staff_member_id", &ids).await?;
    by_person(rows, |row| row.staff_member_id.map(StaffMemberId::from_uuid))
}

async fn load(
    on: &Connection,
    clinic_id: ClinicId,
    column: &'static str,
    ids: &[Uuid],
) -> Result<Vec<Model>, StorageError> {
    let query =
        Entity::find().filter(Column::ClinicId.eq(clinic_id.uuid())).filter(is_any_of(on, column, ids));
    // Without an order, which each week gets below: told to sort, SQLite reads all of the clinic's windows.
    Ok(query.all(on).await?)
}

fn by_person<Id: Eq + std::hash::Hash>(
    rows: Vec<Model>,
    person: impl Fn(&Model) -> Option<Id>,
) -> Result<HashMap<Id, Vec<AvailabilityWindow>>, StorageError> {
    let mut windows: HashMap<Id, Vec<AvailabilityWindow>> = HashMap::new();
    for row in rows {
        if let Some(person) = person(&row) {
            windows.entry(person).or_default().push(from_row(row)?);
        }
    }
    for week in windows.values_mut() {
        week.sort_by_key(|window| {
            (window.weekday.to_monday_zero_offset(), window.local_start, window.local_end)
        });
    }
    Ok(windows)
}

fn from_row(row: Model) -> Result<AvailabilityWindow, StorageError> {
    const OF: &str = "availability_window";
    let Model { clinic_id: _, id: _, client_id: _, staff_member_id: _, weekday, local_start, local_end } =
        row;
    Ok(AvailabilityWindow {
        weekday: parse_weekday(&weekday, OF)?,
        local_start: parse(&local_start, OF)?,
        local_end: parse(&local_end, OF)?,
    })
}
