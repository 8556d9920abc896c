//! Sessions that are over while nobody has recorded who came.

use std::collections::HashSet;
use std::ops::Range;

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use super::super::Connection;
use super::super::attendance::{count, of_the_course};
use super::super::dialect::is_any_of;
use super::super::entities::{participation, session};
use super::super::error::StorageError;
use super::super::joins;
use super::super::values::{to_column, to_instant};
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::series::SessionStatus;

/// How many there are in a clinic that ended before then.
pub(super) async fn count_unrecorded(
    on: &Connection,
    clinic_id: ClinicId,
    ended_before: Timestamp,
) -> Result<u32, StorageError> {
    let found: Option<i64> = of_the_course(clinic_id)
        .filter(joins::is_unrecorded())
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(session::Column::EndsAt.lt(to_column(ended_before)))
        .expr_as(session::Column::Id.into_expr().count_distinct(), "sessions")
        .into_tuple()
        .one(on)
        .await?;
    count(found.unwrap_or_default())
}

/// Whose sessions are looked for, and which: those that began after the start of `within` and ended before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedWithin {
    /// Of which clinic's staff.
    pub clinic_id: ClinicId,
    /// Who led them.
    pub led_by: StaffMemberId,
    /// Which.
    pub within: Range<Timestamp>,
}

/// Sessions that are over and not recorded.
pub(super) struct Unrecorded(Vec<Row>);

#[derive(FromQueryResult)]
struct Row {
    clinic_id: Uuid,
    therapist_id: Uuid,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
}

impl Unrecorded {
    /// When those of them started, in order.
    pub(super) fn starts(&self, of: &LedWithin) -> Result<Vec<Timestamp>, StorageError> {
        const OF: &str = "session";
        let LedWithin { clinic_id, led_by, within } = of;
        let mut starts = Vec::new();
        for row in &self.0 {
            let Row { clinic_id: of_clinic, therapist_id, starts_at, ends_at } = row;
            if *of_clinic != clinic_id.uuid() || *therapist_id != led_by.uuid() {
                continue;
            }
            let (starts_at, ends_at) = (to_instant(*starts_at, OF)?, to_instant(*ends_at, OF)?);
            if starts_at > within.start && ends_at < within.end {
                starts.push(starts_at);
            }
        }
        Ok(starts)
    }
}

/// The sessions of all of them: one statement, however many; none, if nobody is asked about.
pub(super) async fn load_unrecorded(on: &Connection, all: &[LedWithin]) -> Result<Unrecorded, StorageError> {
    use session::Column as C;
    let from = all.iter().map(|one| one.within.start).min();
    let until = all.iter().map(|one| one.within.end).max();
    let Some((from, until)) = from.zip(until) else { return Ok(Unrecorded(Vec::new())) };
    let ids = |of: fn(&LedWithin) -> Uuid| {
        let mut ids: Vec<Uuid> = all.iter().map(of).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    // From the sessions of so many days on, not from all places that nobody has marked: most of those are to come.
    let places = participation::Entity::find()
        .select_only()
        .column(participation::Column::Id)
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .filter(participation::Column::ClinicId.into_expr().eq(C::ClinicId.into_expr()))
        .filter(participation::Column::SessionId.into_expr().eq(C::Id.into_expr()))
        .filter(joins::is_unrecorded())
        .filter(joins::is_of_the_course())
        .into_query();
    let query = session::Entity::find()
        .select_only()
        .columns([C::ClinicId, C::TherapistId, C::StartsAt, C::EndsAt])
        .filter(is_any_of(on, "session.clinic_id", &ids(|one| one.clinic_id.uuid())))
        .filter(is_any_of(on, "session.therapist_id", &ids(|one| one.led_by.uuid())))
        .filter(C::StartsAt.gt(to_column(from)))
        .filter(C::StartsAt.lt(to_column(until)))
        .filter(C::EndsAt.lt(to_column(until)))
        .filter(C::Status.ne(SessionStatus::Cancelled.word()))
        .filter(Expr::exists(places))
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id);
    Ok(Unrecorded(query.into_model::<Row>().all(on).await?))
}

/// Those of them with sessions that are not recorded: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_unrecorded_leads(
    on: &Connection,
    all: &[LedWithin],
) -> Result<HashSet<StaffMemberId>, StorageError> {
    let found = load_unrecorded(on, all).await?;
    let mut leads = HashSet::new();
    for one in all {
        if !found.starts(one)?.is_empty() {
            leads.insert(one.led_by);
        }
    }
    Ok(leads)
}
