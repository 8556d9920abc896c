//! Calibrations of the forecast, clinic by clinic.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::Connection;
use super::entities::risk_calibration;
use super::error::StorageError;
use super::transaction::Transaction;
use super::values::{parse, to_column, to_instant};
use crate::domain::ids::ClinicId;
use crate::domain::risk::RiskModel;
use crate::domain::risk::calibration::{Calibrated, Calibration, Report, Verdict};
use crate::domain::risk::forecast::{Coefficients, MODEL_VERSION, Term};

const OF: &str = "risk_calibration";

/// The model a clinic uses: its newest calibration that was accepted, or the prior. One of another version of the model is
/// passed over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_model(on: &Connection, clinic_id: ClinicId) -> Result<RiskModel, StorageError> {
    let row = risk_calibration::Entity::find()
        .filter(risk_calibration::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(risk_calibration::Column::Verdict.eq(Verdict::Accepted.word()))
        .filter(risk_calibration::Column::ModelVersion.eq(i64::from(MODEL_VERSION)))
        .order_by_desc(risk_calibration::Column::Version)
        .one(on)
        .await?;
    let model = row.map(from_row).transpose()?.and_then(|calibration| calibration.model());
    Ok(model.unwrap_or(RiskModel::PRIOR))
}

/// The clinic's newest calibrations, the newest first.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_newest(
    on: &Connection,
    clinic_id: ClinicId,
    limit: u64,
) -> Result<Vec<Calibration>, StorageError> {
    let rows = risk_calibration::Entity::find()
        .filter(risk_calibration::Column::ClinicId.eq(clinic_id.uuid()))
        .order_by_desc(risk_calibration::Column::Version)
        .limit(limit)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Keeps a calibration.
///
/// # Errors
/// `StorageError` if the database refuses or fails; two at once can't both be the next.
pub async fn insert_calibration(
    tx: &Transaction,
    clinic_id: ClinicId,
    calibration: &Calibration,
) -> Result<(), StorageError> {
    let Calibration { version, fitted_at, fitted: Calibrated { coefficients, verdict, report } } =
        calibration;
    let Report { model_version, marks, clients, enrollments, held_out_marks, log_loss, prior_log_loss } =
        report;
    let by_term: serde_json::Map<String, Value> =
        Term::ALL.iter().map(|term| (term.word().to_owned(), json!(coefficients.of(*term)))).collect();
    let row = risk_calibration::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        version: Set(i64::from(*version)),
        model_version: Set(i64::from(*model_version)),
        fitted_at: Set(to_column(*fitted_at)),
        verdict: Set(verdict.to_string()),
        marks: Set(i64::try_from(*marks).unwrap_or(i64::MAX)),
        enrollments: Set(i64::try_from(*enrollments).unwrap_or(i64::MAX)),
        held_out_marks: Set(i64::try_from(*held_out_marks).unwrap_or(i64::MAX)),
        report: Set(json!({
            "clients": clients,
            "log_loss": log_loss,
            "prior_log_loss": prior_log_loss,
            "coefficients": by_term,
        })),
    };
    risk_calibration::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

fn from_row(row: risk_calibration::Model) -> Result<Calibration, StorageError> {
    let risk_calibration::Model {
        clinic_id: _,
        version,
        model_version,
        fitted_at,
        verdict,
        marks,
        enrollments,
        held_out_marks,
        report,
    } = row;
    let number = |value: &Value| value.as_f64().ok_or(StorageError::Corrupt(OF));
    let count = |value: i64| usize::try_from(value).map_err(|_| StorageError::Corrupt(OF));
    let mut of_terms = Vec::with_capacity(Term::ALL.len());
    for term in Term::ALL {
        of_terms.push(number(&report["coefficients"][term.word()])?);
    }
    Ok(Calibration {
        version: version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
        fitted_at: to_instant(fitted_at, OF)?,
        fitted: Calibrated {
            coefficients: Coefficients::from_terms(|term| {
                of_terms.get(term as usize).copied().unwrap_or_default()
            }),
            verdict: parse(&verdict, OF)?,
            report: Report {
                model_version: model_version.try_into().map_err(|_| StorageError::Corrupt(OF))?,
                marks: count(marks)?,
                clients: report["clients"]
                    .as_u64()
                    .and_then(|n| n.try_into().ok())
                    .ok_or(StorageError::Corrupt(OF))?,
                enrollments: count(enrollments)?,
                held_out_marks: count(held_out_marks)?,
                log_loss: number(&report["log_loss"])?,
                prior_log_loss: number(&report["prior_log_loss"])?,
            },
        },
    })
}
