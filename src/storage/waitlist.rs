//! The waiting list.

use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::waitlist_entry::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::insert::insert_all;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_date, to_date_column, to_instant};
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, ProgramId, SiteId, WaitlistEntryId};
use crate::domain::slice::Slice;
use crate::domain::waitlist::{ByUrgency, WaitlistEntry, WaitlistFilter};

const OF: &str = "waitlist_entry";

/// Inserts an entry.
///
/// # Errors
/// `Constraint(WaitlistEntryOpenOnce)` if the client has an open one for that program; `Constraint(Reference)` if
/// client, program or site are not the clinic's; otherwise `StorageError`.
pub async fn insert_entry(
    tx: &Transaction,
    clinic_id: ClinicId,
    entry: &WaitlistEntry,
) -> Result<(), StorageError> {
    Entity::insert(to_row(clinic_id, entry)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Inserts entries, as many in a statement as both databases take.
///
/// # Errors
/// As `insert_entry`.
pub async fn insert_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    entries: &[WaitlistEntry],
) -> Result<(), StorageError> {
    insert_all::<Entity, _>(tx, entries.iter().map(|entry| to_row(clinic_id, entry))).await
}

/// All entries of those clients, the oldest first: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_of_clients(
    on: &Connection,
    clinic_id: ClinicId,
    clients: &[ClientId],
) -> Result<Vec<WaitlistEntry>, StorageError> {
    let clients: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "waitlist_entry.client_id", &clients))
        .all(on)
        .await?;
    // Sorted here: told to, a database may read all of the clinic's entries in that order.
    let mut entries = rows.into_iter().map(from_row).collect::<Result<Vec<_>, _>>()?;
    entries.sort_unstable_by_key(|entry| entry.id);
    Ok(entries)
}

/// Writes an entry over the version before; answers whether that was still the stored one.
///
/// # Errors
/// `Constraint(WaitlistEntryOpenOnce)` if another entry of the client for that program is open; otherwise
/// `StorageError`.
pub async fn update_entry(
    tx: &Transaction,
    clinic_id: ClinicId,
    entry: &WaitlistEntry,
) -> Result<bool, StorageError> {
    let row = ActiveModel {
        // They identify the row, or never change.
        clinic_id: NotSet,
        id: NotSet,
        created_at: NotSet,
        ..to_row(clinic_id, entry)
    };
    let written = Entity::update_many()
        .set(row)
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(entry.id.uuid()))
        .filter(Column::RowVersion.eq(entry.row_version - 1))
        .exec(&**tx)
        .await?;
    Ok(written.rows_affected == 1)
}

