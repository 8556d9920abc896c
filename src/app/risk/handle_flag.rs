//! Working through a flag: acknowledging it, giving it to somebody, saying that the client was contacted, letting it rest,
//! resolving it, and reopening what was resolved.

use serde_json::json;

use super::reassess::{ChangedFlag, reassess_locked};
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, Reach, decide};
use crate::domain::ids::{RiskActionId, RiskFlagId, StaffMemberId};
use crate::domain::risk::{
    ContactResult, FlagStep, HandleError, RiskAction, RiskFlag, RiskKind, RiskState, UnfitOwner, check_owner,
    handle,
};
use crate::storage::{
    Constraint, StorageError, Transaction, enrollments, ledgers, risk_actions, risk_flags, staff,
};

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
    /// It is on nobody's worklist any more, is to rest for too long, or is closed in words that say too little or too much.
    #[error(transparent)]
    Step(#[from] HandleError),
    /// The clinic has no such member of staff.
    #[error("no such member of staff: choose one of staffMembers, or nobody")]
    OwnerNotFound,
    /// The member could do nothing about it.
    #[error(transparent)]
    OwnerUnfit(#[from] UnfitOwner),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Takes one step with a flag and keeps it in the flag's history; a repetition changes nothing. Once a client was reached, the
/// rules look again. Whoever owns a flag keeps it, should they be able to act no more, and it is listed among those that nobody
/// sees to: only giving it to them is refused.
///
/// # Errors
/// `Step`; `OwnerNotFound`; `OwnerUnfit`; `Failure` if the flag is not the clinic's, the caller leads none of the enrollment's sessions and may not
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
            let history = risk_actions::load_actions(&tx, caller.clinic_id, &[*id]).await;
            let history = history.map_err(Failure::from)?;
            let changed = handle(&flag, step, &history, now)?;
            if let FlagStep::Assign(Some(owner)) = step {
                check_can_act(&tx, caller, *id, *owner, &leaders).await?;
            }
            if changed.is_some() {
                step.check_by_hand()?;
            } else if !is_worth_keeping(step, &action, &history) {
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
            if let FlagStep::Contact { result: ContactResult::Reached, .. } = step {
                tell_the_silent(&tx, app, caller, &action, step, &flags).await?;
            }
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

/// Passes if the owner-to-be sees the flag and may take steps with it.
async fn check_can_act(
    tx: &Transaction,
    caller: &Caller,
    id: RiskFlagId,
    owner: StaffMemberId,
    leaders: &[StaffMemberId],
) -> Result<(), HandleFlagError> {
    let clinic_id = caller.clinic_id;
    let found = staff::find_staff_member(tx, clinic_id, owner).await.map_err(Failure::from)?;
    let member = found.ok_or(HandleFlagError::OwnerNotFound)?;
    let reach = Caller::of_member(clinic_id, member.id, member.role).reach();
    let seen = risk_flags::find_flag(tx, reach, id).await.map_err(Failure::from)?;
    Ok(check_owner(clinic_id, &member, leaders, seen.is_some())?)
}

/// Keeps the contact in the history of every other flag of silence that it has closed: whoever reads that flag learns who
/// reached the client, and when.
async fn tell_the_silent(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    contact: &RiskAction,
    step: &FlagStep,
    changed: &[ChangedFlag],
) -> Result<(), Failure> {
    let closed = changed.iter().filter(|one| one.state == RiskState::Resolved && one.id != contact.flag_id);
    for id in closed.map(|one| one.id) {
        let found = risk_flags::find_flag(tx, Reach::clinic(caller.clinic_id), id).await?;
        if found.is_some_and(|flag| flag.kind == RiskKind::NoContact) {
            let at = contact.taken_at;
            let entry =
                RiskAction::of_step(RiskActionId::mint(at, app.entropy()), id, step, contact.taken_by, at);
            risk_actions::append_action(tx, caller.clinic_id, &entry).await?;
        }
    }
    Ok(())
}

/// Whether a step that changes nothing of the flag is kept all the same: somebody has reached out once more, or says anew why
/// it rests. A request that was sent twice is not.
fn is_worth_keeping(step: &FlagStep, action: &RiskAction, history: &[RiskAction]) -> bool {
    match step {
        FlagStep::Contact { .. } => !history.iter().any(|one| action.repeats(one)),
        FlagStep::Snooze { .. } => {
            history.iter().rfind(|one| one.kind == action.kind).is_none_or(|last| last.note != action.note)
        }
        FlagStep::Acknowledge
        | FlagStep::Assign(_)
        | FlagStep::Wake
        | FlagStep::Resolve { .. }
        | FlagStep::Reopen { .. }
        | FlagStep::TakeBack => false,
    }
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
        FlagStep::TakeBack => "undoBriefForm",
    }
}
