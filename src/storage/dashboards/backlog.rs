//! Sessions that are over and not marked for everybody, counted by who led them.

use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::within::{courses, led, sessions_of};
use crate::domain::access::Reach;
use crate::domain::dashboards::{Backlog, Cell, CellOf, DashboardFilter, Period};
use crate::domain::ids::StaffMemberId;
use crate::domain::series::SessionStatus;
use crate::storage::attendance::{count, of_the_course};
use crate::storage::entities::{participation, session, staff_member};
use crate::storage::values::{to_column, to_instant};
use crate::storage::{Connection, StorageError, joins, reach};

/// The backlog of the sessions of the period that ended before `now`: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_backlog(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Result<Cell<Backlog>, StorageError> {
    let row = unrecorded(reach, filter, period, now).into_model::<Counted>().one(on).await?;
    row.map_or_else(|| Ok(Cell::new(0, Backlog::default())), Counted::cell)
}

/// The same by who led the sessions, in no order that matters: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_backlogs(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Result<Vec<(CellOf, Cell<Backlog>)>, StorageError> {
    let (id, name) = (staff_member::Column::Id, staff_member::Column::DisplayName);
    let rows = unrecorded(reach, filter, period, now)
        .join(JoinType::InnerJoin, joins::session_leader())
        .column_as(id, "id")
        .column_as(name, "name")
        .group_by(id)
        .group_by(name)
        .into_model::<OfLead>()
        .all(on)
        .await?;
    let cell = |OfLead { id, name, counted }| {
        Ok((CellOf::Lead { id: StaffMemberId::from_uuid(id), name }, Counted::cell(counted)?))
    };
    rows.into_iter().map(cell).collect()
}

fn unrecorded(
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Select<participation::Entity> {
    of_the_course(reach.clinic_id)
        .filter(reach::sessions(reach))
        .filter(joins::is_unrecorded())
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(session::Column::EndsAt.lt(to_column(now)))
        .filter(sessions_of(period))
        .filter(courses(filter))
        .filter(led(filter))
        .expr_as(participation::Column::ClientId.into_expr().count_distinct(), "people")
        .expr_as(session::Column::Id.into_expr().count_distinct(), "sessions")
        .expr_as(participation::Column::Id.count(), "unrecorded")
        .expr_as(session::Column::StartsAt.min(), "oldest")
}

#[derive(FromQueryResult)]
struct Counted {
    people: i64,
    sessions: i64,
    unrecorded: i64,
    oldest: Option<chrono::DateTime<chrono::Utc>>,
}

#[derive(FromQueryResult)]
struct OfLead {
    id: Uuid,
    name: String,
    #[sea_orm(nested)]
    counted: Counted,
}

impl Counted {
    fn cell(self) -> Result<Cell<Backlog>, StorageError> {
        let Self { people, sessions, unrecorded, oldest } = self;
        let backlog = Backlog {
            sessions: count(sessions)?,
            unrecorded: count(unrecorded)?,
            oldest: oldest.map(|at| to_instant(at, "session")).transpose()?,
        };
        Ok(Cell::new(count(people)?, backlog))
    }
}
