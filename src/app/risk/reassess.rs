//! Bringing the flags of enrollments in line with their ledgers, inside another command's transaction.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::attendance::Ledger;
use crate::domain::ids::{EnrollmentId, RiskFlagId};
use crate::domain::risk::{
    Background, Course, FlagChange, RiskFlag, RiskModel, RiskState, StoredFlag, assess, assess_ended,
    reconcile,
};
use crate::storage::ledgers::{self, EnrollmentLedger};
use crate::storage::{StorageError, Transaction, backgrounds, risk_calibrations, risk_flags};

/// A flag that a reassessment raised or changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app) struct ChangedFlag {
    /// Which.
    pub(in crate::app) id: RiskFlagId,
    /// Whose.
    pub(in crate::app) enrollment_id: EnrollmentId,
    /// Where it now stands.
    pub(in crate::app) state: RiskState,
}

impl ChangedFlag {
    /// What the audit log keeps of it.
    pub(in crate::app) fn for_audit(&self) -> Value {
        let Self { id, enrollment_id, state } = self;
        json!({ "flag": id.to_string(), "enrollment": enrollment_id.to_string(), "state": state.word() })
    }
}

/// Assesses enrollments anew and writes what changed; the caller tells it by `records::done_with_flags`. It locks the
/// enrollments first. Doing it again changes nothing.
///
/// Call it from every command that changes what a participation counts as: marks, cancelled sessions, an
/// enrollment's end.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn reassess(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollments: &[EnrollmentId],
) -> Result<Vec<ChangedFlag>, StorageError> {
    ledgers::lock_enrollments(tx, caller.clinic_id, enrollments).await?;
    reassess_locked(tx, app, caller, now, enrollments).await
}

/// The same for enrollments that the transaction has locked already.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub(in crate::app) async fn reassess_locked(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollments: &[EnrollmentId],
) -> Result<Vec<ChangedFlag>, StorageError> {
    let ledgers = ledgers::load_ledgers(tx, caller.clinic_id, enrollments).await?;
    if ledgers.is_empty() {
        return Ok(Vec::new());
    }
    let known = backgrounds::load_backgrounds(tx, caller.clinic_id, &ledgers, now).await?;
    let model = risk_calibrations::find_model(tx, caller.clinic_id).await?;
    let changed: Vec<RiskFlag> = ledgers
        .into_iter()
        .filter_map(|ledger| Some((known.get(&ledger.enrollment_id)?, ledger)))
        .flat_map(|(known, ledger)| changed_flags(ledger, known, &model, app, now))
        .collect();
    if changed.is_empty() {
        return Ok(Vec::new());
    }
    risk_flags::store_flags(tx, caller.clinic_id, &changed).await?;
    let brief =
        |flag: &RiskFlag| ChangedFlag { id: flag.id, enrollment_id: flag.enrollment_id, state: flag.state };
    Ok(changed.iter().map(brief).collect())
}

/// The flags of one enrollment that have to be written, as they will be.
fn changed_flags(
    loaded: EnrollmentLedger,
    known: &Background,
    model: &RiskModel,
    app: &App,
    now: Timestamp,
) -> Vec<RiskFlag> {
    let EnrollmentLedger { enrollment_id, planned_sessions: _, minimum_dose: _, is_over, entries, flags } =
        loaded;
    let ledger = Ledger::new(entries, now);
    let course = Course::new(&ledger, known, model);
    let assess = if is_over { assess_ended } else { assess };
    let stored: Vec<StoredFlag> = flags.iter().map(RiskFlag::stored).collect();
    reconcile(&stored, &assess(&course))
        .into_iter()
        .filter_map(|change| written(&flags, enrollment_id, change, app, now))
        .collect()
}

fn written(
    flags: &[RiskFlag],
    enrollment_id: EnrollmentId,
    change: FlagChange,
    app: &App,
    now: Timestamp,
) -> Option<RiskFlag> {
    let known = flags.iter().find(|flag| (flag.kind, flag.trigger) == change.of_flag());
    match (known, change) {
        (Some(flag), change) => {
            Some(RiskFlag { row_version: flag.row_version + 1, ..flag.after(&change, now) })
        }
        (None, FlagChange::Raise(episode) | FlagChange::RaiseCleared(episode)) => {
            Some(RiskFlag::raise(RiskFlagId::mint(now, app.entropy()), enrollment_id, episode, now))
        }
        // `reconcile` changes only flags that are stored.
        (
            None,
            FlagChange::Update(_)
            | FlagChange::Clear(_)
            | FlagChange::Reopen(_)
            | FlagChange::Withdraw { .. },
        ) => None,
    }
}
