//! Steps of phases: those of programs that name their own, and what was ticked off of courses.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::dialect::is_any_of;
use super::entities::{phase_step_tick, program_phase_steps, treatment_program};
use super::error::StorageError;
use super::insert::upsert_all;
use super::values::{parse, parse_option, to_column, to_instant};
use super::{Connection, Transaction, recorders};
use crate::domain::ids::{ClinicId, EnrollmentId, ProgramId};
use crate::domain::phases::{PhaseStep, StepTick};

const OF: &str = "program_phase_steps";
const OF_TICK: &str = "phase_step_tick";

/// Locks the program whose steps are to be named until the transaction ends, but not against rows that refer to it; answers
/// whether the clinic has it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_steps(
    tx: &Transaction,
    clinic_id: ClinicId,
    program_id: ProgramId,
) -> Result<bool, StorageError> {
    let query = treatment_program::Entity::find_by_id((clinic_id.uuid(), program_id.uuid()));
    let program = query.lock(LockType::NoKeyUpdate).one(&**tx).await?;
    Ok(program.is_some())
}

/// Has a program name these steps; none at all are none. Whoever calls it has them locked.
///
/// # Errors
/// `Constraint(Reference)` if the clinic has no such program; otherwise `StorageError`.
pub async fn store_steps(
    tx: &Transaction,
    clinic_id: ClinicId,
    program_id: ProgramId,
    steps: &[PhaseStep],
    now: Timestamp,
) -> Result<(), StorageError> {
    use program_phase_steps::Column as C;
    let step = |PhaseStep { phase, code, label }: &PhaseStep| json!({ "phase": phase.word(), "code": code.as_str(), "label": label.as_str() });
    let row = program_phase_steps::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        program_id: Set(program_id.uuid()),
        steps: Set(steps.iter().map(step).collect()),
        set_at: Set(to_column(now)),
    };
    let mut on_conflict = OnConflict::columns([C::ClinicId, C::ProgramId]);
    on_conflict.update_columns([C::Steps, C::SetAt]);
    upsert_all::<program_phase_steps::Entity, _>(tx, [row], on_conflict).await
}

/// The steps of those programs that name their own: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_steps(
    on: &Connection,
    clinic_id: ClinicId,
    programs: &[ProgramId],
) -> Result<HashMap<ProgramId, Vec<PhaseStep>>, StorageError> {
    let ids: Vec<Uuid> = programs.iter().map(|id| id.uuid()).collect();
    let rows = program_phase_steps::Entity::find()
        .filter(program_phase_steps::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "program_phase_steps.program_id", &ids))
        .all(on)
        .await?;
    let steps = |row: program_phase_steps::Model| {
        let all = row.steps.as_array().ok_or(StorageError::Corrupt(OF))?.iter();
        let steps = all.map(step).collect::<Option<Vec<_>>>().ok_or(StorageError::Corrupt(OF))?;
        Ok((ProgramId::from_uuid(row.program_id), steps))
    };
    rows.into_iter().map(steps).collect()
}

fn step(stored: &Value) -> Option<PhaseStep> {
    let word = |name: &str| stored.get(name)?.as_str();
    Some(PhaseStep {
        phase: word("phase")?.parse().ok()?,
        code: word("code")?.parse().ok()?,
        label: word("label")?.parse().ok()?,
    })
}

/// Appends a tick. Whoever calls it has the enrollment locked.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn append_tick(tx: &Transaction, clinic_id: ClinicId, tick: &StepTick) -> Result<(), StorageError> {
    let StepTick { enrollment_id, code, version, is_done, note, recorded_by, recorded_at } = tick;
    let (kind, by) = recorders::to_columns(*recorded_by);
    let row = phase_step_tick::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        code: Set(code.to_string()),
        version: Set(i64::from(*version)),
        is_done: Set(*is_done),
        note: Set(note.as_ref().map(ToString::to_string)),
        recorded_by_kind: Set(kind.to_owned()),
        recorded_by_id: Set(by),
        recorded_at: Set(to_column(*recorded_at)),
    };
    phase_step_tick::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Every tick of those enrollments, each step's from its first: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_ticks(
    on: &Connection,
    clinic_id: ClinicId,
    enrollments: &[EnrollmentId],
) -> Result<Vec<StepTick>, StorageError> {
    let ids: Vec<Uuid> = enrollments.iter().map(|id| id.uuid()).collect();
    let rows = phase_step_tick::Entity::find()
        .filter(phase_step_tick::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "phase_step_tick.enrollment_id", &ids))
        .all(on)
        .await?;
    let mut ticks = rows.into_iter().map(tick).collect::<Result<Vec<_>, _>>()?;
    ticks.sort_unstable_by(|one, other| (&one.code, one.version).cmp(&(&other.code, other.version)));
    Ok(ticks)
}

fn tick(row: phase_step_tick::Model) -> Result<StepTick, StorageError> {
    let phase_step_tick::Model {
        clinic_id: _,
        enrollment_id,
        code,
        version,
        is_done,
        note,
        recorded_by_kind,
        recorded_by_id,
        recorded_at,
    } = row;
    Ok(StepTick {
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        code: parse(&code, OF_TICK)?,
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF_TICK))?,
        is_done,
        note: parse_option(note.as_deref(), OF_TICK)?,
        recorded_by: recorders::from_columns(&recorded_by_kind, recorded_by_id, OF_TICK)?,
        recorded_at: to_instant(recorded_at, OF_TICK)?,
    })
}
