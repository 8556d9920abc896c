//! Participants: participations with their clients, in one statement.

use sea_orm::{EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef};
use uuid::Uuid;

use super::Connection;
use super::clients::from_row as client_from_row;
use super::dialect::is_any_of;
use super::entities::{client, participation};
use super::error::StorageError;
use super::participations::from_row as participation_from_row;
use super::reach;
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::ids::SessionId;
use crate::domain::people::Client;

/// Everybody's place in those sessions, session by session in the order of enrollment: one statement, however many sessions.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_participants(
    on: &Connection,
    reach: Reach,
    sessions: &[SessionId],
) -> Result<Vec<(Participation, Client)>, StorageError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let rows = participation::Entity::find()
        .select_also(client::Entity)
        .join(JoinType::InnerJoin, of_client())
        .filter(reach::participations(reach))
        .filter(is_any_of(on, "participation.session_id", &sessions))
        // In the index's order: for any other, SQLite reads the whole clinic rather than sort.
        .order_by_asc(participation::Column::SessionId)
        .order_by_asc(participation::Column::EnrollmentId)
        .all(on)
        .await?;
    rows.into_iter()
        .map(|(place, client)| {
            let client = client.ok_or(StorageError::Corrupt("participation"))?;
            Ok((participation_from_row(place)?, client_from_row(client)?))
        })
        .collect()
}

fn of_client() -> RelationDef {
    participation::Entity::belongs_to(client::Entity)
        .from((participation::Column::ClinicId, participation::Column::ClientId))
        .to((client::Column::ClinicId, client::Column::Id))
        .into()
}
