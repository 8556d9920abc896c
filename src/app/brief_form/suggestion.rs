//! The suggestion that a decision answers, or no longer does.

use jiff::Timestamp;

use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::attendance::Note;
use crate::domain::brief_form::{BriefFormAnswer, BriefFormDecision};
use crate::domain::ids::{ClinicId, EnrollmentId, RiskActionId, RiskFlagId};
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
    let clinic_id = caller.clinic_id;
    let flags = risk_flags::load_flags_of_enrollments(tx, clinic_id, &[enrollment_id]).await?;
    let step = FlagStep::Resolve { outcome: Some(outcome), note: note.cloned() };
    let is_open = |flag: &&RiskFlag| flag.kind == RiskKind::BriefFormCandidate && flag.state.is_on_worklist();
    let resolved = |flag: &RiskFlag| {
        let handled = handle(flag, &step, &[], now).ok().flatten()?;
        Some(RiskFlag { row_version: flag.row_version + 1, ..handled })
    };
    let resolved: Vec<RiskFlag> = flags.iter().filter(is_open).filter_map(resolved).collect();
    if resolved.is_empty() {
        return Ok(Vec::new());
    }
    risk_flags::store_flags(tx, clinic_id, &resolved).await?;
    for flag in &resolved {
        let id = RiskActionId::mint(now, app.entropy());
        let action = RiskAction::of_step(id, flag.id, &step, caller.staff_member(), now);
        risk_actions::append_action(tx, clinic_id, &action).await?;
    }
    Ok(resolved.iter().map(|flag| flag.id).collect())
}

/// Takes back what a decision had resolved: the suggestion is nobody's answer any more, so that the rules decide about it anew.
/// Its history stays. Answers which. Whoever calls it has the enrollment locked, and assesses it afterwards.
pub(super) async fn release_suggestions(
    tx: &Transaction,
    clinic_id: ClinicId,
    decided: &BriefFormDecision,
) -> Result<Vec<RiskFlagId>, StorageError> {
    let flags = risk_flags::load_flags_of_enrollments(tx, clinic_id, &[decided.enrollment_id]).await?;
    let outcome = match decided.answer {
        BriefFormAnswer::Accepted => FlagOutcome::BriefFormAccepted,
        BriefFormAnswer::Declined => FlagOutcome::BriefFormDeclined,
    };
    let is_answered = |flag: &RiskFlag| {
        flag.kind == RiskKind::BriefFormCandidate
            && flag.closed_by_person
            && flag.outcome == Some(outcome)
            && flag.closing_note == decided.reason
    };
    let released = |flag: RiskFlag| RiskFlag {
        closed_by_person: false,
        outcome: None,
        closing_note: None,
        row_version: flag.row_version + 1,
        ..flag
    };
    let released: Vec<RiskFlag> = flags.into_iter().filter(is_answered).map(released).collect();
    if released.is_empty() {
        return Ok(Vec::new());
    }
    risk_flags::store_flags(tx, clinic_id, &released).await?;
    Ok(released.iter().map(|flag| flag.id).collect())
}
