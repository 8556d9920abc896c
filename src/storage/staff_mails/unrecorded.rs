//! Sessions that are over while nobody has recorded who came.

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::super::Connection;
use super::super::attendance::{count, of_the_course};
use super::super::dialect::is_any_of;
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

/// A session that is over and not recorded.
pub(super) struct Unrecorded {
    pub(super) led_by: StaffMemberId,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
}

/// Those that these members of staff led, in the order of their starts: one statement, however many members.
pub(super) async fn load_unrecorded(
    on: &Connection,
    clinic_id: ClinicId,
    led_by: &[StaffMemberId],
    ended_before: Timestamp,
) -> Result<Vec<Unrecorded>, StorageError> {
    type Found = (Uuid, DateTimeUtc, DateTimeUtc);
    let led_by: Vec<Uuid> = led_by.iter().map(|id| id.uuid()).collect();
    let found: Vec<Found> = unrecorded(clinic_id, ended_before)
        .filter(is_any_of(on, "session.therapist_id", &led_by))
        .column(session::Column::TherapistId)
        .column(session::Column::StartsAt)
        .column(session::Column::EndsAt)
        .group_by(session::Column::Id)
        .group_by(session::Column::TherapistId)
        .group_by(session::Column::StartsAt)
        .group_by(session::Column::EndsAt)
        .order_by_asc(session::Column::StartsAt)
        .into_tuple()
        .all(on)
        .await?;
    let session = |(led_by, starts_at, ends_at): Found| {
        Ok(Unrecorded {
            led_by: StaffMemberId::from_uuid(led_by),
            starts_at: to_instant(starts_at, "session")?,
            ends_at: to_instant(ends_at, "session")?,
        })
    };
    found.into_iter().map(session).collect()
}
