//! What making up for a missed place needs to know: whether it was done already, and where there is a seat for a guest.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, PaginatorTrait, QueryFilter, QuerySelect, Select};

use super::Connection;
use super::entities::{participation, session, session_series, therapy_group};
use super::error::StorageError;
use super::joins;
use super::values::to_column;
use crate::domain::attendance::StoredStatus;
use crate::domain::groups::{Admission, GroupStatus, TherapyGroup};
use crate::domain::ids::{ClinicId, EnrollmentId, ParticipationId, SessionId};
use crate::domain::makeups::is_standing;
use crate::domain::series::SessionStatus;

/// Whether a make-up of that missed place stands. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn has_standing_makeup(
    on: &Connection,
    clinic_id: ClinicId,
    missed: ParticipationId,
) -> Result<bool, StorageError> {
    let standing = standing(clinic_id).filter(participation::Column::MakesUpFor.eq(missed.uuid()));
    Ok(standing.count(on).await? > 0)
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

/// Whether an enrollment has a place in that session, expected there or not.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn has_place(
    on: &Connection,
    clinic_id: ClinicId,
    session_id: SessionId,
    enrollment_id: EnrollmentId,
) -> Result<bool, StorageError> {
    let places = participation::Entity::find()
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::SessionId.eq(session_id.uuid()))
        .filter(participation::Column::EnrollmentId.eq(enrollment_id.uuid()));
    Ok(places.count(on).await? > 0)
}

/// Whether the group has a sister: another open group of its program that takes guests and has a session to come.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn has_sister(
    on: &Connection,
    clinic_id: ClinicId,
    group: &TherapyGroup,
    now: Timestamp,
) -> Result<bool, StorageError> {
    use therapy_group::Column as C;
    let to_come = Query::select()
        .expr(Expr::val(1))
        .from(session::Entity)
        .inner_join(
            session_series::Entity,
            Expr::col((session_series::Entity, session_series::Column::ClinicId))
                .equals((session::Entity, session::Column::ClinicId))
                .and(
                    Expr::col((session_series::Entity, session_series::Column::Id))
                        .equals((session::Entity, session::Column::SeriesId)),
                ),
        )
        .and_where(Expr::col((session_series::Entity, session_series::Column::ClinicId)).eq(clinic_id.uuid()))
        .and_where(
            Expr::col((session_series::Entity, session_series::Column::GroupId))
                .equals((therapy_group::Entity, C::Id)),
        )
        .and_where(Expr::col((session::Entity, session::Column::StartsAt)).gt(to_column(now)))
        .and_where(Expr::col((session::Entity, session::Column::Status)).ne(SessionStatus::Cancelled.word()))
        .take();
    let sisters = therapy_group::Entity::find()
        .filter(C::ClinicId.eq(clinic_id.uuid()))
        .filter(C::ProgramId.eq(group.program_id.uuid()))
        .filter(C::Id.ne(group.id.uuid()))
        .filter(C::Admission.eq(Admission::Open.word()))
        .filter(C::Status.eq(GroupStatus::Active.word()))
        .filter(C::GuestSeats.gt(0))
        .filter(Expr::exists(to_come));
    Ok(sisters.count(on).await? > 0)
}

/// The places whose mark stands, in sessions that are not cancelled.
fn standing(clinic_id: ClinicId) -> Select<participation::Entity> {
    let marks = StoredStatus::ALL.into_iter().filter(|status| is_standing(*status));
    participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::Attendance.is_in(marks.map(StoredStatus::word)))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
}
