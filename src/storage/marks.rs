//! The history of marks: appended to, never changed. The database keeps up what stands with it.

use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::{attendance_mark, session, site};
use super::error::StorageError;
use super::insert::insert_all;
use super::joins;
use super::recorders;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::attendance::{LateRule, Mark, RecordedMark};
use crate::domain::ids::{ClinicId, MarkId, ParticipationId};

const OF: &str = "attendance_mark";

/// Appends marks, in one statement for any roster. A trigger makes each the mark that stands of its participation
/// (which thereby gets a new row version), and says of a session marked after its start that it was held.
///
/// # Errors
/// `Constraint(MarkVersionOnce)` if one of that version was appended meanwhile; otherwise `StorageError`.
pub async fn append_marks(
    tx: &Transaction,
    clinic_id: ClinicId,
    marks: &[RecordedMark],
) -> Result<(), StorageError> {
    insert_all::<attendance_mark::Entity, _>(tx, marks.iter().map(|mark| to_row(clinic_id, mark))).await
}

/// The marks of those participations, each history from its first, with what makes a cancellation late: one
/// statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_marks(
    on: &Connection,
    clinic_id: ClinicId,
    participations: &[ParticipationId],
) -> Result<Vec<(RecordedMark, LateRule)>, StorageError> {
    let ids: Vec<Uuid> = participations.iter().map(|id| id.uuid()).collect();
    let rows = attendance_mark::Entity::find()
        .join(JoinType::InnerJoin, joins::mark_participation())
        .join(JoinType::InnerJoin, joins::participation_session())
        .join(JoinType::InnerJoin, joins::participation_enrollment())
        .join(JoinType::InnerJoin, joins::enrollment_site())
        .column(session::Column::StartsAt)
        .column(site::Column::LateCancelMinutes)
        .filter(attendance_mark::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "attendance_mark.participation_id", &ids))
        .order_by_asc(attendance_mark::Column::ParticipationId)
        .order_by_asc(attendance_mark::Column::Version)
        .into_model::<MarkRow>()
        .all(on)
        .await?;
    rows.into_iter().map(|row| Ok((from_row(row.mark)?, row.late.rule()?))).collect()
}

#[derive(FromQueryResult)]
struct MarkRow {
    #[sea_orm(nested)]
    mark: attendance_mark::Model,
    #[sea_orm(nested)]
    late: LateRow,
}

/// The columns of a `LateRule`.
#[derive(FromQueryResult)]
pub(super) struct LateRow {
    starts_at: chrono::DateTime<chrono::Utc>,
    late_cancel_minutes: i64,
}

impl LateRow {
    pub(super) fn rule(self) -> Result<LateRule, StorageError> {
        let Self { starts_at, late_cancel_minutes } = self;
        Ok(LateRule {
            starts_at: to_instant(starts_at, "session")?,
            window_minutes: late_cancel_minutes.try_into().map_err(|_| StorageError::Corrupt("site"))?,
        })
    }
}

fn to_row(clinic_id: ClinicId, recorded: &RecordedMark) -> attendance_mark::ActiveModel {
    let RecordedMark { id, participation_id, version, mark, note, recorded_by, recorded_at } = recorded;
    let Mark { status, minutes_attended, arrived_late, reason, notice_given_at } = mark;
    let (kind, by) = recorders::to_columns(*recorded_by);
    attendance_mark::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        participation_id: Set(participation_id.uuid()),
        version: Set(i64::from(*version)),
        attendance: Set(status.to_string()),
        minutes_attended: Set(minutes_attended.map(i64::from)),
        arrived_late: Set(*arrived_late),
        reason: Set(reason.map(|reason| reason.to_string())),
        notice_given_at: Set(notice_given_at.map(to_column)),
        correction_note: Set(note.as_ref().map(ToString::to_string)),
        recorded_by_kind: Set(kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    }
}

fn from_row(row: attendance_mark::Model) -> Result<RecordedMark, StorageError> {
    let corrupt = |_| StorageError::Corrupt(OF);
    let attendance_mark::Model {
        clinic_id: _,
        id,
        participation_id,
        version,
        attendance,
        minutes_attended,
        arrived_late,
        reason,
        notice_given_at,
        correction_note,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    let recorded_by = recorders::from_columns(&recorded_by_kind, recorded_by_id, OF)?;
    Ok(RecordedMark {
        id: MarkId::from_uuid(id),
        participation_id: ParticipationId::from_uuid(participation_id),
        version: version.try_into().map_err(corrupt)?,
        mark: Mark {
            status: parse(&attendance, OF)?,
            minutes_attended: minutes_attended.map(u32::try_from).transpose().map_err(corrupt)?,
            arrived_late,
            reason: parse_option(reason.as_deref(), OF)?,
            notice_given_at: notice_given_at.map(|at| to_instant(at, OF)).transpose()?,
        },
        note: parse_option(correction_note.as_deref(), OF)?,
        recorded_by,
        recorded_at: to_instant(recorded_at, OF)?,
    })
}
