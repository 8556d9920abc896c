//! Accepting the brief form that a preview showed.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::json;

use super::error::PlanBriefFormError;
use super::plan::{BriefFormPlan, command_text, plan};
use super::release::release;
use super::rights::check_leads;
use super::suggestion::answer_suggestions;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::records::{self, Done};
use crate::app::risk::reassess;
use crate::app::series::revision::write;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::brief_form::{BRIEF_FORM_LENGTH, BriefFormAnswer, BriefFormDecision};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, RowId, ScheduleChangeId, SeriesId};
use crate::domain::risk::FlagOutcome;
use crate::domain::series::{PlanHash, ScheduleChange, ScheduleChangeKind, command_hash};
use crate::storage::{StorageError, Transaction, brief_forms, enrollments, groups, sessions};

/// Whose brief form is accepted, by the hash that the preview showed.
#[derive(Debug, Clone)]
pub struct AcceptBriefForm {
    /// The enrollment.
    pub enrollment_id: EnrollmentId,
    /// What client and clinician agreed on, if that is worth keeping.
    pub reason: Option<Note>,
    /// The preview's hash.
    pub plan_hash: PlanHash,
}

/// Why it can't be accepted. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AcceptBriefFormError {
    /// It can't be planned.
    #[error(transparent)]
    Plan(PlanBriefFormError),
    /// Something the preview was made from has changed, or the hash is another plan's.
    #[error("the plan has changed since it was previewed: preview again and accept the new hash")]
    Stale,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<PlanBriefFormError> for AcceptBriefFormError {
    fn from(error: PlanBriefFormError) -> Self {
        match error {
            PlanBriefFormError::Failure(failure) => Self::Failure(failure),
            other @ (PlanBriefFormError::Over | PlanBriefFormError::Refused(_)) => Self::Plan(other),
        }
    }
}

