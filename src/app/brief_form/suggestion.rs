//! The suggestion that a decision answers, or no longer does.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::attendance::Note;
use crate::domain::brief_form::{BriefFormAnswer, BriefFormDecision};
use crate::domain::ids::{EnrollmentId, RiskActionId, RiskFlagId};
use crate::domain::risk::{FlagOutcome, FlagStep, RiskAction, RiskFlag, RiskKind, handle};
use crate::storage::{StorageError, Transaction, risk_actions, risk_flags};

/// Resolves the suggestions of an enrollment that are on the worklist, as by the person who decided; later marks don't bring
/// them back. Answers which. Whoever calls it has the enrollment locked.
pub(super) async fn answer_suggestions(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollment_id: EnrollmentId,
    outcome: FlagOutcome,
    note: Option<&Note>,
) -> Result<Vec<RiskFlagId>, StorageError> {
    let step = FlagStep::Resolve { outcome: Some(outcome), note: note.cloned() };
    take(tx, app, caller, now, enrollment_id, &step, |flag| flag.state.is_on_worklist()).await
}

/// Takes back what a decision had resolved: the suggestion is nobody's answer any more, and stands where it stood before; the
/// rules decide whether there is still ground for it. Its history says who took the decision back. Answers which. Whoever
/// calls it has the enrollment locked, and assesses it afterwards.
pub(super) async fn release_suggestions(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    decided: &BriefFormDecision,
) -> Result<Vec<RiskFlagId>, StorageError> {
    let outcome = match decided.answer {
        BriefFormAnswer::Accepted => FlagOutcome::BriefFormAccepted,
        BriefFormAnswer::Declined => FlagOutcome::BriefFormDeclined,
    };
    let is_answered = |flag: &RiskFlag| flag.outcome == Some(outcome) && flag.closing_note == decided.reason;
    take(tx, app, caller, now, decided.enrollment_id, &FlagStep::TakeBack, is_answered).await
}

/// Takes a step with the suggestions of an enrollment that are wanted, and keeps it in their histories.
async fn take(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollment_id: EnrollmentId,
    step: &FlagStep,
    is_wanted: impl Fn(&RiskFlag) -> bool,
) -> Result<Vec<RiskFlagId>, StorageError> {
    let clinic_id = caller.clinic_id;
    let mut flags = risk_flags::load_flags_of_enrollments(tx, clinic_id, &[enrollment_id]).await?;
    flags.retain(|flag| flag.kind == RiskKind::BriefFormCandidate && is_wanted(flag));
    let ids: Vec<RiskFlagId> = flags.iter().map(|flag| flag.id).collect();
    let history = risk_actions::load_actions(tx, clinic_id, &ids).await?;
    let taken = |flag: &RiskFlag| {
        let history: Vec<RiskAction> = history.iter().filter(|one| one.flag_id == flag.id).cloned().collect();
        let handled = handle(flag, step, &history, now).ok().flatten()?;
        Some(RiskFlag { row_version: flag.row_version + 1, ..handled })
    };
    let taken: Vec<RiskFlag> = flags.iter().filter_map(taken).collect();
    if taken.is_empty() {
        return Ok(Vec::new());
    }
    risk_flags::store_flags(tx, clinic_id, &taken).await?;
    for flag in &taken {
        let id = RiskActionId::mint(now, app.entropy());
        let action = RiskAction::of_step(id, flag.id, step, caller.staff_member(), now);
        risk_actions::append_action(tx, clinic_id, &action).await?;
    }
    Ok(taken.iter().map(|flag| flag.id).collect())
}
