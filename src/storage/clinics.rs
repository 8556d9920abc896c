//! Clinics, their sites and rooms.

use sea_orm::sea_query::{Expr, ExprTrait as _, LockType};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Connection;
use super::entities::{clinic, room, site};
use super::error::StorageError;
use super::statement::rows;
use super::transaction::Transaction;
use super::values::{parse, parse_option, parse_zone, to_column, to_instant};
use crate::domain::attendance::MarkingLock;
use crate::domain::clinics::{Clinic, LateCancelWindow, MailsPaused, Room, RoomCapacity, Site};
use crate::domain::ids::{ClinicId, RoomId, SiteId};
use crate::domain::name::Name;
use crate::domain::slice::Slice;

/// Inserts a clinic.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_clinic(tx: &Transaction, clinic: &Clinic) -> Result<(), StorageError> {
    let Clinic { id, name, mail_name, phone, crisis_lines, created_at, mails_paused } = clinic;
    let row = clinic::ActiveModel {
        id: Set(id.uuid()),
        name: Set(name.to_string()),
        mail_name: Set(mail_name.to_string()),
        phone: Set(phone.as_ref().map(ToString::to_string)),
        crisis_lines: Set(crisis_lines.as_ref().map(ToString::to_string)),
        created_at: Set(to_column(*created_at)),
        row_version: Set(1),
        mails_paused_at: Set(mails_paused.as_ref().map(|paused| to_column(paused.at))),
        mails_paused_reason: Set(mails_paused.as_ref().map(|paused| paused.reason.to_string())),
    };
    clinic::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes what the clinic's mails tell of it: name, telephone number, crisis lines. What else is stored of it stays.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_clinic(tx: &Transaction, clinic: &Clinic) -> Result<(), StorageError> {
    let Clinic { id, name: _, mail_name, phone, crisis_lines, created_at: _, mails_paused: _ } = clinic;
    let text = |value: Option<&Name>| Expr::value(value.map(ToString::to_string));
    clinic::Entity::update_many()
        .col_expr(clinic::Column::MailName, Expr::value(mail_name.to_string()))
        .col_expr(clinic::Column::Phone, text(phone.as_ref()))
        .col_expr(clinic::Column::CrisisLines, text(crisis_lines.as_ref()))
        .col_expr(clinic::Column::RowVersion, Expr::col(clinic::Column::RowVersion).add(1))
        .filter(clinic::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The clinic, if there is one of that id.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_clinic(on: &Connection, id: ClinicId) -> Result<Option<Clinic>, StorageError> {
    clinic::Entity::find_by_id(id.uuid()).one(on).await?.map(clinic_from_row).transpose()
}

/// Locks the clinic until the transaction ends, but not against rows that refer to it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_clinic(tx: &Transaction, id: ClinicId) -> Result<(), StorageError> {
    clinic::Entity::find_by_id(id.uuid()).lock(LockType::NoKeyUpdate).one(&**tx).await?;
    Ok(())
}

/// A slice of all clinics, oldest first: for the console, where no clinic asks.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics(on: &Connection, slice: Slice<ClinicId>) -> Result<Vec<Clinic>, StorageError> {
    let rows = clinic::Entity::find()
        .apply_if(slice.after, |query, after| query.filter(clinic::Column::Id.gt(after.uuid())))
        .order_by_asc(clinic::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(clinic_from_row).collect()
}

/// The ids of all clinics, oldest first: for what looks after the whole database.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinic_ids(on: &Connection) -> Result<Vec<ClinicId>, StorageError> {
    let query = clinic::Entity::find().select_only().column(clinic::Column::Id);
    let ids: Vec<Uuid> = query.order_by_asc(clinic::Column::Id).into_tuple().all(on).await?;
    Ok(ids.into_iter().map(ClinicId::from_uuid).collect())
}

/// The clinics with a site whose mails end without crisis lines, for neither site nor clinic has any; oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics_without_crisis_lines(on: &Connection) -> Result<Vec<ClinicId>, StorageError> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
    }
    let sql = "SELECT clinic.id FROM clinic WHERE clinic.crisis_lines IS NULL \
                 AND EXISTS (SELECT 1 FROM site WHERE site.clinic_id = clinic.id AND site.crisis_lines IS NULL) \
               ORDER BY clinic.id";
    let found: Vec<Row> = rows(on, sql, []).await?;
    Ok(found.into_iter().map(|Row { id }| ClinicId::from_uuid(id)).collect())
}

pub(super) fn clinic_from_row(row: clinic::Model) -> Result<Clinic, StorageError> {
    const OF: &str = "clinic";
    let clinic::Model {
        id,
        name,
        mail_name,
        phone,
        crisis_lines,
        created_at,
        row_version: _,
        mails_paused_at,
        mails_paused_reason,
    } = row;
    let mails_paused = match (mails_paused_at, mails_paused_reason) {
        (Some(at), Some(reason)) => {
            Some(MailsPaused { at: to_instant(at, OF)?, reason: parse(&reason, OF)? })
        }
        (None, None) => None,
        (Some(_), None) | (None, Some(_)) => return Err(StorageError::Corrupt(OF)),
    };
    Ok(Clinic {
        id: ClinicId::from_uuid(id),
        name: parse(&name, OF)?,
        mail_name: parse(&mail_name, OF)?,
        phone: parse_option(phone.as_deref(), OF)?,
        crisis_lines: parse_option(crisis_lines.as_deref(), OF)?,
        created_at: to_instant(created_at, OF)?,
        mails_paused,
    })
}

