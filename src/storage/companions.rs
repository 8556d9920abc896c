//! What companion meetings are counted from and compared with: all that the clients of enrollments are expected at.

use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{participation, session, session_series};
use super::error::StorageError;
use super::joins;
use super::values::{parse, parse_option, to_instant};
use crate::domain::attendance::StoredStatus;
use crate::domain::companions::HeldMeeting;
use crate::domain::ids::{ClinicId, EnrollmentId, SessionId, StaffMemberId};
use crate::domain::series::{MeetingKind, SessionStatus};
use crate::domain::time::Zone;

/// A place of an enrollment in a session that is not cancelled, none that makes up for another.
#[derive(Debug, Clone)]
pub struct CoursePlace {
    /// Whose.
    pub enrollment_id: EnrollmentId,
    /// In which session.
    pub session_id: SessionId,
    /// When, and what was marked.
    pub held: HeldMeeting,
    /// The series' zone; the data may lack it by now.
    pub zone: Zone,
    /// Who leads it.
    pub therapist_id: StaffMemberId,
    /// What meeting it is; none is a weekly session.
    pub meeting: Option<MeetingKind>,
}

#[derive(FromQueryResult)]
struct Row {
    enrollment_id: Uuid,
    session_id: Uuid,
    attendance: String,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    therapist_id: Uuid,
    zone: String,
    meeting: Option<String>,
}

/// The places at which the clients of those enrollments are, or were, expected, in the order of their sessions' starts: one
/// statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_course_places(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<Vec<CoursePlace>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = participation::Entity::find()
        .select_only()
        .columns([
            participation::Column::EnrollmentId,
            participation::Column::SessionId,
            participation::Column::Attendance,
        ])
        .columns([session::Column::StartsAt, session::Column::EndsAt, session::Column::TherapistId])
        .columns([session_series::Column::Zone, session_series::Column::Meeting])
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::session_series_of())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "participation.enrollment_id", &ids))
        .filter(participation::Column::MakesUpFor.is_null())
        .filter(participation::Column::Attendance.ne(StoredStatus::NotExpected.word()))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .order_by_asc(session::Column::StartsAt)
        .order_by_asc(session::Column::Id)
        .into_model::<Row>()
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: Row) -> Result<CoursePlace, StorageError> {
    const OF: &str = "session";
    let Row { enrollment_id, session_id, attendance, starts_at, ends_at, therapist_id, zone, meeting } = row;
    Ok(CoursePlace {
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        session_id: SessionId::from_uuid(session_id),
        held: HeldMeeting {
            starts_at: to_instant(starts_at, OF)?,
            ends_at: to_instant(ends_at, OF)?,
            mark: parse(&attendance, "participation")?,
        },
        zone: Zone::stored(&zone),
        therapist_id: StaffMemberId::from_uuid(therapist_id),
        meeting: parse_option(meeting.as_deref(), "session_series")?,
    })
}
