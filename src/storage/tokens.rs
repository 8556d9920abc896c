//! API tokens.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
    RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::entities::{account, api_token, staff_member};
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::access::{ApiToken, Bearer, Scope, TokenHash};
use crate::domain::ids::{ClinicId, StaffMemberId};

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

/// What one statement reads of a token, its member of staff and their login.
#[derive(Debug, FromQueryResult)]
struct BearerRow {
    clinic_id: Uuid,
    staff_member_id: Uuid,
    role: String,
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
        .column(staff_member::Column::Role)
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
        scopes: scopes.split_whitespace().map(|word| parse::<Scope>(word, OF)).collect::<Result<_, _>>()?,
        expires_at: to_instant(expires_at, OF)?,
        revoked_at: instant(revoked_at)?,
        member_disabled_at: instant(member_disabled_at)?,
        account_disabled_at: instant(account_disabled_at)?,
    })
}
