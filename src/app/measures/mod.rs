//! Measures: recording, correcting and withdrawing readings, and what has to be looked at now.
//!
//! Owns: the commands and queries about readings, instruments and safety notices. Must not know: GraphQL, what a reading means
//! (`domain::measures`).
//! Example: `record_measure(&app, &caller, RecordMeasure { enrollment_id, .. })` stores a reading, raises the notice that item 9
//! asks for, and assesses risk anew, in one transaction.
//! The next command is a file here; it reads with `taking`, and ends with `settle`.

mod acknowledge_safety_notice;
mod change_measure;
mod create_instrument;
mod evaluations;
mod instruments;
mod queries;
mod record_measure;
mod reopen_safety_notice;
mod safety_notices;
mod settle;
mod taking;

pub use acknowledge_safety_notice::{
    AcknowledgeSafetyNotice, AcknowledgeSafetyNoticeError, acknowledge_safety_notice,
};
pub use change_measure::{
    ChangeMeasureError, CorrectMeasure, WithdrawMeasure, correct_measure, withdraw_measure,
};
pub use create_instrument::{CreateInstrument, CreateInstrumentError, create_instrument};
pub(in crate::app) use evaluations::load_evaluations;
pub use evaluations::{Evaluation, EvaluationResult, Evaluations, read_evaluations};
pub use instruments::{find_instrument, list_instruments};
pub use queries::{
    MeasureCourse, ShownReading, find_measure, list_measure_history, list_measures, load_courses,
};
pub use record_measure::{RecordMeasure, RecordMeasureError, record_measure};
pub use reopen_safety_notice::{ReopenSafetyNotice, ReopenSafetyNoticeError, reopen_safety_notice};
pub use safety_notices::{ShownNotice, find_safety_notice, list_safety_notices, load_changed_notices};
pub use settle::Recorded;
pub(in crate::app) use taking::days_of;
pub use taking::{InvalidReading, InvalidTaken, TakenInput};
