//! Certificates and licences of staff; their windows stand in `availability`.

use std::collections::HashMap;

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{certification, licence, staff_member};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, to_date, to_date_column};
use crate::domain::clinics::{Certification, Licence};
use crate::domain::ids::{ClinicId, RowId, StaffMemberId};

/// Raises the version of a member's row, which until the end of the transaction keeps others from replacing what
/// belongs to it; answers whether there is such a member.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn touch_member(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: StaffMemberId,
) -> Result<bool, StorageError> {
    let touched = staff_member::Entity::update_many()
        .col_expr(staff_member::Column::RowVersion, Expr::col(staff_member::Column::RowVersion).add(1))
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(staff_member::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(touched.rows_affected == 1)
}

/// Makes these the member's certificates, in place of those there were.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_certifications(
    tx: &Transaction,
    clinic_id: ClinicId,
    of: StaffMemberId,
    held: Vec<(RowId, &Certification)>,
) -> Result<(), StorageError> {
    certification::Entity::delete_many()
        .filter(certification::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(certification::Column::StaffMemberId.eq(of.uuid()))
        .exec(&**tx)
        .await?;
    if held.is_empty() {
        return Ok(());
    }
    let rows = held.into_iter().map(|(id, Certification { title, issued_on, expires_on })| {
        certification::ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            id: Set(id.uuid()),
            staff_member_id: Set(of.uuid()),
            title: Set(title.to_string()),
            issued_on: Set(issued_on.map(to_date_column)),
            expires_on: Set(expires_on.map(to_date_column)),
        }
    });
    certification::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Makes these the member's licences, in place of those there were.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_licences(
    tx: &Transaction,
    clinic_id: ClinicId,
    of: StaffMemberId,
    held: Vec<(RowId, &Licence)>,
) -> Result<(), StorageError> {
    licence::Entity::delete_many()
        .filter(licence::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(licence::Column::StaffMemberId.eq(of.uuid()))
        .exec(&**tx)
        .await?;
    if held.is_empty() {
        return Ok(());
    }
    let rows = held.into_iter().map(|(id, Licence { jurisdiction, expires_on })| licence::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        staff_member_id: Set(of.uuid()),
        jurisdiction: Set(jurisdiction.to_string()),
        expires_on: Set(expires_on.map(to_date_column)),
    });
    licence::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The certificates of those members, by title: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_certifications(
    on: &Connection,
    clinic_id: ClinicId,
    members: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<Certification>>, StorageError> {
    const OF: &str = "certification";
    let ids: Vec<Uuid> = members.iter().map(|id| id.uuid()).collect();
    let rows = certification::Entity::find()
        .filter(certification::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "certification.staff_member_id", &ids))
        .order_by_asc(certification::Column::Id)
        .all(on)
        .await?;
    let mut held: HashMap<StaffMemberId, Vec<Certification>> = HashMap::new();
    for row in rows {
        let certification::Model { clinic_id: _, id: _, staff_member_id, title, issued_on, expires_on } = row;
        held.entry(StaffMemberId::from_uuid(staff_member_id)).or_default().push(Certification {
            title: parse(&title, OF)?,
            issued_on: issued_on.map(|date| to_date(date, OF)).transpose()?,
            expires_on: expires_on.map(|date| to_date(date, OF)).transpose()?,
        });
    }
    held.values_mut().for_each(|of_one| of_one.sort_by(|one, other| one.title.cmp(&other.title)));
    Ok(held)
}

/// The licences of those members, by jurisdiction: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_licences(
    on: &Connection,
    clinic_id: ClinicId,
    members: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, Vec<Licence>>, StorageError> {
    const OF: &str = "licence";
    let ids: Vec<Uuid> = members.iter().map(|id| id.uuid()).collect();
    let rows = licence::Entity::find()
        .filter(licence::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "licence.staff_member_id", &ids))
        .all(on)
        .await?;
    let mut held: HashMap<StaffMemberId, Vec<Licence>> = HashMap::new();
    for row in rows {
        let licence::Model { clinic_id: _, id: _, staff_member_id, jurisdiction, expires_on } = row;
        held.entry(StaffMemberId::from_uuid(staff_member_id)).or_default().push(Licence {
            jurisdiction: parse(&jurisdiction, OF)?,
            expires_on: expires_on.map(|date| to_date(date, OF)).transpose()?,
        });
    }
    held.values_mut()
        .for_each(|of_one| of_one.sort_by(|one, other| one.jurisdiction.cmp(&other.jurisdiction)));
    Ok(held)
}
