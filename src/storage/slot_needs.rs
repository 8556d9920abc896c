//! What a weekly hour is looked for besides clients: therapists with their zones, a group, a room.

use jiff::Timestamp;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult, IntoSimpleExpr};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{room, session, session_series, staff_member, therapy_group};
use super::error::StorageError;
use super::reach;
use super::values::{parse, parse_zone, to_column};
use crate::domain::access::{Reach, Role};
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{GroupId, RoomId, StaffMemberId};
use crate::domain::series::SessionStatus;
use crate::domain::time::Zone;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct AskedNeeds {
    /// Those therapists; with none and a group, whoever leads its series with sessions to come.
    pub therapists: Vec<StaffMemberId>,
    /// That group.
    pub group_id: Option<GroupId>,
    /// That room.
    pub room_id: Option<RoomId>,
    /// The present.
    pub now: Timestamp,
}

/// What of it there is.
#[derive(Debug, Clone, Default)]
pub struct FoundNeeds {
    /// The therapists who may lead, with the zone of each: not disabled, and no viewers.
    pub therapists: Vec<(StaffMemberId, Zone)>,
    /// Where the group stands, if there is one.
    pub group: Option<GroupStatus>,
    /// Whether there is the room.
    pub has_room: bool,
}

#[derive(FromQueryResult)]
struct Row {
    what: String,
    id: Uuid,
    word: String,
}

/// What there is of what is asked for, in the order of the therapists' ids: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_slot_needs(
    on: &Connection,
    reach: Reach,
    asked: &AskedNeeds,
) -> Result<FoundNeeds, StorageError> {
    const OF: &str = "slot_needs";
    let mut query = therapists(on, reach, asked);
    if let Some(id) = asked.group_id {
        query.union(UnionType::All, group(reach, id));
    }
    if let Some(id) = asked.room_id {
        query.union(UnionType::All, a_room(reach, id));
    }
    let statement = on.get_database_backend().build(&query);
    let mut found = FoundNeeds::default();
    for Row { what, id, word } in Row::find_by_statement(statement).all(on).await? {
        match what.as_str() {
            "THERAPIST" => found
                .therapists
                .push((StaffMemberId::from_uuid(id), parse_zone(&word, StaffMemberId::from_uuid(id))?)),
            "GROUP" => found.group = Some(parse(&word, OF)?),
            "ROOM" => found.has_room = true,
            _ => return Err(StorageError::Corrupt(OF)),
        }
    }
    found.therapists.sort_unstable_by_key(|(id, _)| *id);
    Ok(found)
}

fn row(what: &'static str, id: impl IntoSimpleExpr, word: impl IntoSimpleExpr) -> SelectStatement {
    Query::select()
        .expr_as(Expr::cust(what), "what")
        .expr_as(id.into_simple_expr(), "id")
        .expr_as(word.into_simple_expr(), "word")
        .take()
}

fn therapists(on: &Connection, reach: Reach, asked: &AskedNeeds) -> SelectStatement {
    let ids: Vec<Uuid> = asked.therapists.iter().map(|id| id.uuid()).collect();
    let wanted = match asked.group_id {
        Some(group_id) if ids.is_empty() => {
            staff_member::Column::Id.in_subquery(leaders(reach, group_id, asked.now))
        }
        _ => is_any_of(on, "staff_member.id", &ids),
    };
    row("'THERAPIST'", staff_member::Column::Id, staff_member::Column::Zone)
        .from(staff_member::Entity)
        .cond_where(
            Condition::all()
                .add(staff_member::Column::ClinicId.eq(reach.clinic_id.uuid()))
                .add(staff_member::Column::DisabledAt.is_null())
                .add(staff_member::Column::Role.ne(Role::Viewer.word()))
                .add(wanted),
        )
        .take()
}

/// Who leads the group's series of which a session is to come.
fn leaders(reach: Reach, group_id: GroupId, now: Timestamp) -> SelectStatement {
    let to_come = Query::select()
        .column(session::Column::Id)
        .from(session::Entity)
        .and_where(session::Column::ClinicId.eq(reach.clinic_id.uuid()))
        .and_where(session::Column::SeriesId.into_expr().eq(session_series::Column::Id.into_expr()))
        .and_where(session::Column::StartsAt.gt(to_column(now)))
        .and_where(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .take();
    Query::select()
        .column(session_series::Column::TherapistId)
        .from(session_series::Entity)
        .and_where(session_series::Column::ClinicId.eq(reach.clinic_id.uuid()))
        .and_where(session_series::Column::GroupId.eq(group_id.uuid()))
        .and_where(Expr::exists(to_come))
        .take()
}

fn group(reach: Reach, id: GroupId) -> SelectStatement {
    row("'GROUP'", therapy_group::Column::Id, therapy_group::Column::Status)
        .from(therapy_group::Entity)
        .cond_where(reach::groups(reach).add(therapy_group::Column::Id.eq(id.uuid())))
        .take()
}

fn a_room(reach: Reach, id: RoomId) -> SelectStatement {
    row("'ROOM'", room::Column::Id, room::Column::Name)
        .from(room::Entity)
        .and_where(room::Column::ClinicId.eq(reach.clinic_id.uuid()))
        .and_where(room::Column::Id.eq(id.uuid()))
        .take()
}
