//! Closures, and the times they take up.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Select,
};
use uuid::Uuid;

use super::Connection;
use super::entities::closure::{ActiveModel, Column, Entity};
use super::entities::{clinic, room};
use super::error::StorageError;
use super::insert::insert_all;
use super::transaction::Transaction;
use super::values::{parse, parse_option, parse_zone, to_column, to_date, to_date_column, to_instant};
use crate::domain::closures::{ByLastDate, ClosedTimes, Closure, ClosureOf, ClosureSpan};
use crate::domain::ids::{ClinicId, ClosureId, RoomId, ScheduleChangeId, SiteId, StaffMemberId};
use crate::domain::slice::Slice;

const OF: &str = "closure";

/// Which closures are asked for; those withdrawn never are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClosureFilter {
    /// Of this site only.
    pub site_id: Option<SiteId>,
    /// Of this therapist only.
    pub therapist_id: Option<StaffMemberId>,
    /// Those that end on that date or later.
    pub from: Option<Date>,
}

/// Inserts closures.
///
/// # Errors
/// `Constraint(Reference)` if the site or the therapist is not the clinic's; otherwise `StorageError`.
pub async fn insert_closures(
    tx: &Transaction,
    clinic_id: ClinicId,
    closures: &[Closure],
) -> Result<(), StorageError> {
    let row = |closure: &Closure| {
        let Closure { id, of, zone: _, span, reason, change_id, withdrawn_at, row_version } = closure;
        let (site_id, therapist_id) = columns_of(*of);
        ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            id: Set(id.uuid()),
            site_id: Set(site_id),
            therapist_id: Set(therapist_id),
            first_on: Set(to_date_column(span.first_on())),
            last_on: Set(to_date_column(span.last_on())),
            from_time: Set(span.hours().map(|(from, _)| from.to_string())),
            until_time: Set(span.hours().map(|(_, until)| until.to_string())),
            reason: Set(reason.as_ref().map(ToString::to_string)),
            change_id: Set(change_id.uuid()),
            withdrawn_at: Set(withdrawn_at.map(to_column)),
            row_version: Set(*row_version),
        }
    };
    insert_all::<Entity, _>(tx, closures.iter().map(row)).await
}

/// Withdraws the closures that were entered with that change: they count no more.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn withdraw_closures(
    tx: &Transaction,
    clinic_id: ClinicId,
    change_id: ScheduleChangeId,
    now: Timestamp,
) -> Result<(), StorageError> {
    Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(to_column(now)))
        .col_expr(Column::RowVersion, Expr::col(Column::RowVersion).add(1))
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::ChangeId.eq(change_id.uuid()))
        .filter(Column::WithdrawnAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// A slice of the clinic's closures that stand, by their last dates, oldest first: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_closures(
    on: &Connection,
    clinic_id: ClinicId,
    filter: ClosureFilter,
    slice: Slice<ByLastDate>,
) -> Result<Vec<Closure>, StorageError> {
    let ClosureFilter { site_id, therapist_id, from } = filter;
    let behind = |ByLastDate { last_on, id }: ByLastDate| {
        let last_on = to_date_column(last_on);
        let same_day = Condition::all().add(Column::LastOn.eq(last_on)).add(Column::Id.gt(id.uuid()));
        Condition::any().add(Column::LastOn.gt(last_on)).add(same_day)
    };
    let rows = standing(clinic_id)
        .apply_if(site_id, |query, id| query.filter(Column::SiteId.eq(id.uuid())))
        .apply_if(therapist_id, |query, id| query.filter(Column::TherapistId.eq(id.uuid())))
        .apply_if(from, |query, from| query.filter(Column::LastOn.gte(to_date_column(from))))
        .apply_if(slice.after, |query, after| query.filter(behind(after)))
        .order_by_asc(Column::LastOn)
        .order_by_asc(Column::Id)
        .limit(slice.limit)
        .into_model::<Row>()
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The closures that were entered with that change, withdrawn ones too, by their dates.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_closures_of_change(
    on: &Connection,
    clinic_id: ClinicId,
    change_id: ScheduleChangeId,
) -> Result<Vec<Closure>, StorageError> {
    let rows = with_zone(clinic_id)
        .filter(Column::ChangeId.eq(change_id.uuid()))
        .order_by_asc(Column::FirstOn)
        .order_by_asc(Column::Id)
        .into_model::<Row>()
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The times that are closed in the clinic from that date on (by any of its zones): one statement, and one for the rooms
/// if anything is.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_closed_times(
    on: &Connection,
    clinic_id: ClinicId,
    from: Date,
) -> Result<ClosedTimes, StorageError> {
    let from = to_date_column(from.saturating_sub(jiff::ToSpan::days(1)));
    let rows = standing(clinic_id).filter(Column::LastOn.gte(from)).into_model::<Row>().all(on).await?;
    if rows.is_empty() {
        return Ok(ClosedTimes::NONE);
    }
    let closures: Vec<Closure> = rows.into_iter().map(from_row).collect::<Result<_, _>>()?;
    let rooms = load_sites_of_rooms(on, clinic_id).await?;
    ClosedTimes::new(&closures, rooms).map_err(|_| StorageError::Corrupt(OF))
}

/// Which site each of the clinic's rooms is of.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_sites_of_rooms(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<BTreeMap<RoomId, SiteId>, StorageError> {
    let rooms: Vec<(Uuid, Uuid)> = room::Entity::find()
        .select_only()
        .columns([room::Column::Id, room::Column::SiteId])
        .filter(room::Column::ClinicId.eq(clinic_id.uuid()))
        .into_tuple()
        .all(on)
        .await?;
    Ok(rooms.into_iter().map(|(room, site)| (RoomId::from_uuid(room), SiteId::from_uuid(site))).collect())
}

