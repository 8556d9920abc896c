//! What is read off many participations at once: rates, and the backlog of sessions that nobody has marked.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{CaseStatement, Expr, ExprTrait, Func, FunctionCall};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{enrollment, participation, session, session_series};
use super::error::StorageError;
use super::joins;
use super::reach;
use super::values::{to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::attendance::{AttendanceRate, Effect, UnrecordedSession};
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, SessionId, StaffMemberId};
use crate::domain::series::SessionStatus;
use crate::domain::slice::{InstantKey, Slice};

/// The clinic's rate over every session begun by `now`.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_clinic_rate(
    on: &Connection,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<AttendanceRate, StorageError> {
    let row = counts(clinic_id, now).into_model::<Counts>().one(on).await?;
    row.map_or_else(|| Ok(AttendanceRate::default()), Counts::rate)
}

/// The rates of those groups over the sessions begun by `now`: one statement, however many. A group without
/// participations is missing.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_group_rates(
    on: &Connection,
    clinic_id: ClinicId,
    groups: &[GroupId],
    now: Timestamp,
) -> Result<HashMap<GroupId, AttendanceRate>, StorageError> {
    let ids: Vec<Uuid> = groups.iter().map(|id| id.uuid()).collect();
    let query = counts(clinic_id, now)
        .filter(is_any_of(on, "enrollment.group_id", &ids))
        .column_as(enrollment::Column::GroupId, "key")
        .group_by(enrollment::Column::GroupId);
    keyed(on, query, GroupId::from_uuid).await
}

/// How many people each group's rate is about, and with none that of all individual treatments: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_people_of_groups(
    on: &Connection,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<Vec<(Option<GroupId>, u32)>, StorageError> {
    let rows: Vec<(Option<Uuid>, i64)> = of_begun(clinic_id, now)
        .column(enrollment::Column::GroupId)
        .expr_as(people(), "people")
        .group_by(enrollment::Column::GroupId)
        .into_tuple()
        .all(on)
        .await?;
    rows.into_iter().map(|(group, people)| Ok((group.map(GroupId::from_uuid), count(people)?))).collect()
}

/// How many people the clinic's rate is about: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_people_of_clinic(
    on: &Connection,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<u32, StorageError> {
    let people: Option<i64> =
        of_begun(clinic_id, now).expr_as(people(), "people").into_tuple().one(on).await?;
    count(people.unwrap_or(0))
}

/// The rates of those enrollments over the sessions begun by `now`: one statement, however many. An enrollment
/// without participations is missing.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_enrollment_rates(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
    now: Timestamp,
) -> Result<HashMap<EnrollmentId, AttendanceRate>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let query = counts(clinic_id, now)
        .filter(is_any_of(on, "participation.enrollment_id", &ids))
        .column_as(participation::Column::EnrollmentId, "key")
        .group_by(participation::Column::EnrollmentId);
    keyed(on, query, EnrollmentId::from_uuid).await
}

