//! Risk flags.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    Select,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{enrollment, participation, risk_flag, session};
use super::error::StorageError;
use super::insert::upsert_all;
use super::joins;
use super::reach;
use super::risk_owners;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, ParticipationId, RiskFlagId, StaffMemberId};
use crate::domain::risk::{RiskFlag, RiskKind, RiskState};
use crate::domain::slice::Slice;

const OF: &str = "risk_flag";

/// Which flags are wanted.
#[derive(Debug, Clone)]
pub struct FlagFilter {
    /// In one of these states.
    pub states: Vec<RiskState>,
    /// Of one of these kinds; none given is every kind.
    pub kinds: Vec<RiskKind>,
    /// Of a group's enrollments, if given.
    pub group_id: Option<GroupId>,
    /// Of those that this member of staff is to see to, if given.
    pub owner: Option<StaffMemberId>,
    /// Only those that nobody sees to: given to nobody, or to somebody who can't work through them any more.
    pub unowned: bool,
    /// Only those that don't rest at that instant, if given.
    pub awake_at: Option<Timestamp>,
}

/// Writes flags, new ones and changed ones, in one statement. Whoever calls it has their enrollments locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn store_flags(
    tx: &Transaction,
    clinic_id: ClinicId,
    flags: &[RiskFlag],
) -> Result<(), StorageError> {
    use risk_flag::Column as C;
    let rows = flags.iter().map(|flag| to_row(clinic_id, flag)).collect::<Result<Vec<_>, _>>()?;
    let mut on_conflict = OnConflict::columns([C::ClinicId, C::Id]);
    on_conflict.update_columns([
        C::Severity,
        C::State,
        C::ClosedByPerson,
        C::ClosingNote,
        C::OwnerId,
        C::SnoozedUntil,
        C::Outcome,
        C::Evidence,
        C::RulesVersion,
        C::ClosedAt,
        C::RowVersion,
    ]);
    upsert_all::<risk_flag::Entity, _>(tx, rows, on_conflict).await
}

/// The flag of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_flag(
    on: &Connection,
    reach: Reach,
    id: RiskFlagId,
) -> Result<Option<RiskFlag>, StorageError> {
    let found = risk_flag::Entity::find()
        .filter(reach::flags(reach))
        .filter(risk_flag::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// A slice of the clinic's flags, newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_flags(
    on: &Connection,
    reach: Reach,
    filter: &FlagFilter,
    slice: Slice<RiskFlagId>,
) -> Result<Vec<RiskFlag>, StorageError> {
    let FlagFilter { states, kinds, group_id, owner, unowned, awake_at } = filter;
    let kinds = (!kinds.is_empty()).then_some(kinds);
    let rows = risk_flag::Entity::find()
        .filter(reach::flags(reach))
        .filter(risk_flag::Column::State.is_in(states.iter().map(|state| state.word())))
        .apply_if(kinds, |query, kinds| {
            query.filter(risk_flag::Column::Kind.is_in(kinds.iter().map(|kind| kind.word())))
        })
        .apply_if(*group_id, |query, id| {
            query
                .join(JoinType::InnerJoin, joins::flag_enrollment())
                .filter(enrollment::Column::GroupId.eq(id.uuid()))
        })
        .apply_if(*owner, |query, owner| query.filter(risk_flag::Column::OwnerId.eq(owner.uuid())))
        .apply_if(unowned.then_some(()), |query, ()| query.filter(risk_owners::is_unowned(reach.clinic_id)))
        .apply_if(*awake_at, |query, now| {
            let until = risk_flag::Column::SnoozedUntil;
            query.filter(until.is_null().or(until.lte(to_column(now))))
        })
        .apply_if(slice.after, |query, after| query.filter(risk_flag::Column::Id.lt(after.uuid())))
        .order_by_desc(risk_flag::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Every flag of those enrollments, oldest first, withdrawn ones too: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_flags_of_enrollments(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<Vec<RiskFlag>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = risk_flag::Entity::find()
        .filter(risk_flag::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "risk_flag.enrollment_id", &ids))
        .order_by_asc(risk_flag::Column::Id)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Who leads sessions of that enrollment.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_leaders(
    on: &Connection,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
) -> Result<Vec<StaffMemberId>, StorageError> {
    let leaders = leaders_of(clinic_id, Expr::val(enrollment_id.uuid()));
    let ids: Vec<Uuid> = leaders.distinct().into_tuple().all(on).await?;
    Ok(ids.into_iter().map(StaffMemberId::from_uuid).collect())
}

/// The same as a sub-select; the enrollment may be another row's.
pub(super) fn leaders_of(clinic_id: ClinicId, enrollment_id: Expr) -> Select<participation::Entity> {
    participation::Entity::find()
        .select_only()
        .column(session::Column::TherapistId)
        .join(JoinType::InnerJoin, joins::participation_session())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::EnrollmentId.into_expr().eq(enrollment_id))
}

fn to_row(clinic_id: ClinicId, flag: &RiskFlag) -> Result<risk_flag::ActiveModel, StorageError> {
    let RiskFlag {
        id,
        enrollment_id,
        kind,
        trigger,
        severity,
        state,
        owner,
        snoozed_until,
        closed_by_person,
        outcome,
        closing_note,
        evidence,
        rules_version,
        raised_at,
        closed_at,
        row_version,
    } = flag;
    Ok(risk_flag::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        trigger_id: Set(trigger.uuid()),
        kind: Set(kind.to_string()),
        severity: Set(severity.to_string()),
        state: Set(state.to_string()),
        closed_by_person: Set(*closed_by_person),
        closing_note: Set(closing_note.as_ref().map(ToString::to_string)),
        evidence: Set(serde_json::to_value(evidence).map_err(|_| StorageError::Corrupt(OF))?),
        rules_version: Set(i64::from(*rules_version)),
        raised_at: Set(to_column(*raised_at)),
        closed_at: Set(closed_at.map(to_column)),
        row_version: Set(*row_version),
        owner_id: Set(owner.map(StaffMemberId::uuid)),
        snoozed_until: Set(snoozed_until.map(to_column)),
        outcome: Set(outcome.map(|outcome| outcome.to_string())),
    })
}

/// The flag behind a row.
pub(super) fn from_row(row: risk_flag::Model) -> Result<RiskFlag, StorageError> {
    let risk_flag::Model {
        clinic_id: _,
        id,
        enrollment_id,
        trigger_id,
        kind,
        severity,
        state,
        closed_by_person,
        closing_note,
        evidence,
        rules_version,
        raised_at,
        closed_at,
        row_version,
        owner_id,
        snoozed_until,
        outcome,
    } = row;
    Ok(RiskFlag {
        id: RiskFlagId::from_uuid(id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        kind: parse(&kind, OF)?,
        trigger: ParticipationId::from_uuid(trigger_id),
        severity: parse(&severity, OF)?,
        state: parse(&state, OF)?,
        owner: owner_id.map(StaffMemberId::from_uuid),
        snoozed_until: snoozed_until.map(|at| to_instant(at, OF)).transpose()?,
        closed_by_person,
        outcome: parse_option(outcome.as_deref(), OF)?,
        closing_note: parse_option(closing_note.as_deref(), OF)?,
        evidence: serde_json::from_value(evidence).map_err(|_| StorageError::Corrupt(OF))?,
        rules_version: rules_version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        raised_at: to_instant(raised_at, OF)?,
        closed_at: closed_at.map(|at| to_instant(at, OF)).transpose()?,
        row_version,
    })
}
