//! Treatment programs.

use std::collections::HashMap;

use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};

use serde_json::{Value, json};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of;
use super::entities::treatment_program;
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::parse;
use crate::domain::companions::Companion;
use crate::domain::ids::{ClinicId, ProgramId};
use crate::domain::programs::{ProgramDraft, TreatmentProgram};
use crate::domain::series::SessionMinutes;
use crate::domain::slice::Slice;

/// Inserts programs, in one statement.
///
/// # Errors
/// `Constraint(ProgramCodeOnce)` if the clinic has a program of such a code; otherwise `StorageError`.
pub async fn insert_programs(
    tx: &Transaction,
    clinic_id: ClinicId,
    programs: &[TreatmentProgram],
) -> Result<(), StorageError> {
    let rows = programs.iter().map(|program| to_row(clinic_id, program));
    treatment_program::Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(())
}

/// Writes the program as it is now, if it still has the version before; answers whether it had.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn update_program(
    tx: &Transaction,
    clinic_id: ClinicId,
    program: &TreatmentProgram,
) -> Result<bool, StorageError> {
    // What identifies the row stays.
    let row = treatment_program::ActiveModel { clinic_id: NotSet, id: NotSet, ..to_row(clinic_id, program) };
    let written = treatment_program::Entity::update_many()
        .set(row)
        .filter(treatment_program::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(treatment_program::Column::Id.eq(program.id.uuid()))
        .filter(treatment_program::Column::RowVersion.eq(program.row_version - 1))
        .exec(&**tx)
        .await?;
    Ok(written.rows_affected == 1)
}

fn to_row(clinic_id: ClinicId, program: &TreatmentProgram) -> treatment_program::ActiveModel {
    let TreatmentProgram { id, draft, row_version } = program;
    let ProgramDraft {
        code,
        name,
        format,
        audience,
        min_sessions,
        max_sessions,
        minimum_dose,
        session_minutes,
        initial_phase_ends,
        middle_phase_ends,
        min_size,
        viable_size,
        max_size,
        companions,
    } = draft;
    treatment_program::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        code: Set(code.to_string()),
        name: Set(name.to_string()),
        format: Set(format.to_string()),
        audience: Set(audience.to_string()),
        min_sessions: Set(*min_sessions),
        max_sessions: Set(*max_sessions),
        minimum_dose: Set(*minimum_dose),
        session_minutes: Set(*session_minutes),
        initial_phase_ends: Set(*initial_phase_ends),
        middle_phase_ends: Set(*middle_phase_ends),
        min_size: Set(*min_size),
        viable_size: Set(*viable_size),
        max_size: Set(*max_size),
        row_version: Set(*row_version),
        companions: Set(companions.iter().map(companion_to_json).collect()),
    }
}

/// The program of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_program(
    on: &Connection,
    clinic_id: ClinicId,
    id: ProgramId,
) -> Result<Option<TreatmentProgram>, StorageError> {
    let row = treatment_program::Entity::find_by_id((clinic_id.uuid(), id.uuid())).one(on).await?;
    row.map(from_row).transpose()
}

/// The programs of those ids: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_programs(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[ProgramId],
) -> Result<HashMap<ProgramId, TreatmentProgram>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows = treatment_program::Entity::find()
        .filter(treatment_program::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "treatment_program.id", &ids))
        .all(on)
        .await?;
    rows.into_iter().map(|row| from_row(row).map(|program| (program.id, program))).collect()
}

/// A slice of the clinic's programs, oldest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_programs(
    on: &Connection,
    clinic_id: ClinicId,
    slice: Slice<ProgramId>,
) -> Result<Vec<TreatmentProgram>, StorageError> {
    let rows = treatment_program::Entity::find()
        .filter(treatment_program::Column::ClinicId.eq(clinic_id.uuid()))
        .apply_if(slice.after, |query, after| query.filter(treatment_program::Column::Id.gt(after.uuid())))
        .order_by_asc(treatment_program::Column::Id)
        .limit(slice.limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The fewest sessions by which those programs count as received: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_minimum_doses(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[ProgramId],
) -> Result<HashMap<ProgramId, u32>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, i64)> = treatment_program::Entity::find()
        .select_only()
        .columns([treatment_program::Column::Id, treatment_program::Column::MinimumDose])
        .filter(treatment_program::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "treatment_program.id", &ids))
        .into_tuple()
        .all(on)
        .await?;
    let minimum = |(id, dose): (Uuid, i64)| {
        let dose = u32::try_from(dose).map_err(|_| StorageError::Corrupt("treatment_program"))?;
        Ok((ProgramId::from_uuid(id), dose))
    };
    rows.into_iter().map(minimum).collect()
}

fn from_row(row: treatment_program::Model) -> Result<TreatmentProgram, StorageError> {
    const OF: &str = "treatment_program";
    let treatment_program::Model {
        clinic_id: _,
        id,
        code,
        name,
        format,
        audience,
        min_sessions,
        max_sessions,
        minimum_dose,
        session_minutes,
        initial_phase_ends,
        middle_phase_ends,
        min_size,
        viable_size,
        max_size,
        row_version,
        companions,
    } = row;
    Ok(TreatmentProgram {
        id: ProgramId::from_uuid(id),
        draft: ProgramDraft {
            code: parse(&code, OF)?,
            name: parse(&name, OF)?,
            format: parse(&format, OF)?,
            audience: parse(&audience, OF)?,
            min_sessions,
            max_sessions,
            minimum_dose,
            session_minutes,
            initial_phase_ends,
            middle_phase_ends,
            min_size,
            viable_size,
            max_size,
            companions: companions_from_json(&companions).ok_or(StorageError::Corrupt(OF))?,
        },
        row_version,
    })
}

fn companion_to_json(companion: &Companion) -> Value {
    let Companion { kind, anchor, earliest_days, latest_days, minutes, required } = companion;
    json!({
        "kind": kind.word(),
        "anchor": anchor.word(),
        "earliestDays": earliest_days,
        "latestDays": latest_days,
        "minutes": minutes.get(),
        "required": required,
    })
}

fn companions_from_json(json: &Value) -> Option<Vec<Companion>> {
    let companion = |one: &Value| {
        Some(Companion {
            kind: one["kind"].as_str()?.parse().ok()?,
            anchor: one["anchor"].as_str()?.parse().ok()?,
            earliest_days: one["earliestDays"].as_i64()?,
            latest_days: one["latestDays"].as_i64()?,
            minutes: SessionMinutes::parse(one["minutes"].as_i64()?).ok()?,
            required: one["required"].as_bool()?,
        })
    };
    json.as_array()?.iter().map(companion).collect()
}