/// Until the transaction ends nobody enters or withdraws closures: who makes or adds sessions sees all that count.
/// SQLite has one lock.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn hold_closures(tx: &Transaction, clinic_id: ClinicId) -> Result<(), StorageError> {
    lock(tx, clinic_id, LockType::KeyShare).await
}

/// Until the transaction ends nobody makes or adds sessions: who enters or withdraws closures sees all that there are.
/// To be taken before anything else.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_closures(tx: &Transaction, clinic_id: ClinicId) -> Result<(), StorageError> {
    lock(tx, clinic_id, LockType::Update).await
}

async fn lock(tx: &Transaction, clinic_id: ClinicId, how: LockType) -> Result<(), StorageError> {
    clinic::Entity::find_by_id(clinic_id.uuid()).lock(how).one(&**tx).await?;
    Ok(())
}

fn standing(clinic_id: ClinicId) -> Select<Entity> {
    with_zone(clinic_id).filter(Column::WithdrawnAt.is_null())
}

/// The zone is that of the site or the therapist as it is now: dates and hours are what is kept.
fn with_zone(clinic_id: ClinicId) -> Select<Entity> {
    const ZONE: &str = "COALESCE(\
        (SELECT site.zone FROM site WHERE site.clinic_id = closure.clinic_id AND site.id = closure.site_id), \
        (SELECT member.zone FROM staff_member member \
         WHERE member.clinic_id = closure.clinic_id AND member.id = closure.therapist_id))";
    Entity::find().column_as(Expr::cust(ZONE), "zone").filter(Column::ClinicId.eq(clinic_id.uuid()))
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    site_id: Option<Uuid>,
    therapist_id: Option<Uuid>,
    first_on: chrono::NaiveDate,
    last_on: chrono::NaiveDate,
    from_time: Option<String>,
    until_time: Option<String>,
    reason: Option<String>,
    change_id: Uuid,
    withdrawn_at: Option<chrono::DateTime<chrono::Utc>>,
    row_version: i64,
    zone: String,
}

fn from_row(row: Row) -> Result<Closure, StorageError> {
    let Row {
        id,
        site_id,
        therapist_id,
        first_on,
        last_on,
        from_time,
        until_time,
        reason,
        change_id,
        withdrawn_at,
        row_version,
        zone,
    } = row;
    let time = |text: Option<String>| parse_option::<Time>(text.as_deref(), OF);
    let (first_on, last_on) = (to_date(first_on, OF)?, to_date(last_on, OF)?);
    let span = ClosureSpan::parse(first_on, Some(last_on), time(from_time)?, time(until_time)?);
    Ok(Closure {
        id: ClosureId::from_uuid(id),
        of: match (site_id, therapist_id) {
            (Some(site), None) => ClosureOf::Site(SiteId::from_uuid(site)),
            (None, Some(therapist)) => ClosureOf::Therapist(StaffMemberId::from_uuid(therapist)),
            (Some(_), Some(_)) | (None, None) => return Err(StorageError::Corrupt(OF)),
        },
        zone: parse_zone(&zone, OF)?,
        span: span.map_err(|_| StorageError::Corrupt(OF))?,
        reason: reason.map(|text| parse(&text, OF)).transpose()?,
        change_id: ScheduleChangeId::from_uuid(change_id),
        withdrawn_at: withdrawn_at.map(|at| to_instant(at, OF)).transpose()?,
        row_version,
    })
}

const fn columns_of(of: ClosureOf) -> (Option<Uuid>, Option<Uuid>) {
    match of {
        ClosureOf::Site(id) => (Some(id.uuid()), None),
        ClosureOf::Therapist(id) => (None, Some(id.uuid())),
    }
}
