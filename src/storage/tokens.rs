//! API tokens.

use chrono::{DateTime, Utc};
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::entities::{account, api_token, staff_member};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, parse_zone, to_column, to_instant};
use crate::domain::access::{ApiToken, Bearer, Scope, TokenHash};
use crate::domain::ids::{ClinicId, StaffMemberId, TokenId};
use crate::domain::slice::Slice;

/// Inserts a token; of its secret only the hash.
///
/// # Errors
/// `Constraint(Reference)` if the member is not the clinic's; otherwise `StorageError`.
pub async fn insert_token(
    tx: &Transaction,
    clinic_id: ClinicId,
    token: &ApiToken,
    hash: &TokenHash,
) -> Result<(), StorageError> {
    let ApiToken { id, staff_member_id, label, scopes, created_at, expires_at, revoked_at } = token;
    let row = api_token::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        staff_member_id: Set(staff_member_id.uuid()),
        label: Set(label.to_string()),
        token_sha256: Set(hash.as_str().to_owned()),
        scopes: Set(scopes.iter().map(|scope| scope.word()).collect::<Vec<_>>().join(" ")),
        created_at: Set(to_column(*created_at)),
        expires_at: Set(to_column(*expires_at)),
        revoked_at: Set(revoked_at.map(to_column)),
    };
    api_token::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// A slice of the clinic's tokens, oldest first, of one member of staff if one is given; revoked and expired ones too.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_tokens(
    on: &Connection,
    clinic_id: ClinicId,
    of: Option<StaffMemberId>,
    slice: Slice<TokenId>,
) -> Result<Vec<ApiToken>, StorageError> {
    let rows = api_token::Entity::find()
        .filter(api_token::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(of, |query, of| query.filter(api_token::Column::StaffMemberId.eq(of.uuid())))
        .apply_if(slice.after, |query, after| query.filter(api_token::Column::Id.gt(after.uuid())))
        .order_by_asc(api_token::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(token_from_row).collect()
}

/// One of the clinic's tokens.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_token(
    on: &Connection,
    clinic_id: ClinicId,
    id: TokenId,
) -> Result<Option<ApiToken>, StorageError> {
    let row = api_token::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?;
    row.map(token_from_row).transpose()
}

/// Revokes a token as of `now`, unless it is revoked already or not the clinic's; whether it was done.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn revoke_token(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: TokenId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let revoked = api_token::Entity::update_many()
        .col_expr(api_token::Column::RevokedAt, Expr::value(to_column(now)))
        .filter(api_token::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(api_token::Column::Id.eq(id.uuid()))
        .filter(api_token::Column::RevokedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(revoked.rows_affected == 1)
}

fn token_from_row(row: api_token::Model) -> Result<ApiToken, StorageError> {
    const OF: &str = "api_token";
    let api_token::Model {
        clinic_id: _,
        id,
        staff_member_id,
        label,
        token_sha256: _,
        scopes,
        created_at,
        expires_at,
        revoked_at,
    } = row;
    Ok(ApiToken {
        id: TokenId::from_uuid(id),
        staff_member_id: StaffMemberId::from_uuid(staff_member_id),
        label: parse(&label, OF)?,
        scopes: parse_scopes(&scopes)?,
        created_at: to_instant(created_at, OF)?,
        expires_at: to_instant(expires_at, OF)?,
        revoked_at: revoked_at.map(|at| to_instant(at, OF)).transpose()?,
    })
}

fn parse_scopes(scopes: &str) -> Result<Vec<Scope>, StorageError> {
    scopes.split_whitespace().map(|word| parse(word, "api_token")).collect()
}

/// What one statement reads of a token, its member of staff and their login.
#[derive(Debug, FromQueryResult)]
struct BearerRow {
    clinic_id: Uuid,
    staff_member_id: Uuid,
    role: String,
    zone: String,
    scopes: String,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
    member_disabled_at: Option<DateTime<Utc>>,
    account_disabled_at: Option<DateTime<Utc>>,
}

/// Who bears the token of that hash, in whatever clinic, if there is one; whether it counts is not asked here.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_bearer(on: &Connection, hash: &TokenHash) -> Result<Option<Bearer>, StorageError> {
    let member: RelationDef = api_token::Entity::belongs_to(staff_member::Entity)
        .from((api_token::Column::ClinicId, api_token::Column::StaffMemberId))
        .to((staff_member::Column::ClinicId, staff_member::Column::Id))
        .into();
    let login: RelationDef = staff_member::Entity::belongs_to(account::Entity)
        .from(staff_member::Column::AccountId)
        .to(account::Column::Id)
        .into();
    let row = api_token::Entity::find()
        .select_only()
        .columns([
            api_token::Column::ClinicId,
            api_token::Column::StaffMemberId,
            api_token::Column::Scopes,
            api_token::Column::ExpiresAt,
            api_token::Column::RevokedAt,
        ])
        .columns([staff_member::Column::Role, staff_member::Column::Zone])
        .column_as(staff_member::Column::DisabledAt, "member_disabled_at")
        .column_as(account::Column::DisabledAt, "account_disabled_at")
        .join(JoinType::InnerJoin, member)
        .join(JoinType::LeftJoin, login)
        .filter(api_token::Column::TokenSha256.eq(hash.as_str()))
        .into_model::<BearerRow>()
        .one(on)
        .await?;
    row.map(bearer_from_row).transpose()
}

fn bearer_from_row(row: BearerRow) -> Result<Bearer, StorageError> {
    const OF: &str = "api_token";
    let BearerRow {
        clinic_id,
        staff_member_id,
        role,
        zone,
        scopes,
        expires_at,
        revoked_at,
        member_disabled_at,
        account_disabled_at,
    } = row;
    let instant = |at: Option<DateTime<Utc>>| at.map(|at| to_instant(at, OF)).transpose();
    Ok(Bearer {
        clinic_id: ClinicId::from_uuid(clinic_id),
        staff_member_id: StaffMemberId::from_uuid(staff_member_id),
        role: parse(&role, OF)?,
        zone: parse_zone(&zone, StaffMemberId::from_uuid(staff_member_id))?,
        scopes: parse_scopes(&scopes)?,
        expires_at: to_instant(expires_at, OF)?,
        revoked_at: instant(revoked_at)?,
        member_disabled_at: instant(member_disabled_at)?,
        account_disabled_at: instant(account_disabled_at)?,
    })
}
