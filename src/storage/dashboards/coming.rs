//! Coming sessions of groups, with everybody who is expected.

use jiff::Timestamp;
use jiff::civil::DateTime;
use sea_orm::sea_query::{Condition, IntoCondition};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::within::{led, sessions_of};
use crate::domain::access::Reach;
use crate::domain::attendance::Rsvp;
use crate::domain::dashboards::{DashboardFilter, Period};
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, SessionId};
use crate::domain::series::{SessionKind, SessionStatus};
use crate::storage::attendance::count;
use crate::storage::entities::{participation, session, session_series, therapy_group};
use crate::storage::values::{parse, to_column, to_instant};
use crate::storage::{Connection, StorageError, joins, reach};

/// A coming session of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComingSession {
    /// The session.
    pub session_id: SessionId,
    /// Its group.
    pub group_id: GroupId,
    /// The group's name.
    pub group_name: String,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The same on its own wall clock.
    pub local_start: DateTime,
    /// Below this many the group does not run.
    pub min_size: u32,
    /// From this many on it works as intended.
    pub viable_size: u32,
    /// Who is expected: members and guests who have not said that they stay away.
    pub expected: Vec<Expected>,
}

/// Who is expected at a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Whose course it is.
    pub client_id: ClientId,
    /// The course.
    pub enrollment_id: EnrollmentId,
    /// What they answered beforehand.
    pub rsvp: Rsvp,
}

/// The weekly sessions of groups in reach that start after `now` in the period, in the order of their starts: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_coming(
    on: &Connection,
    reach: Reach,
    filter: &DashboardFilter,
    period: Period,
    now: Timestamp,
) -> Result<Vec<ComingSession>, StorageError> {
    let DashboardFilter { site_id, program_id, group_id, therapist_id: _, from: _, until: _ } = filter;
    let of_groups = Condition::all()
        .add_option(site_id.map(|id| therapy_group::Column::SiteId.eq(id.uuid())))
        .add_option(program_id.map(|id| therapy_group::Column::ProgramId.eq(id.uuid())))
        .add_option(group_id.map(|id| therapy_group::Column::Id.eq(id.uuid())));
    let rows = session::Entity::find()
        .select_only()
        .join(JoinType::InnerJoin, joins::session_series_of())
        .join(JoinType::InnerJoin, joins::series_group())
        .join(JoinType::LeftJoin, {
            let mut expected = joins::session_participations();
            expected.on_condition = Some(std::sync::Arc::new(|_, _| joins::is_unrecorded().into_condition()));
            expected
        })
        .columns([session::Column::Id, session::Column::StartsAt, session::Column::LocalStart])
        .column_as(session_series::Column::GroupId, "group_id")
        .column_as(therapy_group::Column::Name, "group_name")
        .column_as(therapy_group::Column::MinSize, "min_size")
        .column_as(therapy_group::Column::ViableSize, "viable_size")
        .column_as(participation::Column::ClientId, "client_id")
        .column_as(participation::Column::EnrollmentId, "enrollment_id")
        .column_as(participation::Column::Rsvp, "rsvp")
        .filter(reach::sessions(reach))
        .filter(session::Column::Kind.eq(SessionKind::Group.word()))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(session::Column::StartsAt.gt(to_column(now)))
        .filter(sessions_of(period))
        .filter(of_groups)
        .filter(led(filter))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
        .order_by_asc(participation::Column::EnrollmentId)
        .into_model::<Row>()
        .all(on)
        .await?;
    let mut coming: Vec<ComingSession> = Vec::new();
    for row in rows {
        add(&mut coming, row)?;
    }
    Ok(coming)
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    starts_at: chrono::DateTime<chrono::Utc>,
    local_start: String,
    group_id: Uuid,
    group_name: String,
    min_size: i64,
    viable_size: i64,
    client_id: Option<Uuid>,
    enrollment_id: Option<Uuid>,
    rsvp: Option<String>,
}

/// Adds a row; rows come by session, one for each who is expected.
fn add(coming: &mut Vec<ComingSession>, row: Row) -> Result<(), StorageError> {
    const OF: &str = "session";
    let Row { id, starts_at, local_start, group_id, group_name, min_size, viable_size, .. } = row;
    let session_id = SessionId::from_uuid(id);
    if coming.last().is_none_or(|last| last.session_id != session_id) {
        coming.push(ComingSession {
            session_id,
            group_id: GroupId::from_uuid(group_id),
            group_name,
            starts_at: to_instant(starts_at, OF)?,
            local_start: parse(&local_start, OF)?,
            min_size: count(min_size)?,
            viable_size: count(viable_size)?,
            expected: Vec::new(),
        });
    }
    if let (Some(last), Some(client), Some(enrollment), Some(rsvp)) =
        (coming.last_mut(), row.client_id, row.enrollment_id, row.rsvp)
    {
        last.expected.push(Expected {
            client_id: ClientId::from_uuid(client),
            enrollment_id: EnrollmentId::from_uuid(enrollment),
            rsvp: parse(&rsvp, "participation")?,
        });
    }
    Ok(())
}
