//! Working through a flag: acknowledging it, saying that the client was contacted, resolving it.

use serde_json::json;

use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Reach, decide};
use crate::domain::ids::RiskFlagId;
use crate::domain::risk::{FlagClosed, FlagStep, RiskFlag, handle};
use crate::storage::{StorageError, Transaction, enrollments, ledgers, risk_flags};

/// One step with one flag.
#[derive(Debug, Clone)]
pub struct HandleFlag {
    /// The flag.
    pub id: RiskFlagId,
    /// What was done.
    pub step: FlagStep,
}

/// Why a flag can't be handled.
#[derive(Debug, thiserror::Error)]
pub enum HandleFlagError {
    /// It is on nobody's worklist any more.
    #[error(transparent)]
    Closed(#[from] FlagClosed),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes one step with a flag; a repetition changes nothing.
///
/// # Errors
/// `Closed`; `Failure` if the flag is not the clinic's, the caller leads none of the enrollment's sessions and may not
/// handle others' flags, or the database fails.
pub async fn handle_flag(
    app: &App,
    caller: &Caller,
    command: HandleFlag,
) -> Result<RiskFlag, HandleFlagError> {
    require_for_own(app, caller, Action::HandleRisk, command.id).await?;
    let now = app.now();
    let HandleFlag { id, step } = &command;
    let outcome = app
        .write(|tx| async move {
            let flag = lock_flag(&tx, caller, *id).await.map_err(Failure::from)?;
            let flag = flag.ok_or(Failure::NotFound)?;
            let leaders = risk_flags::list_leaders(&tx, caller.clinic_id, flag.enrollment_id)
                .await
                .map_err(Failure::from)?;
            decide(caller, Action::HandleRisk, Concern::LedBy(&leaders)).map_err(Failure::Denied)?;
            let Some(handled) = handle(&flag, step, now)? else { return Ok(flag) };
            let handled = RiskFlag { row_version: flag.row_version + 1, ..handled };
            risk_flags::store_flags(&tx, caller.clinic_id, std::slice::from_ref(&handled))
                .await
                .map_err(Failure::from)?;
            let whose =
                enrollments::load_enrollments(&tx, Reach::clinic(caller.clinic_id), &[flag.enrollment_id])
                    .await
                    .map_err(Failure::from)?;
            let client = whose.first().map(|enrollment| enrollment.client_id.to_string());
            let details = json!({ "client": client, "state": handled.state.word() });
            records::done(&tx, app, caller, now, operation(step), handled.id, details)
                .await
                .map_err(Failure::from)?;
            Ok(handled)
        })
        .await;
    match outcome {
        Err(HandleFlagError::Failure(Failure::Denied(denied))) => {
            let seen = risk_flags::find_flag(app.db.reader(), caller.reach(), *id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

/// The flag as it stands once its enrollment is locked: a reassessment under way has finished.
async fn lock_flag(
    tx: &Transaction,
    caller: &Caller,
    id: RiskFlagId,
) -> Result<Option<RiskFlag>, StorageError> {
    let Some(flag) = risk_flags::find_flag(tx, Reach::clinic(caller.clinic_id), id).await? else {
        return Ok(None);
    };
    ledgers::lock_enrollments(tx, caller.clinic_id, &[flag.enrollment_id]).await?;
    risk_flags::find_flag(tx, caller.reach(), id).await
}

const fn operation(step: &FlagStep) -> &'static str {
    match step {
        FlagStep::Acknowledge => "acknowledgeRiskFlag",
        FlagStep::Contact => "recordRiskContact",
        FlagStep::Resolve(_) => "resolveRiskFlag",
    }
}