/// Plans again, compares with the hash, and carries it out in one transaction: the enrollment is promised eight sessions,
/// the client's own sessions beyond are cancelled, their places in others' sessions beyond are released, and the suggestion
/// is resolved. What was promised before is kept. The same hash again changes nothing more.
///
/// # Errors
/// What `AcceptBriefFormError` names.
pub async fn accept_brief_form(
    app: &App,
    caller: &Caller,
    command: &AcceptBriefForm,
) -> Result<Enrollment, AcceptBriefFormError> {
    let AcceptBriefForm { enrollment_id, reason, plan_hash } = command;
    require_for_own(app, caller, Action::DecideCourse, enrollment_id).await?;
    let (now, clinic_id, id) = (app.now(), caller.clinic_id, *enrollment_id);
    let outcome = app
        .write(|tx| async move {
            lock_course(&tx, clinic_id, id, now).await?;
            check_leads(&tx, caller, id).await?;
            let enrollment = find(&tx, clinic_id, id).await?;
            let decided = brief_forms::load_decisions(&tx, clinic_id, &[id]).await.map_err(Failure::from)?;
            if decided.iter().any(|decision| decision.plan_hash == Some(*plan_hash)) {
                return Ok(enrollment);
            }
            let plan = plan(&tx, clinic_id, enrollment, now).await?;
            if plan.hash != *plan_hash {
                return Err(AcceptBriefFormError::Stale);
            }
            carry_out(&tx, app, caller, now, &plan, reason.as_ref()).await.map_err(Failure::from)?;
            Ok(find(&tx, clinic_id, id).await?)
        })
        .await;
    match outcome {
        Err(AcceptBriefFormError::Failure(Failure::Denied(denied))) => {
            let seen = enrollments::find_enrollment(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

pub(super) async fn find(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: EnrollmentId,
) -> Result<Enrollment, Failure> {
    let found =
        enrollments::find_enrollment(tx, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?;
    found.ok_or(Failure::NotFound)
}

/// Locks the groups in whose sessions the client has a place to come, the enrollment, and the sessions that are theirs
/// alone: whoever edits, marks, joins or leaves at the same time waits, or was before. In the order of everybody else.
pub(super) async fn lock_course(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: EnrollmentId,
    now: Timestamp,
) -> Result<(), Failure> {
    let enrollment = find(tx, clinic_id, id).await?;
    let course = brief_forms::load_course(tx, clinic_id, id).await.map_err(Failure::from)?;
    let coming = || course.iter().filter(|one| one.session.starts_at > now);
    let of_groups = coming().filter_map(|one| one.owner.group_id()).chain(enrollment.group_id);
    let groups: BTreeSet<GroupId> = of_groups.collect();
    let groups: Vec<GroupId> = groups.into_iter().collect();
    groups::lock_groups(tx, clinic_id, &groups).await.map_err(Failure::from)?;
    enrollments::lock_enrollment(tx, clinic_id, id).await.map_err(Failure::from)?;
    let own = coming().filter(|one| one.owner.enrollment_id() == Some(id)).map(|one| one.session.series_id);
    let own: BTreeSet<SeriesId> = own.collect();
    let own: Vec<SeriesId> = own.into_iter().collect();
    sessions::lock_sessions_of_series(tx, clinic_id, &own).await.map_err(Failure::from)
}

async fn carry_out(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    plan: &BriefFormPlan,
    reason: Option<&Note>,
) -> Result<(), StorageError> {
    let clinic_id = caller.clinic_id;
    let Enrollment { id, client_id, planned_sessions, .. } = plan.enrollment;
    // Before the rules look again: of a course in the brief form they would find the suggestion over.
    let outcome = FlagOutcome::BriefFormAccepted;
    let answered = answer_suggestions(tx, app, caller, now, id, outcome, reason).await?;
    enrollments::set_promise(tx, clinic_id, id, i64::from(BRIEF_FORM_LENGTH), Some(planned_sessions)).await?;
    let change = plan.own.as_ref().map(|_| change_of(app, caller, now, plan));
    let mut flags = Vec::new();
    if let (Some(own), Some(change)) = (&plan.own, &change) {
        flags.extend(write(tx, app, caller, now, own, Some(change)).await?.flags);
    }
    let places = release(tx, app, caller, now, client_id, &plan.released, &plan.in_cancelled).await?;
    // What was declined before is decided anew.
    brief_forms::withdraw_decision(tx, clinic_id, id, now, caller.staff_member()).await?;
    let decision = BriefFormDecision {
        id: RowId::mint(now, app.entropy()),
        enrollment_id: id,
        answer: BriefFormAnswer::Accepted,
        reason: reason.cloned(),
        decided_at: now,
        decided_by: caller.staff_member(),
        former_planned_sessions: Some(planned_sessions),
        plan_hash: Some(plan.hash),
        change_id: change.as_ref().map(|change| change.id),
    };
    brief_forms::insert_decision(tx, clinic_id, &decision).await?;
    brief_forms::insert_released(tx, clinic_id, decision.id, &places).await?;
    flags.extend(reassess(tx, app, caller, now, &[id]).await?);
    let released: Vec<String> = plan.released.iter().map(|(_, session)| session.id.to_string()).collect();
    let answered: Vec<String> = answered.iter().map(ToString::to_string).collect();
    let details = json!({
        "client": client_id.to_string(),
        "planned": BRIEF_FORM_LENGTH,
        "before": planned_sessions,
        "change": change.map(|change| change.id.to_string()),
        "released": released,
        "answered": answered,
    });
    let done = Done { operation: "acceptBriefForm", subject: id.to_string(), details };
    let also = released.into_iter().map(|session| ("releasePlace", session));
    let also = also.chain(answered.into_iter().map(|flag| ("resolveRiskFlag", flag)));
    records::done_with_more(tx, app, caller, now, done, &flags, also).await
}

fn change_of(app: &App, caller: &Caller, now: Timestamp, plan: &BriefFormPlan) -> ScheduleChange {
    ScheduleChange {
        id: ScheduleChangeId::mint(now, app.entropy()),
        kind: ScheduleChangeKind::BriefForm,
        plan_hash: plan.hash,
        command_hash: command_hash(&command_text(plan.enrollment.id)),
        series_id: None,
        made_at: now,
        made_by: caller.staff_member(),
        undone_at: None,
        left: Vec::new(),
    }
}
