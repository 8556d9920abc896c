//! The brief form: what a course consists of, what was decided about it, and which places were released.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{brief_form_decision, brief_form_place, participation, session, session_series};
use super::error::StorageError;
use super::insert::insert_all;
use super::joins;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use super::{participations, sessions};
use crate::domain::attendance::Participation;
use crate::domain::brief_form::{BriefFormAnswer, BriefFormDecision};
use crate::domain::ids::{
    ClinicId, EnrollmentId, GroupId, ParticipationId, RowId, ScheduleChangeId, StaffMemberId,
};
use crate::domain::series::{MeetingKind, PlanHash, SeriesOwner, Session};

const OF: &str = "brief_form_decision";

/// A place of an enrollment, with its session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourseSession {
    /// The place.
    pub place: Participation,
    /// The session, cancelled ones too.
    pub session: Session,
    /// Whose series it belongs to.
    pub owner: SeriesOwner,
    /// What meeting it is; none is a weekly session.
    pub meeting: Option<MeetingKind>,
}

#[derive(FromQueryResult)]
struct CourseRow {
    #[sea_orm(nested)]
    participation: participation::Model,
    #[sea_orm(nested(prefix = "of_session_"))]
    session: session::Model,
    series_group_id: Option<Uuid>,
    series_enrollment_id: Option<Uuid>,
    meeting: Option<String>,
}

/// Every place of an enrollment, in the order of the sessions' starts: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_course(
    on: &Connection,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
) -> Result<Vec<CourseSession>, StorageError> {
    let query = participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::session_series_of())
        .column_as(session_series::Column::GroupId, "series_group_id")
        .column_as(session_series::Column::EnrollmentId, "series_enrollment_id")
        .column(session_series::Column::Meeting);
    let rows = session::Column::iter()
        .fold(query, |query, column| query.column_as(column, format!("of_session_{}", column.as_str())))
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::EnrollmentId.eq(enrollment_id.uuid()))
        .into_model::<CourseRow>()
        .all(on)
        .await?;
    let mut course: Vec<CourseSession> = rows.into_iter().map(course_session).collect::<Result<_, _>>()?;
    course.sort_unstable_by_key(|one| (one.session.starts_at, one.session.id, one.place.id));
    Ok(course)
}

fn course_session(row: CourseRow) -> Result<CourseSession, StorageError> {
    let CourseRow { participation, session, series_group_id, series_enrollment_id, meeting } = row;
    let owner = match (series_group_id, series_enrollment_id) {
        (Some(group), None) => SeriesOwner::Group(GroupId::from_uuid(group)),
        (None, Some(enrollment)) => SeriesOwner::Treatment(EnrollmentId::from_uuid(enrollment)),
        (Some(_), Some(_)) | (None, None) => return Err(StorageError::Corrupt("session_series")),
    };
    Ok(CourseSession {
        place: participations::from_row(participation)?,
        session: sessions::from_row(session)?,
        owner,
        meeting: parse_option(meeting.as_deref(), "session_series")?,
    })
}

/// Keeps a decision; the one that stood is withdrawn before.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_decision(
    tx: &Transaction,
    clinic_id: ClinicId,
    decision: &BriefFormDecision,
) -> Result<(), StorageError> {
    let BriefFormDecision {
        id,
        enrollment_id,
        answer,
        reason,
        decided_at,
        decided_by,
        former_planned_sessions,
        plan_hash,
        change_id,
    } = decision;
    let row = brief_form_decision::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        answer: Set(answer.to_string()),
        reason: Set(reason.as_ref().map(ToString::to_string)),
        decided_at: Set(to_column(*decided_at)),
        decided_by: Set(decided_by.map(StaffMemberId::uuid)),
        former_planned_sessions: Set(*former_planned_sessions),
        plan_hash: Set(plan_hash.map(|hash| hash.to_string())),
        change_id: Set(change_id.map(ScheduleChangeId::uuid)),
        withdrawn_at: Set(None),
        withdrawn_by: Set(None),
    };
    brief_form_decision::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Withdraws the decision about an enrollment that stands, if one does.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn withdraw_decision(
    tx: &Transaction,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
    now: Timestamp,
    by: Option<StaffMemberId>,
) -> Result<(), StorageError> {
    use brief_form_decision::Column as C;
    brief_form_decision::Entity::update_many()
        .col_expr(C::WithdrawnAt, Expr::value(to_column(now)))
        .col_expr(C::WithdrawnBy, Expr::value(by.map(StaffMemberId::uuid)))
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .filter(C::EnrollmentId.eq(enrollment_id.uuid()))
        .filter(C::WithdrawnAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// The decisions about those enrollments that stand: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_decisions(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<Vec<BriefFormDecision>, StorageError> {
    use brief_form_decision::Column as C;
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = brief_form_decision::Entity::find()
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "brief_form_decision.enrollment_id", &ids))
        .filter(C::WithdrawnAt.is_null())
        .order_by_asc(C::EnrollmentId)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

fn from_row(row: brief_form_decision::Model) -> Result<BriefFormDecision, StorageError> {
    let brief_form_decision::Model {
        clinic_id: _,
        id,
        enrollment_id,
        answer,
        reason,
        decided_at,
        decided_by,
        former_planned_sessions,
        plan_hash,
        change_id,
        withdrawn_at: _,
        withdrawn_by: _,
    } = row;
    let hash = |text: &str| PlanHash::parse(text).map_err(|_| StorageError::Corrupt(OF));
    Ok(BriefFormDecision {
        id: RowId::from_uuid(id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        answer: parse::<BriefFormAnswer>(&answer, OF)?,
        reason: parse_option(reason.as_deref(), OF)?,
        decided_at: to_instant(decided_at, OF)?,
        decided_by: decided_by.map(StaffMemberId::from_uuid),
        former_planned_sessions,
        plan_hash: plan_hash.as_deref().map(hash).transpose()?,
        change_id: change_id.map(ScheduleChangeId::from_uuid),
    })
}

/// Remembers the places that a decision released, as they are now: the version of the mark says whether somebody else marked
/// one since.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_released(
    tx: &Transaction,
    clinic_id: ClinicId,
    decision: RowId,
    places: &[Participation],
) -> Result<(), StorageError> {
    let rows = places.iter().map(|place| brief_form_place::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        decision_id: Set(decision.uuid()),
        participation_id: Set(place.id.uuid()),
        mark_version: Set(i64::from(place.current.version)),
    });
    insert_all::<brief_form_place::Entity, _>(tx, rows).await
}

/// The places that a decision released, each with the version of the mark by which it did.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_released(
    on: &Connection,
    clinic_id: ClinicId,
    decision: RowId,
) -> Result<Vec<(ParticipationId, u32)>, StorageError> {
    let rows = brief_form_place::Entity::find()
        .filter(brief_form_place::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(brief_form_place::Column::DecisionId.eq(decision.uuid()))
        .all(on)
        .await?;
    let released = |row: brief_form_place::Model| {
        let version = row.mark_version.try_into().map_err(|_| StorageError::Corrupt("brief_form_place"))?;
        Ok((ParticipationId::from_uuid(row.participation_id), version))
    };
    rows.into_iter().map(released).collect()
}
