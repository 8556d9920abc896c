//! Logins with their passwords, across clinics.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::entities::{account, clinic, staff_member};
use super::error::StorageError;
use super::staff::{login_name, login_of_member};
use super::transaction::Transaction;
use super::values::{parse, to_column};
use crate::domain::access::{PasswordHash, Role};
use crate::domain::ids::{AccountId, ClinicId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;

/// A login as signing in needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Its id.
    pub id: AccountId,
    /// The hash of its password, if it has one.
    pub password: Option<PasswordHash>,
    /// Whether it is disabled in all clinics.
    pub is_disabled: bool,
}

/// One clinic in which a login may act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The clinic.
    pub clinic_id: ClinicId,
    /// Its name as its staff see it.
    pub clinic_name: Name,
    /// The membership.
    pub staff_member_id: StaffMemberId,
    /// The name colleagues know.
    pub display_name: Name,
    /// What it may do.
    pub role: Role,
}

/// The login of that address, if there is one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_login(on: &Connection, email: &EmailAddress) -> Result<Option<Login>, StorageError> {
    let row = account::Entity::find().filter(account::Column::Email.eq(login_name(email))).one(on).await?;
    row.map(login_from_row).transpose()
}

/// The login of that member of staff with its address, if they have one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_login_of(
    on: &Connection,
    clinic_id: ClinicId,
    member: StaffMemberId,
) -> Result<Option<(Login, EmailAddress)>, StorageError> {
    let member_of: RelationDef = account::Entity::belongs_to(staff_member::Entity)
        .from(account::Column::Id)
        .to(staff_member::Column::AccountId)
        .into();
    let row = account::Entity::find()
        .join(JoinType::InnerJoin, member_of)
        .filter(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(staff_member::Column::Id.eq(member.uuid()))
        .one(on)
        .await?;
    row.map(|row| {
        let email = EmailAddress::parse(&row.email).map_err(|_| StorageError::Corrupt("account"))?;
        Ok((login_from_row(row)?, email))
    })
    .transpose()
}

fn login_from_row(row: account::Model) -> Result<Login, StorageError> {
    let account::Model { id, email: _, created_at: _, password_hash, disabled_at } = row;
    let read = |stored: String| PasswordHash::parse(&stored).map_err(|_| StorageError::Corrupt("account"));
    Ok(Login {
        id: AccountId::from_uuid(id),
        password: password_hash.map(read).transpose()?,
        is_disabled: disabled_at.is_some(),
    })
}

/// Puts a password's hash in place of the one there was; sign-ins made with the old one end, as of `now`.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_password(
    tx: &Transaction,
    id: AccountId,
    password: &PasswordHash,
    now: Timestamp,
) -> Result<(), StorageError> {
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(password.as_str()))
        .filter(account::Column::Id.eq(id.uuid()))
        .exec(&**tx)
        .await?;
    let values = [to_column(now).into(), id.uuid().into()];
    super::statement::change(
        tx,
        "UPDATE sign_in SET ended_at = $1 WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM staff_member AS member \
         WHERE member.clinic_id = sign_in.clinic_id AND member.id = sign_in.staff_member_id AND member.account_id = $2)",
        values,
    )
    .await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct MembershipRow {
    clinic_id: Uuid,
    clinic_name: String,
    staff_member_id: Uuid,
    display_name: String,
    role: String,
}

/// The clinics in which that login may act, oldest first: the memberships that are not disabled.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_memberships(on: &Connection, id: AccountId) -> Result<Vec<Membership>, StorageError> {
    const OF: &str = "staff_member";
    let of_clinic: RelationDef = staff_member::Entity::belongs_to(clinic::Entity)
        .from(staff_member::Column::ClinicId)
        .to(clinic::Column::Id)
        .into();
    let rows = staff_member::Entity::find()
        .select_only()
        .column(staff_member::Column::ClinicId)
        .column_as(clinic::Column::Name, "clinic_name")
        .column_as(staff_member::Column::Id, "staff_member_id")
        .column(staff_member::Column::DisplayName)
        .column(staff_member::Column::Role)
        .join(JoinType::InnerJoin, of_clinic)
        .join(JoinType::InnerJoin, login_of_member())
        .filter(account::Column::Id.eq(id.uuid()))
        .filter(staff_member::Column::DisabledAt.is_null())
        .order_by_asc(staff_member::Column::ClinicId)
        .into_model::<MembershipRow>()
        .all(on)
        .await?;
    rows.into_iter()
        .map(|row| {
            let MembershipRow { clinic_id, clinic_name, staff_member_id, display_name, role } = row;
            Ok(Membership {
                clinic_id: ClinicId::from_uuid(clinic_id),
                clinic_name: parse(&clinic_name, OF)?,
                staff_member_id: StaffMemberId::from_uuid(staff_member_id),
                display_name: parse(&display_name, OF)?,
                role: parse(&role, OF)?,
            })
        })
        .collect()
}
