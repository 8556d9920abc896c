//! Browsers that people signed in with.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::entities::{account, sign_in, staff_member};
use super::error::StorageError;
use super::staff::login_of_member;
use super::transaction::Transaction;
use super::values::{parse, parse_zone, to_column, to_instant};
use crate::domain::access::{Bearer, SignIn, SignedIn, TokenHash};
use crate::domain::ids::{ClinicId, SignInId, StaffMemberId};

/// Inserts a sign-in; of its secret only the hash.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_sign_in(
    tx: &Transaction,
    clinic_id: ClinicId,
    made: &SignIn,
    hash: &TokenHash,
) -> Result<(), StorageError> {
    let SignIn { id, staff_member_id, created_at, last_seen_at, expires_at } = made;
    let row = sign_in::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        staff_member_id: Set(staff_member_id.uuid()),
        secret_sha256: Set(hash.as_str().to_owned()),
        created_at: Set(to_column(*created_at)),
        last_seen_at: Set(to_column(*last_seen_at)),
        expires_at: Set(to_column(*expires_at)),
        ended_at: Set(None),
    };
    sign_in::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Row {
    clinic_id: Uuid,
    id: Uuid,
    staff_member_id: Uuid,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    role: String,
    zone: String,
    member_disabled_at: Option<DateTime<Utc>>,
    account_disabled_at: Option<DateTime<Utc>>,
}

/// The sign-in of that secret's hash, in whatever clinic, with who stands behind it; whether it counts is not asked
/// here.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_signed_in(on: &Connection, hash: &TokenHash) -> Result<Option<SignedIn>, StorageError> {
    let member: RelationDef = sign_in::Entity::belongs_to(staff_member::Entity)
        .from((sign_in::Column::ClinicId, sign_in::Column::StaffMemberId))
        .to((staff_member::Column::ClinicId, staff_member::Column::Id))
        .into();
    let row = sign_in::Entity::find()
        .columns([staff_member::Column::Role, staff_member::Column::Zone])
        .column_as(staff_member::Column::DisabledAt, "member_disabled_at")
        .column_as(account::Column::DisabledAt, "account_disabled_at")
        .join(JoinType::InnerJoin, member)
        .join(JoinType::InnerJoin, login_of_member())
        .filter(sign_in::Column::SecretSha256.eq(hash.as_str()))
        .into_model::<Row>()
        .one(on)
        .await?;
    row.map(from_row).transpose()
}

fn from_row(row: Row) -> Result<SignedIn, StorageError> {
    const OF: &str = "sign_in";
    let Row {
        clinic_id,
        id,
        staff_member_id,
        created_at,
        last_seen_at,
        expires_at,
        ended_at,
        role,
        zone,
        member_disabled_at,
        account_disabled_at,
    } = row;
    let staff_member_id = StaffMemberId::from_uuid(staff_member_id);
    let instant = |at: Option<DateTime<Utc>>| at.map(|at| to_instant(at, OF)).transpose();
    let sign_in = SignIn {
        id: SignInId::from_uuid(id),
        staff_member_id,
        created_at: to_instant(created_at, OF)?,
        last_seen_at: to_instant(last_seen_at, OF)?,
        expires_at: to_instant(expires_at, OF)?,
    };
    let bearer = Bearer {
        clinic_id: ClinicId::from_uuid(clinic_id),
        staff_member_id,
        role: parse(&role, OF)?,
        zone: parse_zone(&zone, staff_member_id)?,
        scopes: Vec::new(),
        expires_at: sign_in.expires_at,
        revoked_at: instant(ended_at)?,
        member_disabled_at: instant(member_disabled_at)?,
        account_disabled_at: instant(account_disabled_at)?,
    };
    Ok(SignedIn::new(sign_in, bearer))
}

/// Notes a request of a sign-in.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn note_request(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: SignInId,
    now: Timestamp,
) -> Result<(), StorageError> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::LastSeenAt, Expr::value(to_column(now)))
        .filter(sign_in::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(sign_in::Column::Id.eq(id.uuid()))
        .filter(sign_in::Column::LastSeenAt.lt(to_column(now)))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Ends a sign-in as of `now`, unless it is over; whether it was done.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn end_sign_in(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: SignInId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let ended = sign_in::Entity::update_many()
        .col_expr(sign_in::Column::EndedAt, Expr::value(to_column(now)))
        .filter(sign_in::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(sign_in::Column::Id.eq(id.uuid()))
        .filter(sign_in::Column::EndedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends every sign-in of a member of staff as of `now`.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn end_sign_ins_of(
    tx: &Transaction,
    clinic_id: ClinicId,
    member: StaffMemberId,
    now: Timestamp,
) -> Result<(), StorageError> {
    sign_in::Entity::update_many()
        .col_expr(sign_in::Column::EndedAt, Expr::value(to_column(now)))
        .filter(sign_in::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(sign_in::Column::StaffMemberId.eq(member.uuid()))
        .filter(sign_in::Column::EndedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}