/// Inserts a site.
///
/// # Errors
/// `Constraint(SiteNameOnce)` if the clinic has a site of that name; otherwise `StorageError`.
pub async fn insert_site(tx: &Transaction, clinic_id: ClinicId, site: &Site) -> Result<(), StorageError> {
    site::Entity::insert(site_to_row(clinic_id, site)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a site over the version before; answers whether that was still the stored one.
///
/// # Errors
/// `Constraint(SiteNameOnce)` if another site of the clinic has that name; otherwise `StorageError`.
pub async fn update_site(tx: &Transaction, clinic_id: ClinicId, site: &Site) -> Result<bool, StorageError> {
    // What identifies the row stays.
    let row = site::ActiveModel { clinic_id: NotSet, id: NotSet, ..site_to_row(clinic_id, site) };
    let written = site::Entity::update_many()
        .set(row)
        .filter(site::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(site::Column::Id.eq(site.id.uuid()))
        .filter(site::Column::RowVersion.eq(site.row_version - 1))
        .exec(&**tx)
        .await?;
    Ok(written.rows_affected == 1)
}

fn site_to_row(clinic_id: ClinicId, site: &Site) -> site::ActiveModel {
    let Site { id, name, zone, late_cancel, marking_lock, phone, crisis_lines, row_version } = site;
    site::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        name: Set(name.to_string()),
        zone: Set(zone.to_string()),
        late_cancel_minutes: Set(late_cancel.minutes()),
        phone: Set(phone.as_ref().map(ToString::to_string)),
        crisis_lines: Set(crisis_lines.as_ref().map(ToString::to_string)),
        row_version: Set(*row_version),
        marking_lock_days: Set(marking_lock.map(MarkingLock::days)),
    }
}

/// The site of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_site(
    on: &Connection,
    clinic_id: ClinicId,
    id: SiteId,
) -> Result<Option<Site>, StorageError> {
    site::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(site_from_row).transpose()
}

/// A slice of the clinic's sites, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_sites(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<SiteId>,
) -> Result<Vec<Site>, StorageError> {
    let rows = site::Entity::find()
        .filter(site::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, after| query.filter(site::Column::Id.gt(after.uuid())))
        .order_by_asc(site::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(site_from_row).collect()
}

fn site_from_row(row: site::Model) -> Result<Site, StorageError> {
    const OF: &str = "site";
    let site::Model {
        clinic_id: _,
        id,
        name,
        zone,
        late_cancel_minutes,
        row_version,
        phone,
        crisis_lines,
        marking_lock_days,
    } = row;
    let corrupt = |_| StorageError::Corrupt(OF);
    Ok(Site {
        id: SiteId::from_uuid(id),
        name: parse(&name, OF)?,
        zone: parse_zone(&zone, SiteId::from_uuid(id))?,
        late_cancel: LateCancelWindow::parse(late_cancel_minutes).map_err(|_| StorageError::Corrupt(OF))?,
        marking_lock: marking_lock_days.map(MarkingLock::parse).transpose().map_err(corrupt)?,
        phone: parse_option(phone.as_deref(), OF)?,
        crisis_lines: parse_option(crisis_lines.as_deref(), OF)?,
        row_version,
    })
}

/// Inserts a room.
///
/// # Errors
/// `Constraint(RoomNameOnce)`, `Constraint(Reference)` if the site is not the clinic's; otherwise `StorageError`.
pub async fn insert_room(tx: &Transaction, clinic_id: ClinicId, room: &Room) -> Result<(), StorageError> {
    let Room { id, site_id, name, capacity } = room;
    let row = room::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        site_id: Set(site_id.uuid()),
        name: Set(name.to_string()),
        capacity: Set(capacity.people()),
        row_version: Set(1),
    };
    room::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The room of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_room(
    on: &Connection,
    clinic_id: ClinicId,
    id: RoomId,
) -> Result<Option<Room>, StorageError> {
    room::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(room_from_row).transpose()
}

/// A slice of the clinic's rooms, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_rooms(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<RoomId>,
) -> Result<Vec<Room>, StorageError> {
    let rows = room::Entity::find()
        .filter(room::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, after| query.filter(room::Column::Id.gt(after.uuid())))
        .order_by_asc(room::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(room_from_row).collect()
}

fn room_from_row(row: room::Model) -> Result<Room, StorageError> {
    const OF: &str = "room";
    let room::Model { clinic_id: _, id, site_id, name, capacity, row_version: _ } = row;
    Ok(Room {
        id: RoomId::from_uuid(id),
        site_id: SiteId::from_uuid(site_id),
        name: parse(&name, OF)?,
        capacity: RoomCapacity::parse(capacity).map_err(|_| StorageError::Corrupt(OF))?,
    })
}
