//! Whole ledgers of enrollments, with the flags they raised so far.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, IdenStatic, Iterable, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{enrollment, participation, risk_flag, session, site, treatment_program};
use super::error::StorageError;
use super::joins;
use super::marks::LateRow;
use super::risk_flags;
use super::transaction::Transaction;
use super::values::{parse, to_column};
use crate::domain::attendance::{LedgerEntry, Occasion};
use crate::domain::ids::{ClinicId, EnrollmentId};
use crate::domain::risk::RiskFlag;
use crate::domain::series::{SessionKind, SessionStatus};

/// One enrollment's ledger and flags.
#[derive(Debug)]
pub struct EnrollmentLedger {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// How many sessions are promised: since the outset, or the brief form's eight once that was accepted.
    pub planned_sessions: u32,
    /// The fewest by which its program counts as received.
    pub minimum_dose: u32,
    /// Whether the enrollment has ended.
    pub is_over: bool,
    /// Its participations, in no order that matters; those after its end too, since a flag may hang on one.
    pub entries: Vec<LedgerEntry>,
    /// Its flags, withdrawn ones too.
    pub flags: Vec<RiskFlag>,
}

/// Locks enrollments until the transaction ends, in the order of their ids: who assesses, ends or handles them waits.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_enrollments(
    tx: &Transaction,
    clinic_id: ClinicId,
    ids: &[EnrollmentId],
) -> Result<(), StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    enrollment::Entity::find()
        .select_only()
        .column(enrollment::Column::Id)
        .filter(enrollment::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(tx, "enrollment.id", &ids))
        .order_by_asc(enrollment::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<Uuid>()
        .all(&**tx)
        .await?;
    Ok(())
}

/// The ledgers of those enrollments that have participations, each with its flags: one statement, however many. A
/// flag hangs on the participation that triggered it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_ledgers(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[EnrollmentId],
) -> Result<Vec<EnrollmentLedger>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let query = participation::Entity::find()
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .join(JoinType::InnerJoin, joins::enrollment_program())
        .join(JoinType::LeftJoin, joins::participation_flags())
        .column(session::Column::StartsAt)
        .column(session::Column::Kind)
        .column(session::Column::Status)
        .column(enrollment::Column::PlannedSessions)
        .column(enrollment::Column::EndedAt)
        .column(treatment_program::Column::MinimumDose)
        .column(site::Column::LateCancelMinutes);
    let rows = risk_flag::Column::iter()
        .fold(query, |query, column| query.column_as(column, format!("flag_{}", column.as_str())))
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "participation.enrollment_id", &ids))
        .order_by_asc(participation::Column::EnrollmentId)
        .order_by_asc(participation::Column::Id)
        .into_model::<LedgerRow>()
        .all(on)
        .await?;
    let mut ledgers: Vec<EnrollmentLedger> = Vec::new();
    for row in rows {
        add(&mut ledgers, row)?;
    }
    Ok(ledgers)
}

#[derive(FromQueryResult)]
struct LedgerRow {
    #[sea_orm(nested)]
    participation: participation::Model,
    #[sea_orm(nested)]
    late: LateRow,
    kind: String,
    status: String,
    planned_sessions: i64,
    minimum_dose: i64,
    ended_at: Option<chrono::DateTime<chrono::Utc>>,
    #[sea_orm(nested(prefix = "flag_"))]
    flag: Option<risk_flag::Model>,
}

/// Adds a row to the ledgers; rows come by enrollment, then by participation, one for each of its flags.
fn add(ledgers: &mut Vec<EnrollmentLedger>, row: LedgerRow) -> Result<(), StorageError> {
    let LedgerRow { participation, late, kind, status, planned_sessions, minimum_dose, ended_at, flag } = row;
    let (enrollment_id, entry) = entry(participation, late, &kind, &status)?;
    if ledgers.last().is_none_or(|last| last.enrollment_id != enrollment_id) {
        ledgers.push(EnrollmentLedger {
            enrollment_id,
            planned_sessions: planned_sessions.try_into().map_err(|_| StorageError::Corrupt("enrollment"))?,
            minimum_dose: minimum_dose.try_into().map_err(|_| StorageError::Corrupt("treatment_program"))?,
            is_over: ended_at.is_some(),
            entries: Vec::new(),
            flags: Vec::new(),
        });
    }
    if let Some(ledger) = ledgers.last_mut() {
        if ledger.entries.last() != Some(&entry) {
            ledger.entries.push(entry);
        }
        if let Some(flag) = flag {
            ledger.flags.push(risk_flags::from_row(flag)?);
        }
    }
    Ok(())
}

fn entry(
    row: participation::Model,
    late: LateRow,
    kind: &str,
    status: &str,
) -> Result<(EnrollmentId, LedgerEntry), StorageError> {
    let participation = super::participations::from_row(row)?;
    let rule = late.rule()?;
    let kind: SessionKind = parse(kind, "session")?;
    let status: SessionStatus = parse(status, "session")?;
    let mark = &participation.current.mark;
    let entry = LedgerEntry {
        participation_id: participation.id,
        session_id: participation.session_id,
        starts_at: rule.starts_at,
        occasion: Occasion::of(
            kind,
            participation.makes_up_for.is_some(),
            status == SessionStatus::Cancelled,
        ),
        status: rule.shown(mark),
        reason_given: mark.reason.is_some_and(|reason| reason.is_explanation()),
        rsvp: participation.rsvp,
    };
    Ok((participation.enrollment_id, entry))
}

/// The enrollments with an absence that was marked in advance and whose session began after `since` and no later than
/// `until`, in the order of clinic and enrollment: at most `limit`, after the one given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_begun_absences(
    on: &Connection,
    since: Timestamp,
    until: Timestamp,
    after: Option<(ClinicId, EnrollmentId)>,
    limit: u64,
) -> Result<Vec<(ClinicId, EnrollmentId)>, StorageError> {
    use participation::Column as C;
    let key = || Expr::tuple([C::ClinicId.into_expr(), C::EnrollmentId.into_expr()]);
    let rows: Vec<(Uuid, Uuid)> = participation::Entity::find()
        .select_only()
        .column(C::ClinicId)
        .column(C::EnrollmentId)
        .distinct()
        .join(JoinType::InnerJoin, joins::participation_session())
        .filter(session::Column::StartsAt.gt(to_column(since)))
        .filter(session::Column::StartsAt.lte(to_column(until)))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .filter(joins::is_advance_absence())
        .apply_if(after, |query, (clinic, enrollment)| {
            let last = [Expr::value(clinic.uuid()), Expr::value(enrollment.uuid())];
            query.filter(key().gt(Expr::tuple(last)))
        })
        .order_by_asc(C::ClinicId)
        .order_by_asc(C::EnrollmentId)
        .limit(limit)
        .into_tuple()
        .all(on)
        .await?;
    let typed = |(clinic, enrollment)| (ClinicId::from_uuid(clinic), EnrollmentId::from_uuid(enrollment));
    Ok(rows.into_iter().map(typed).collect())
}
