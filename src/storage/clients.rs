//! Clients; their guardians and windows stand in `guardians` and `availability`.

use sea_orm::sea_query::{ExprTrait, LikeExpr};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::client::{ActiveModel, Column, Entity, Model};
use super::error::StorageError;
use super::reach;
use super::transaction::Transaction;
use super::values::{parse, parse_option, parse_zone, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::people::{AddressStanding, Barrier, Client, Contact, EmailAddress, PreferredName};
use crate::domain::slice::Slice;

const OF: &str = "client";

/// Inserts a client.
///
/// # Errors
/// `Constraint(ClientExternalIdOnce)` if the clinic's own number is taken; otherwise `StorageError`.
pub async fn insert_client(
    tx: &Transaction,
    clinic_id: ClinicId,
    client: &Client,
) -> Result<(), StorageError> {
    Entity::insert(to_row(clinic_id, client)).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes a client over the version before; answers whether that was still the stored one.
///
/// # Errors
/// `Constraint(ClientExternalIdOnce)` if the clinic's own number is taken; otherwise `StorageError`.
pub async fn update_client(
    tx: &Transaction,
    clinic_id: ClinicId,
    client: &Client,
) -> Result<bool, StorageError> {
    let row = ActiveModel {
        // They identify the row, or never change.
        clinic_id: NotSet,
        id: NotSet,
        created_at: NotSet,
        ..to_row(clinic_id, client)
    };
    let written = Entity::update_many()
        .set(row)
        .filter(Column::ClinicId.eq(clinic_id.uuid()))
        .filter(Column::Id.eq(client.id.uuid()))
        .filter(Column::RowVersion.eq(client.row_version - 1))
        .exec(&**tx)
        .await?;
    Ok(written.rows_affected == 1)
}

pub(super) fn to_row(clinic_id: ClinicId, client: &Client) -> ActiveModel {
    let Client {
        id,
        external_id,
        preferred_name,
        contact: Contact { email, email_consent_at },
        language,
        zone,
        location,
        problem_area,
        barriers,
        calendar_parts,
        reminders_stopped_at,
        address: AddressStanding { since, suspended_at },
        created_at,
        row_version,
    } = client;
    ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        external_id: Set(external_id.as_ref().map(|id| id.as_str().to_owned())),
        preferred_name: Set(preferred_name.as_str().to_owned()),
        search_name: Set(preferred_name.folded()),
        email: Set(email.as_ref().map(|email| email.as_str().to_owned())),
        email_consent_at: Set(email_consent_at.map(to_column)),
        language: Set(language.word().to_owned()),
        zone: Set(zone.to_string()),
        location: Set(location.as_ref().map(ToString::to_string)),
        problem_area: Set(problem_area.map(|area| area.word().to_owned())),
        barriers: Set(barriers.iter().map(|barrier| barrier.word()).collect()),
        calendar_parts: Set(*calendar_parts),
        reminders_stopped_at: Set(reminders_stopped_at.map(to_column)),
        email_since: Set(since.map(to_column)),
        email_suspended_at: Set(suspended_at.map(to_column)),
        created_at: Set(to_column(*created_at)),
        row_version: Set(*row_version),
    }
}

/// The client of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_client(
    on: &Connection,
    reach: Reach,
    id: ClientId,
) -> Result<Option<Client>, StorageError> {
    let found = Entity::find().filter(reach::clients(reach)).filter(Column::Id.eq(id.uuid())).one(on).await?;
    found.map(from_row).transpose()
}

/// The clients of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_clients(
    on: &Connection,
    reach: Reach,
    ids: &[ClientId],
) -> Result<Vec<Client>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows =
        Entity::find().filter(reach::clients(reach)).filter(is_any_of(on, "client.id", &ids)).all(on).await?;
    rows.into_iter().map(from_row).collect()
}

/// A slice of the clinic's clients, oldest first; with `name_contains`, those whose preferred name holds that text,
/// in any case.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clients(
    on: &Connection,
    reach: Reach,
    name_contains: Option<&str>,
    slice: Slice<ClientId>,
) -> Result<Vec<Client>, StorageError> {
    let rows = Entity::find()
        .filter(reach::clients(reach))
        .apply_if(name_contains, |query, text| query.filter(Column::SearchName.into_expr().like(holds(text))))
        .apply_if(slice.after, |query, after| query.filter(Column::Id.gt(after.uuid())))
        .order_by_asc(Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The pattern of a text that holds this one; `%` and `_` stand for themselves.
fn holds(text: &str) -> LikeExpr {
    let folded = text.to_lowercase();
    let plain = folded.replace('\\', r"\\").replace('%', r"\%").replace('_', r"\_");
    LikeExpr::new(format!("%{plain}%")).escape('\\')
}

pub(super) fn from_row(row: Model) -> Result<Client, StorageError> {
    let Model {
        clinic_id: _,
        id,
        external_id,
        preferred_name,
        search_name: _,
        email,
        email_consent_at,
        language,
        zone,
        location,
        problem_area,
        barriers,
        calendar_parts,
        reminders_stopped_at,
        email_since,
        email_suspended_at,
        created_at,
        row_version,
    } = row;
    let barriers: Vec<String> = serde_json::from_value(barriers).map_err(|_| StorageError::Corrupt(OF))?;
    Ok(Client {
        id: ClientId::from_uuid(id),
        external_id: parse_option(external_id.as_deref(), OF)?,
        preferred_name: PreferredName::parse(&preferred_name).map_err(|_| StorageError::Corrupt(OF))?,
        contact: contact_from_columns(email.as_deref(), email_consent_at, OF)?,
        language: parse(&language, OF)?,
        zone: parse_zone(&zone, ClientId::from_uuid(id))?,
        location: parse_option(location.as_deref(), OF)?,
        problem_area: parse_option(problem_area.as_deref(), OF)?,
        barriers: barriers.iter().map(|word| parse::<Barrier>(word, OF)).collect::<Result<_, _>>()?,
        calendar_parts,
        reminders_stopped_at: reminders_stopped_at.map(|at| to_instant(at, OF)).transpose()?,
        address: AddressStanding {
            since: email_since.map(|at| to_instant(at, OF)).transpose()?,
            suspended_at: email_suspended_at.map(|at| to_instant(at, OF)).transpose()?,
        },
        created_at: to_instant(created_at, OF)?,
        row_version,
    })
}

/// An address and its consent, a client's or a guardian's.
pub(super) fn contact_from_columns(
    email: Option<&str>,
    email_consent_at: Option<chrono::DateTime<chrono::Utc>>,
    of: &'static str,
) -> Result<Contact, StorageError> {
    Ok(Contact {
        email: email.map(EmailAddress::parse).transpose().map_err(|_| StorageError::Corrupt(of))?,
        email_consent_at: email_consent_at.map(|at| to_instant(at, of)).transpose()?,
    })
}
