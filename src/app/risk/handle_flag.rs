//! Working through a flag: acknowledging it, giving it to somebody, saying that the client was contacted, letting it rest,
//! resolving it, and reopening what was resolved.

use serde_json::json;

use super::reassess::reassess_locked;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Reach, decide};
use crate::domain::ids::{RiskActionId, RiskFlagId};
use crate::domain::risk::{FlagStep, HandleError, RiskAction, RiskFlag, handle};
use crate::storage::{Constraint, StorageError, Transaction, enrollments, ledgers, risk_actions, risk_flags};

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
    /// It is on nobody's worklist any more, or is to rest for too long.
    #[error(transparent)]
    Step(#[from] HandleError),
    /// The clinic has no such member of staff.
    #[error("no such member of staff")]
    OwnerNotFound,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes one step with a flag and keeps it in the flag's history; a repetition changes nothing. Once a client was reached, the
/// rules look again.
///
/// # Errors
/// `Step`; `OwnerNotFound`; `Failure` if the flag is not the clinic's, the caller leads none of the enrollment's sessions and may not
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
            let by = caller.staff_member();
            let action = RiskAction::of_step(RiskActionId::mint(now, app.entropy()), *id, step, by, now);
            let changed = handle(&flag, step, now)?;
            if changed.is_none() && !is_worth_keeping(&tx, caller, step, &action).await? {
                return Ok(flag);
            }
            let handled = changed.unwrap_or_else(|| flag.clone());
            let handled = RiskFlag { row_version: flag.row_version + 1, ..handled };
            risk_flags::store_flags(&tx, caller.clinic_id, std::slice::from_ref(&handled))
                .await
                .map_err(refusal_of_storage)?;
            risk_actions::append_action(&tx, caller.clinic_id, &action).await.map_err(refusal_of_storage)?;
            let flags = match step {
                FlagStep::Contact { .. } | FlagStep::Reopen { .. } => {
                    reassess_locked(&tx, app, caller, now, &[flag.enrollment_id])
                        .await
                        .map_err(Failure::from)?
                }
                _ => Vec::new(),
            };
            let whose =
                enrollments::load_enrollments(&tx, Reach::clinic(caller.clinic_id), &[flag.enrollment_id])
                    .await
                    .map_err(Failure::from)?;
            let client = whose.first().map(|enrollment| enrollment.client_id.to_string());
            let details = json!({ "client": client, "state": handled.state.word() });
            records::done_with_flags(&tx, app, caller, now, operation(step), handled.id, details, &flags)
                .await
                .map_err(Failure::from)?;
            if flags.is_empty() {
                return Ok(handled);
            }
            let found = risk_flags::find_flag(&tx, Reach::clinic(caller.clinic_id), *id).await;
            Ok(found.map_err(Failure::from)?.ok_or(Failure::NotFound)?)
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

/// Whether a step that changes nothing of the flag is kept all the same: somebody has reached out once more. A request that
/// was sent twice is not.
async fn is_worth_keeping(
    tx: &Transaction,
    caller: &Caller,
    step: &FlagStep,
    action: &RiskAction,
) -> Result<bool, Failure> {
    if !matches!(step, FlagStep::Contact { .. }) {
        return Ok(false);
    }
    let before = risk_actions::load_actions(tx, caller.clinic_id, &[action.flag_id]).await?;
    Ok(!before.iter().any(|one| action.repeats(one)))
}

fn refusal_of_storage(error: StorageError) -> HandleFlagError {
    match error {
        StorageError::Constraint(Constraint::Reference) => HandleFlagError::OwnerNotFound,
        other => Failure::from(other).into(),
    }
}

const fn operation(step: &FlagStep) -> &'static str {
    match step {
        FlagStep::Acknowledge => "acknowledgeRiskFlag",
        FlagStep::Assign(_) => "assignRiskFlag",
        FlagStep::Contact { .. } => "recordRiskContact",
        FlagStep::Snooze { .. } => "snoozeRiskFlag",
        FlagStep::Wake => "wakeRiskFlag",
        FlagStep::Resolve { .. } => "resolveRiskFlag",
        FlagStep::Reopen { .. } => "reopenRiskFlag",
    }
}