/// The entry of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_entry(
    on: &Connection,
    clinic_id: ClinicId,
    id: WaitlistEntryId,
) -> Result<Option<WaitlistEntry>, StorageError> {
    Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The same, locked until the transaction ends.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_entry(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: WaitlistEntryId,
) -> Result<Option<WaitlistEntry>, StorageError> {
    let found =
        Entity::find_by_id((clinic_id.uuid(), id.uuid())).lock(LockType::NoKeyUpdate).one(&**tx).await?;
    found.map(from_row).transpose()
}

/// The open entries of those clients for that program, locked in the order of their ids until the transaction ends:
/// one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_open_entries(
    tx: &Transaction,
    clinic_id: ClinicId,
    program_id: ProgramId,
    clients: &[ClientId],
) -> Result<Vec<WaitlistEntry>, StorageError> {
    let clients: Vec<Uuid> = clients.iter().map(|id| id.uuid()).collect();
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "waitlist_entry.client_id", &clients))
        .filter(Column::ProgramId.eq(program_id.uuid()))
        .filter(Column::EndedOn.is_null())
        .order_by_asc(Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(&**tx)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A slice of the clinic's entries, the most urgent first and among them whoever has waited longest.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_entries(
    on: &Connection,
    clinic_id: ClinicId,
    filter: &WaitlistFilter,
    slice: Slice<ByUrgency>,
) -> Result<Vec<WaitlistEntry>, StorageError> {
    let WaitlistFilter { program_id, site_id, statuses, client_ids } = filter;
    let statuses = (!statuses.is_empty()).then_some(statuses);
    let clients: Option<Vec<Uuid>> = client_ids.as_ref().map(|ids| ids.iter().map(|id| id.uuid()).collect());
    let rows = Entity::find()
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(*program_id, |query, id| query.filter(Column::ProgramId.eq(id.uuid())))
        .apply_if(*site_id, |query, id| query.filter(at_site(id)))
        .apply_if(statuses, |query, statuses| {
            query.filter(Column::Status.is_in(statuses.iter().map(|status| status.word())))
        })
        .apply_if(clients, |query, ids| query.filter(is_any_of(on, "waitlist_entry.client_id", &ids)))
        .apply_if(slice.after, |query, after| query.filter(is_after(after)))
        .order_by_desc(Column::Priority)
        .order_by_asc(Column::ReferredOn)
        .order_by_asc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Who waits for no site in particular waits at each.
fn at_site(id: SiteId) -> Condition {
    Condition::any().add(Column::SiteId.eq(id.uuid())).add(Column::SiteId.is_null())
}

fn is_after(after: ByUrgency) -> Condition {
    let ByUrgency { priority, referred_on, id } = after;
    let (priority, referred_on) = (priority.word(), to_date_column(referred_on));
    let same_day = Condition::all().add(Column::ReferredOn.eq(referred_on)).add(Column::Id.gt(id.uuid()));
    let later = Condition::any().add(Column::ReferredOn.gt(referred_on)).add(same_day);
    Condition::any()
        .add(Column::Priority.lt(priority))
        .add(Condition::all().add(Column::Priority.eq(priority)).add(later))
}

fn to_row(clinic_id: ClinicId, entry: &WaitlistEntry) -> ActiveModel {
    let WaitlistEntry {
        id,
        client_id,
        program_id,
        site_id,
        referred_on,
        priority,
        status,
        former_status,
        withdrawal_reason,
        ended_on,
        enrollment_id,
        created_at,
        row_version,
    } = entry;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        client_id: Set(client_id.uuid()),
        program_id: Set(program_id.uuid()),
        site_id: Set(site_id.map(SiteId::uuid)),
        referred_on: Set(to_date_column(*referred_on)),
        priority: Set(priority.to_string()),
        status: Set(status.to_string()),
        former_status: Set(former_status.map(|status| status.to_string())),
        withdrawal_reason: Set(withdrawal_reason.map(|reason| reason.to_string())),
        ended_on: Set(ended_on.map(to_date_column)),
        enrollment_id: Set(enrollment_id.map(EnrollmentId::uuid)),
        created_at: Set(to_column(*created_at)),
        row_version: Set(*row_version),
    }
}

fn from_row(row: Model) -> Result<WaitlistEntry, StorageError> {
    let Model {
        clinic_id: _,
        id,
        client_id,
        program_id,
        site_id,
        referred_on,
        priority,
        status,
        former_status,
        withdrawal_reason,
        ended_on,
        enrollment_id,
        created_at,
        row_version,
    } = row;
    Ok(WaitlistEntry {
        id: WaitlistEntryId::from_uuid(id),
        client_id: ClientId::from_uuid(client_id),
        program_id: ProgramId::from_uuid(program_id),
        site_id: site_id.map(SiteId::from_uuid),
        referred_on: to_date(referred_on, OF)?,
        priority: parse(&priority, OF)?,
        status: parse(&status, OF)?,
        former_status: parse_option(former_status.as_deref(), OF)?,
        withdrawal_reason: parse_option(withdrawal_reason.as_deref(), OF)?,
        ended_on: ended_on.map(|date| to_date(date, OF)).transpose()?,
        enrollment_id: enrollment_id.map(EnrollmentId::from_uuid),
        created_at: to_instant(created_at, OF)?,
        row_version,
    })
}
