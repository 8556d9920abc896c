//! Logins and staff.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, PaginatorTrait as _, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{account, staff_member};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, parse_zone, to_column, to_instant};
use crate::domain::access::Role;
use crate::domain::clinics::StaffMember;
use crate::domain::ids::{AccountId, ClinicId, StaffMemberId};
use crate::domain::people::{EmailAddress, Language};
use crate::domain::slice::Slice;

/// The login of that address, if there is one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_account(on: &Connection, email: &EmailAddress) -> Result<Option<AccountId>, StorageError> {
    let row = account::Entity::find().filter(account::Column::Email.eq(login_name(email))).one(on).await?;
    Ok(row.map(|row| AccountId::from_uuid(row.id)))
}

/// A login goes by its address in lower case: nobody has two because of a capital letter.
pub(super) fn login_name(email: &EmailAddress) -> String {
    email.as_str().to_ascii_lowercase()
}

/// Inserts a login unless the address has one; one that another transaction is inserting is waited for.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_account_if_new(
    tx: &Transaction,
    id: AccountId,
    email: &EmailAddress,
    now: Timestamp,
) -> Result<(), StorageError> {
    let row = account::ActiveModel {
        id: Set(id.uuid()),
        email: Set(login_name(email)),
        created_at: Set(to_column(now)),
        password_hash: Set(None),
        disabled_at: Set(None),
    };
    account::Entity::insert(row)
        .on_conflict_do_nothing_on([account::Column::Email])
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Inserts a member of staff, with the login they use if they have one.
///
/// # Errors
/// `Constraint(StaffMemberAccountOnce)` if that login is on the clinic's staff already; otherwise `StorageError`.
pub async fn insert_staff_member(
    tx: &Transaction,
    clinic_id: ClinicId,
    member: &StaffMember,
    account_id: Option<AccountId>,
) -> Result<(), StorageError> {
    let StaffMember { id, display_name, role, zone, language, disabled_at } = member;
    let row = staff_member::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        account_id: Set(account_id.map(AccountId::uuid)),
        display_name: Set(display_name.to_string()),
        role: Set(role.word().to_owned()),
        zone: Set(zone.to_string()),
        language: Set(language.to_string()),
        disabled_at: Set(disabled_at.map(to_column)),
        row_version: Set(1),
    };
    staff_member::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// The member of staff of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_staff_member(
    on: &Connection,
    clinic_id: ClinicId,
    id: StaffMemberId,
) -> Result<Option<StaffMember>, StorageError> {
    staff_member::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?.map(from_row).transpose()
}

/// The member of staff whose login has that address, if the clinic has one: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_staff_member_by_email(
    on: &Connection,
    clinic_id: ClinicId,
    email: &EmailAddress,
) -> Result<Option<StaffMember>, StorageError> {
    staff_member::Entity::find()
        .join(JoinType::InnerJoin, login_of_member())
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(account::Column::Email.eq(login_name(email)))
        .one(on)
        .await?
        .map(from_row)
        .transpose()
}

/// The members of staff of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_staff_members(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[StaffMemberId],
) -> Result<Vec<StaffMember>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = staff_member::Entity::find()
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "staff_member.id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The addresses of the logins of those members who have one: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_login_addresses(
    on: &Connection,
    clinic_id: ClinicId,
    of: &[StaffMemberId],
) -> Result<HashMap<StaffMemberId, String>, StorageError> {
    let ids: Vec<Uuid> = of.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, String)> = staff_member::Entity::find()
        .select_only()
        .column(staff_member::Column::Id)
        .column(account::Column::Email)
        .join(JoinType::InnerJoin, login_of_member())
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "staff_member.id", &ids))
        .into_tuple()
        .all(on)
        .await?;
    Ok(rows.into_iter().map(|(id, address)| (StaffMemberId::from_uuid(id), address)).collect())
}

pub(super) fn login_of_member() -> RelationDef {
    staff_member::Entity::belongs_to(account::Entity)
        .from(staff_member::Column::AccountId)
        .to(account::Column::Id)
        .into()
}

/// A slice of the clinic's staff, oldest first, of one role if one is given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_staff_members(
    on: &Connection,
    clinic_id: ClinicId,
    role: Option<Role>,
    slice: Slice<StaffMemberId>,
) -> Result<Vec<StaffMember>, StorageError> {
    let rows = staff_member::Entity::find()
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(role, |query, role| query.filter(staff_member::Column::Role.eq(role.word())))
        .apply_if(slice.after, |query, after| query.filter(staff_member::Column::Id.gt(after.uuid())))
        .order_by_asc(staff_member::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// How many other administrators of the clinic may act.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_other_admins(
    on: &Connection,
    clinic_id: ClinicId,
    than: StaffMemberId,
) -> Result<u64, StorageError> {
    let count = staff_member::Entity::find()
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(staff_member::Column::Id.ne(than.uuid()))
        .filter(staff_member::Column::Role.eq(Role::Admin.word()))
        .filter(staff_member::Column::DisabledAt.is_null())
        .count(on)
        .await?;
    Ok(count)
}

/// Writes a member's role and since when they are disabled.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_staff_access(
    tx: &Transaction,
    clinic_id: ClinicId,
    member: &StaffMember,
) -> Result<(), StorageError> {
    let StaffMember { id, display_name: _, role, zone: _, language: _, disabled_at } = member;
    staff_member::Entity::update_many()
        .col_expr(staff_member::Column::Role, Expr::value(role.word()))
        .col_expr(staff_member::Column::DisabledAt, Expr::value(disabled_at.map(to_column)))
        .col_expr(staff_member::Column::RowVersion, Expr::col(staff_member::Column::RowVersion).add(1))
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(staff_member::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes the language that a member is written to in; answers whether there is one whose language was another.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_language(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: StaffMemberId,
    language: Language,
) -> Result<bool, StorageError> {
    let written = staff_member::Entity::update_many()
        .col_expr(staff_member::Column::Language, Expr::value(language.word()))
        .col_expr(staff_member::Column::RowVersion, Expr::col(staff_member::Column::RowVersion).add(1))
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(staff_member::Column::Id.eq(id.uuid()))
        .filter(staff_member::Column::Language.ne(language.word()))
        .exec(&**tx)
        .await?;
    Ok(written.rows_affected > 0)
}

fn from_row(row: staff_member::Model) -> Result<StaffMember, StorageError> {
    const OF: &str = "staff_member";
    let staff_member::Model {
        clinic_id: _,
        id,
        account_id: _,
        display_name,
        role,
        zone,
        language,
        disabled_at,
        row_version: _,
    } = row;
    Ok(StaffMember {
        id: StaffMemberId::from_uuid(id),
        display_name: parse(&display_name, OF)?,
        role: parse(&role, OF)?,
        zone: parse_zone(&zone, StaffMemberId::from_uuid(id))?,
        language: parse(&language, OF)?,
        disabled_at: disabled_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}
