//! Sessions that are over while nobody has recorded who came.

use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::super::Connection;
use super::super::attendance::{count, of_the_course};
use super::super::entities::{participation, session};
use super::super::error::StorageError;
use super::super::joins;
use super::super::values::{to_column, to_instant};
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::series::SessionStatus;

/// Those of a clinic that ended before then, nothing selected yet.
pub(super) fn unrecorded(clinic_id: ClinicId, ended_before: Timestamp) -> Select<participation::Entity> {
    of_the_course(clinic_id)
        .filter(joins::is_unrecorded())
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(session::Column::EndsAt.lt(to_column(ended_before)))
}

/// How many there are.
pub(super) async fn count_unrecorded(
    on: &Connection,
    clinic_id: ClinicId,
    ended_before: Timestamp,
) -> Result<u32, StorageError> {
    let found: Option<i64> = unrecorded(clinic_id, ended_before)
        .expr_as(session::Column::Id.into_expr().count_distinct(), "sessions")
        .into_tuple()
        .one(on)
        .await?;
    count(found.unwrap_or_default())
}

/// When those started that this member of staff led, in order.
pub(super) async fn load_unrecorded_starts(
    on: &Connection,
    clinic_id: ClinicId,
    led_by: StaffMemberId,
    ended_before: Timestamp,
) -> Result<Vec<Timestamp>, StorageError> {
    let starts: Vec<chrono::DateTime<chrono::Utc>> = unrecorded(clinic_id, ended_before)
        .filter(session::Column::TherapistId.eq(led_by.uuid()))
        .column(session::Column::StartsAt)
        .group_by(session::Column::Id)
        .group_by(session::Column::StartsAt)
        .order_by_asc(session::Column::StartsAt)
        .into_tuple()
        .all(on)
        .await?;
    starts.into_iter().map(|at| to_instant(at, "session")).collect()
}
