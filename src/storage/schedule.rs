//! Sessions in their place: with their series' owner, site and ordinal, in one statement.

use jiff::Timestamp;
use sea_orm::entity::prelude::DateTimeUtc;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{session, session_series, site};
use super::error::StorageError;
use super::reach;
use super::sessions::from_row as session_from_row;
use super::values::{a_day_before, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::clinics::LateCancelWindow;
use crate::domain::closures::Whereabouts;
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, RoomId, SeriesId, SiteId, StaffMemberId};
use crate::domain::series::{ByStart, ScheduleFilter, ScheduledSession, SeriesOwner, SessionStatus};
use crate::domain::slice::Slice;

/// The sessions that the filter lets through, in the order of their starts: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_scheduled(
    on: &Connection,
    reach: Reach,
    filter: &ScheduleFilter,
    slice: Slice<ByStart>,
) -> Result<Vec<ScheduledSession>, StorageError> {
    let ScheduleFilter { from, until, therapist_id, room_id, site_id, group_id, enrollment_id, ids } = filter;
    let ids: Option<Vec<Uuid>> = ids.as_ref().map(|ids| ids.iter().map(|id| id.uuid()).collect());
    let rows = session::Entity::find()
        .column_as(session_series::Column::GroupId, "group_id")
        .column_as(session_series::Column::EnrollmentId, "enrollment_id")
        .column_as(session_series::Column::SiteId, "site_id")
        .column_as(session_series::Column::Meeting, "meeting")
        .column_as(site::Column::LateCancelMinutes, "late_cancel_minutes")
        .column_as(Expr::cust(RANK), "rank")
        .column_as(Expr::cust(COUNT), "session_count")
        .join(JoinType::InnerJoin, of_series())
        .join(JoinType::InnerJoin, of_site())
        .filter(reach::sessions(reach))
        .apply_if(*from, |query, from| query.filter(ends_after(from)))
        .apply_if(*until, |query, until| query.filter(session::Column::StartsAt.lt(to_column(until))))
        .apply_if(*therapist_id, |query, id| query.filter(session::Column::TherapistId.eq(id.uuid())))
        .apply_if(*room_id, |query, id| query.filter(session::Column::RoomId.eq(id.uuid())))
        .apply_if(*site_id, |query, id| query.filter(session_series::Column::SiteId.eq(id.uuid())))
        .apply_if(*group_id, |query, id| query.filter(session_series::Column::GroupId.eq(id.uuid())))
        .apply_if(*enrollment_id, |query, id| {
            query.filter(session_series::Column::EnrollmentId.eq(id.uuid()))
        })
        .apply_if(ids, |query, ids| query.filter(is_any_of(on, "session.id", &ids)))
        .apply_if(slice.after, |query, after| query.filter(is_after(after)))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
        .limit(slice.limit)
        .into_model::<Row>()
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The rank among the series' sessions that aren't cancelled. The index on (clinic, series, …) finds them.
const RANK: &str = "(SELECT count(*) FROM session sibling WHERE sibling.clinic_id = session.clinic_id \
     AND sibling.series_id = session.series_id AND sibling.status <> 'CANCELLED' \
     AND (sibling.starts_at < session.starts_at \
          OR sibling.starts_at = session.starts_at AND sibling.id <= session.id))";

/// How many of the series' sessions aren't cancelled.
const COUNT: &str = "(SELECT count(*) FROM session sibling WHERE sibling.clinic_id = session.clinic_id \
     AND sibling.series_id = session.series_id AND sibling.status <> 'CANCELLED')";

/// A session of a stretch of time, as far as closures care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// Whose sessions they are.
    pub series_id: SeriesId,
    /// Where it takes place and who leads it.
    pub whereabouts: Whereabouts,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// The clinic's sessions that are not cancelled and take place between two instants: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_meetings(
    on: &Connection,
    clinic_id: ClinicId,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<Meeting>, StorageError> {
    const OF: &str = "session";
    type Columns = (Uuid, Uuid, Option<Uuid>, Uuid, DateTimeUtc, DateTimeUtc);
    let rows: Vec<Columns> = session::Entity::find()
        .select_only()
        .column(session::Column::SeriesId)
        .column(session_series::Column::SiteId)
        .column(session::Column::RoomId)
        .column(session::Column::TherapistId)
        .column(session::Column::StartsAt)
        .column(session::Column::EndsAt)
        .join(JoinType::InnerJoin, of_series())
        .filter(session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(ends_after(from))
        .filter(session::Column::StartsAt.lt(to_column(until)))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .into_tuple()
        .all(on)
        .await?;
    let meeting = |(series, site, room, therapist, starts_at, ends_at): Columns| {
        Ok(Meeting {
            series_id: SeriesId::from_uuid(series),
            whereabouts: Whereabouts {
                site_id: Some(SiteId::from_uuid(site)),
                room_id: room.map(RoomId::from_uuid),
                therapist_id: Some(StaffMemberId::from_uuid(therapist)),
            },
            starts_at: to_instant(starts_at, OF)?,
            ends_at: to_instant(ends_at, OF)?,
        })
    };
    rows.into_iter().map(meeting).collect()
}

#[derive(FromQueryResult)]
struct Row {
    #[sea_orm(nested)]
    session: session::Model,
    group_id: Option<Uuid>,
    enrollment_id: Option<Uuid>,
    site_id: Uuid,
    meeting: Option<String>,
    late_cancel_minutes: i64,
    rank: i64,
    session_count: i64,
}

fn ends_after(instant: Timestamp) -> Condition {
    let ends = session::Column::EndsAt.gt(to_column(instant));
    Condition::all().add(ends).add(session::Column::StartsAt.gt(to_column(a_day_before(instant))))
}

fn is_after(after: ByStart) -> Condition {
    let starts_at = to_column(after.starts_at);
    let together = session::Column::StartsAt.eq(starts_at).and(session::Column::Id.gt(after.id.uuid()));
    Condition::any().add(session::Column::StartsAt.gt(starts_at)).add(together)
}

fn of_series() -> RelationDef {
    session::Entity::belongs_to(session_series::Entity)
        .from((session::Column::ClinicId, session::Column::SeriesId))
        .to((session_series::Column::ClinicId, session_series::Column::Id))
        .into()
}

fn of_site() -> RelationDef {
    session_series::Entity::belongs_to(site::Entity)
        .from((session_series::Column::ClinicId, session_series::Column::SiteId))
        .to((site::Column::ClinicId, site::Column::Id))
        .into()
}

fn from_row(row: Row) -> Result<ScheduledSession, StorageError> {
    let Row { session, group_id, enrollment_id, site_id, meeting, late_cancel_minutes, rank, session_count } =
        row;
    let session = session_from_row(session)?;
    let owner = match (group_id, enrollment_id) {
        (Some(id), None) => SeriesOwner::Group(GroupId::from_uuid(id)),
        (None, Some(id)) => SeriesOwner::Treatment(EnrollmentId::from_uuid(id)),
        _ => return Err(StorageError::Corrupt("session_series")),
    };
    let ordinal = (meeting.is_none() && !session.is_cancelled()).then_some(rank);
    let late_cancel =
        LateCancelWindow::parse(late_cancel_minutes).map_err(|_| StorageError::Corrupt("site"))?;
    Ok(ScheduledSession {
        session,
        owner,
        site_id: SiteId::from_uuid(site_id),
        late_cancel,
        ordinal,
        session_count,
    })
}
