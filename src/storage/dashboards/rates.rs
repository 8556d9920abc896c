//! Attendance rates of the period, counted by the database.

use jiff::Timestamp;
use jiff::civil::Weekday;
use sea_orm::sea_query::Expr;
use sea_orm::{FromQueryResult, IntoSimpleExpr, JoinType, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::within::{courses, led, sessions_of};
use crate::domain::access::Reach;
use crate::domain::attendance::AttendanceRate;
use crate::domain::dashboards::{BreakdownBy, Cell, CellOf, DashboardFilter, Period};
use crate::domain::ids::{ProgramId, StaffMemberId};
use crate::storage::attendance::{Counts, count, counts, people};
use crate::storage::entities::{participation, staff_member, treatment_program};
use crate::storage::values::parse;
use crate::storage::{Connection, StorageError, dialect, joins, reach};

/// The rate of the sessions of the period that have begun by `now`, with how many people it is about: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_rate(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Result<Cell<AttendanceRate>, StorageError> {
    let row = of_period(reach, filter, period, now).into_model::<CountedPeople>().one(on).await?;
    row.map_or_else(|| Ok(Cell::new(0, AttendanceRate::default())), CountedPeople::cell)
}

/// The same rate broken down, in no order that matters: one statement, however many sessions.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_rates(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    by: BreakdownBy,
    now: Timestamp,
) -> Result<Vec<(CellOf, Cell<AttendanceRate>)>, StorageError> {
    let query = of_period(reach, filter, period, now);
    match by {
        BreakdownBy::Program => {
            let (id, name) = (treatment_program::Column::Id, treatment_program::Column::Name);
            let query = with_program(query).column_as(id, "id").column_as(name, "name");
            let query = query.group_by(id).group_by(name);
            named(on, query, |id, name| CellOf::Program { id: ProgramId::from_uuid(id), name }).await
        }
        BreakdownBy::Lead => {
            let (id, name) = (staff_member::Column::Id, staff_member::Column::DisplayName);
            let query = query
                .join(JoinType::InnerJoin, joins::session_leader())
                .column_as(id, "id")
                .column_as(name, "name")
                .group_by(id)
                .group_by(name);
            named(on, query, |id, name| CellOf::Lead { id: StaffMemberId::from_uuid(id), name }).await
        }
        BreakdownBy::Format => {
            let format = treatment_program::Column::Format.into_simple_expr();
            worded(on, with_program(query), format, |word| {
                Ok(CellOf::Format(parse(word, "treatment_program")?))
            })
            .await
        }
        BreakdownBy::Weekday => worded(on, query, dialect::weekday_of_local_start(on), weekday).await,
        BreakdownBy::Hour => {
            let hour = Expr::cust("substr(session.local_start, 12, 2)");
            worded(on, query, hour, |word| Ok(CellOf::Hour(parse(word, "session")?))).await
        }
    }
}

fn of_period(
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Select<participation::Entity> {
    counts(reach.clinic_id, now)
        .filter(reach::participations(reach))
        .filter(sessions_of(period))
        .filter(courses(filter))
        .filter(led(filter))
        .expr_as(people(), "people")
}

fn with_program(query: Select<participation::Entity>) -> Select<participation::Entity> {
    query.join(JoinType::InnerJoin, joins::enrollment_program())
}

async fn named(
    on: &Connection,
    query: Select<participation::Entity>,
    of: impl Fn(Uuid, String) -> CellOf,
) -> Result<Vec<(CellOf, Cell<AttendanceRate>)>, StorageError> {
    let rows = query.into_model::<Named>().all(on).await?;
    rows.into_iter().map(|Named { id, name, counted }| Ok((of(id, name), counted.cell()?))).collect()
}

async fn worded(
    on: &Connection,
    query: Select<participation::Entity>,
    word: Expr,
    of: impl Fn(&str) -> Result<CellOf, StorageError>,
) -> Result<Vec<(CellOf, Cell<AttendanceRate>)>, StorageError> {
    let rows = query.expr_as(word.clone(), "word").group_by(word).into_model::<Worded>().all(on).await?;
    rows.into_iter().map(|Worded { word, counted }| Ok((of(&word)?, counted.cell()?))).collect()
}

/// The day of the week that the database counts from Sunday.
fn weekday(from_sunday: &str) -> Result<CellOf, StorageError> {
    let day = Weekday::from_sunday_zero_offset(parse(from_sunday, "session")?);
    day.map(CellOf::Weekday).map_err(|_| StorageError::Corrupt("session"))
}

#[derive(FromQueryResult)]
struct CountedPeople {
    people: i64,
    #[sea_orm(nested)]
    counts: Counts,
}

#[derive(FromQueryResult)]
struct Named {
    id: Uuid,
    name: String,
    #[sea_orm(nested)]
    counted: CountedPeople,
}

#[derive(FromQueryResult)]
struct Worded {
    word: String,
    #[sea_orm(nested)]
    counted: CountedPeople,
}

impl CountedPeople {
    fn cell(self) -> Result<Cell<AttendanceRate>, StorageError> {
        let Self { people, counts } = self;
        Ok(Cell::new(count(people)?, counts.rate()?))
    }
}