/// A slice of the sessions that ended before `now` with participations nobody has marked, oldest first; of one
/// therapist, if given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_unrecorded_sessions(
    on: &Connection,
    reach: Reach,
    therapist_id: Option<StaffMemberId>,
    now: Timestamp,
    slice: Slice<InstantKey<SessionId>>,
) -> Result<Vec<UnrecordedSession>, StorageError> {
    use session::Column as C;
    let shown = [C::Id, C::TherapistId, C::StartsAt, C::EndsAt];
    let rows = of_the_course(reach.clinic_id)
        .filter(reach::sessions(reach))
        .join(JoinType::InnerJoin, joins::session_series_of())
        .columns(shown)
        .column(session_series::Column::GroupId)
        .expr_as(participation::Column::Id.count(), "unrecorded")
        .filter(joins::is_unrecorded())
        .filter(C::Status.ne(SessionStatus::Cancelled.word()))
        .filter(C::EndsAt.lt(to_column(now)))
        .apply_if(therapist_id, |query, id| query.filter(C::TherapistId.eq(id.uuid())))
        .apply_if(slice.after, |query, InstantKey { at, id }| {
            let key = Expr::tuple([C::StartsAt.into_expr(), C::Id.into_expr()]);
            query.filter(key.gt(Expr::tuple([Expr::value(to_column(at)), Expr::value(id.uuid())])))
        })
        .group_by(session_series::Column::GroupId);
    let rows = shown
        .into_iter()
        .fold(rows, QuerySelect::group_by)
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .limit(slice.limit)
        .into_model::<UnrecordedRow>()
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The participations of the clinic's courses with their sessions and enrollments, nothing selected yet.
pub(super) fn of_the_course(clinic_id: ClinicId) -> Select<participation::Entity> {
    participation::Entity::find()
        .select_only()
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(joins::is_of_the_course())
}

/// The places that a rate is about: regular ones in sessions begun by `now`.
fn of_begun(clinic_id: ClinicId, now: Timestamp) -> Select<participation::Entity> {
    of_the_course(clinic_id).filter(joins::is_regular()).filter(session::Column::StartsAt.lte(to_column(now)))
}

/// How many people a rate is about: those with an opportunity. Whoever was excused, or is not recorded, makes nobody's
/// attendance less plain.
pub(super) fn people() -> FunctionCall {
    let client = participation::Column::ClientId.into_expr();
    Func::count_distinct(CaseStatement::new().case(joins::has_effect(Effect::is_opportunity), client))
}

/// What a rate is made of, over regular sessions begun by `now`; `Effect` says what counts as what.
pub(super) fn counts(clinic_id: ClinicId, now: Timestamp) -> Select<participation::Entity> {
    let how_many = |wanted: fn(Effect) -> bool| {
        Func::count(CaseStatement::new().case(joins::has_effect(wanted), Expr::value(1)))
    };
    of_begun(clinic_id, now)
        .expr_as(how_many(Effect::is_attended), "attended")
        .expr_as(how_many(Effect::is_opportunity), "opportunities")
        .expr_as(how_many(|effect| effect == Effect::Unrecorded), "unrecorded")
}

async fn keyed<Id: std::hash::Hash + Eq>(
    on: &Connection,
    query: Select<participation::Entity>,
    id: impl Fn(Uuid) -> Id,
) -> Result<HashMap<Id, AttendanceRate>, StorageError> {
    let rows = query.into_model::<KeyedCounts>().all(on).await?;
    rows.into_iter().map(|row| Ok((id(row.key), row.counts.rate()?))).collect()
}

#[derive(FromQueryResult)]
pub(super) struct Counts {
    attended: i64,
    opportunities: i64,
    unrecorded: i64,
}

#[derive(FromQueryResult)]
struct KeyedCounts {
    key: Uuid,
    #[sea_orm(nested)]
    counts: Counts,
}

#[derive(FromQueryResult)]
struct UnrecordedRow {
    id: Uuid,
    group_id: Option<Uuid>,
    therapist_id: Uuid,
    starts_at: chrono::DateTime<chrono::Utc>,
    ends_at: chrono::DateTime<chrono::Utc>,
    unrecorded: i64,
}

impl Counts {
    pub(super) fn rate(self) -> Result<AttendanceRate, StorageError> {
        let Self { attended, opportunities, unrecorded } = self;
        Ok(AttendanceRate {
            attended: count(attended)?,
            opportunities: count(opportunities)?,
            unrecorded: count(unrecorded)?,
        })
    }
}

fn from_row(row: UnrecordedRow) -> Result<UnrecordedSession, StorageError> {
    let UnrecordedRow { id, group_id, therapist_id, starts_at, ends_at, unrecorded } = row;
    Ok(UnrecordedSession {
        session_id: SessionId::from_uuid(id),
        group_id: group_id.map(GroupId::from_uuid),
        therapist_id: StaffMemberId::from_uuid(therapist_id),
        starts_at: to_instant(starts_at, "session")?,
        ends_at: to_instant(ends_at, "session")?,
        unrecorded: count(unrecorded)?,
    })
}

pub(super) fn count(n: i64) -> Result<u32, StorageError> {
    n.try_into().map_err(|_| StorageError::Corrupt("a count"))
}
