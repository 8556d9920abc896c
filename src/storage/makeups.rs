//! What making up for a missed place needs to know: whether it was done already, and where there is a seat for a guest.

use jiff::Timestamp;
use sea_orm::entity::prelude::Uuid;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{occupancy, participation, session, session_series, therapy_group};
use super::error::StorageError;
use super::joins;
use super::participations::from_row;
use super::values::to_column;
use crate::domain::attendance::{Participation, StoredStatus};
use crate::domain::enrollments::Enrollment;
use crate::domain::groups::{Admission, GroupStatus, TherapyGroup};
use crate::domain::ids::{ClinicId, EnrollmentId, ParticipationId, SeriesId, SessionId};
use crate::domain::makeups::is_standing;
use crate::domain::occupancy::HolderKind;
use crate::domain::series::{SessionKind, SessionStatus};

/// The make-ups of those missed places that stand, by the place they make up for, and in which session: one statement,
/// however many, and none for none.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_standing_makeups(
    on: &Connection,
    clinic_id: ClinicId,
    missed: &[ParticipationId],
) -> Result<Vec<(ParticipationId, SessionId)>, StorageError> {
    if missed.is_empty() {
        return Ok(Vec::new());
    }
    let missed: Vec<Uuid> = missed.iter().map(|id| id.uuid()).collect();
    let places =
        standing(clinic_id).filter(is_any_of(on, "participation.makes_up_for", &missed)).all(on).await?;
    let known = |place: participation::Model| {
        let missed = place.makes_up_for.map(ParticipationId::from_uuid);
        missed.zip(Some(SessionId::from_uuid(place.session_id)))
    };
    Ok(places.into_iter().filter_map(known).collect())
}

/// The enrollments of those who make up for something in a session of those series, expected there or not: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_guests_of_series(
    on: &Connection,
    clinic_id: ClinicId,
    series: &[SeriesId],
) -> Result<Vec<EnrollmentId>, StorageError> {
    let series: Vec<Uuid> = series.iter().map(|id| id.uuid()).collect();
    let guests: Vec<Uuid> = participation::Entity::find()
        .select_only()
        .column(participation::Column::EnrollmentId)
        .distinct()
        .join(JoinType::InnerJoin, joins::participation_session())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::MakesUpFor.is_not_null())
        .filter(is_any_of(on, "session.series_id", &series))
        .into_tuple()
        .all(on)
        .await?;
    Ok(guests.into_iter().map(EnrollmentId::from_uuid).collect())
}

/// How many of a session's guest seats are taken. Whoever calls it has the group locked.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn count_guests(
    on: &Connection,
    clinic_id: ClinicId,
    session_id: SessionId,
) -> Result<i64, StorageError> {
    let guests = standing(clinic_id)
        .filter(participation::Column::SessionId.eq(session_id.uuid()))
        .filter(participation::Column::MakesUpFor.is_not_null());
    Ok(i64::try_from(guests.count(on).await?).unwrap_or(i64::MAX))
}

/// The place of an enrollment in that session, expected there or not.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_place(
    on: &Connection,
    clinic_id: ClinicId,
    session_id: SessionId,
    enrollment_id: EnrollmentId,
) -> Result<Option<Participation>, StorageError> {
    let place = participation::Entity::find()
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::SessionId.eq(session_id.uuid()))
        .filter(participation::Column::EnrollmentId.eq(enrollment_id.uuid()))
        .one(on)
        .await?;
    place.map(from_row).transpose()
}

/// Whether a guest seat is free for the enrollment: in a weekly session to come of a sister group (another open one of the
/// program that is under way), where the client has no place yet, at a time at which they are in no other session, and before
/// their own group's last one. Two statements.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn has_free_seat(
    on: &Connection,
    clinic_id: ClinicId,
    own: &TherapyGroup,
    enrollment: &Enrollment,
    now: Timestamp,
) -> Result<bool, StorageError> {
    use therapy_group::Column as Group;
    let last = session::Entity::find()
        .join(JoinType::InnerJoin, joins::session_series_of())
        .filter(session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(session_series::Column::GroupId.eq(own.id.uuid()))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .order_by_desc(session::Column::StartsAt)
        .one(on)
        .await?;
    let Some(last) = last else { return Ok(false) };
    let places = || {
        let mut there = Query::select();
        there
            .from(participation::Entity)
            .and_where(participation::Column::ClinicId.into_expr().eq(session::Column::ClinicId.into_expr()))
            .and_where(participation::Column::SessionId.into_expr().eq(session::Column::Id.into_expr()));
        there
    };
    let own_place = places()
        .expr(Expr::val(1))
        .and_where(participation::Column::EnrollmentId.eq(enrollment.id.uuid()))
        .take();
    let elsewhere = Query::select()
        .expr(Expr::val(1))
        .from(occupancy::Entity)
        .and_where(occupancy::Column::ClinicId.eq(clinic_id.uuid()))
        .and_where(occupancy::Column::HolderKind.eq(HolderKind::Client.word()))
        .and_where(occupancy::Column::HolderId.eq(enrollment.client_id.uuid()))
        .and_where(occupancy::Column::StartsAt.into_expr().lt(session::Column::EndsAt.into_expr()))
        .and_where(occupancy::Column::EndsAt.into_expr().gt(session::Column::StartsAt.into_expr()))
        .take();
    let guests = places()
        .expr(Expr::cust("COUNT(*)"))
        .and_where(participation::Column::MakesUpFor.is_not_null())
        .and_where(has_standing_mark())
        .take();
    let seats = session::Entity::find()
        .join(JoinType::InnerJoin, joins::session_series_of())
        .join(JoinType::InnerJoin, joins::series_group())
        .filter(session::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(session::Column::StartsAt.gt(to_column(now)))
        .filter(session::Column::StartsAt.lte(last.starts_at))
        .filter(session::Column::Kind.eq(SessionKind::Group.word()))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(Group::ProgramId.eq(own.program_id.uuid()))
        .filter(Group::Id.ne(own.id.uuid()))
        .filter(Group::Admission.eq(Admission::Open.word()))
        .filter(Group::Status.eq(GroupStatus::Active.word()))
        .filter(Group::GuestSeats.into_expr().gt(guests))
        .filter(Expr::exists(own_place).not())
        .filter(Expr::exists(elsewhere).not());
    Ok(seats.limit(1).count(on).await? > 0)
}

/// The places whose mark stands, in sessions that are not cancelled.
fn standing(clinic_id: ClinicId) -> Select<participation::Entity> {
    participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(has_standing_mark())
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
}

/// Whether a make-up with the mark of that place stands.
fn has_standing_mark() -> Expr {
    let marks = StoredStatus::ALL.into_iter().filter(|status| is_standing(*status));
    participation::Column::Attendance.is_in(marks.map(StoredStatus::word))
}
