//! Declining the brief form, and why.

use serde_json::json;

use super::accept::find;
use super::rights::check_leads;
use super::suggestion::answer_suggestions;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::records::{self, Done};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::attendance::Note;
use crate::domain::brief_form::{BriefFormAnswer, BriefFormDecision};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, RiskFlagId, RowId};
use crate::domain::risk::{FlagOutcome, RiskKind};
use crate::storage::{Transaction, brief_forms, enrollments, risk_flags};

/// What names the course.
#[derive(Debug, Clone, Copy)]
pub enum AboutBriefForm {
    /// The enrollment itself.
    Enrollment(EnrollmentId),
    /// The flag that suggested it.
    Flag(RiskFlagId),
}

/// Which course goes on as it is, and why.
#[derive(Debug, Clone)]
pub struct DeclineBriefForm {
    /// Which.
    pub about: AboutBriefForm,
    /// Why.
    pub reason: Note,
}

/// Why it can't be declined.
#[derive(Debug, thiserror::Error)]
pub enum DeclineBriefFormError {
    /// The flag suggests something else.
    #[error(
        "the flag is about {0}, not about the brief form: name a BRIEF_FORM_CANDIDATE, or the enrollment"
    )]
    NotASuggestion(RiskKind),
    /// The enrollment is over.
    #[error("the enrollment is over: nothing is to be decided any more")]
    Over,
    /// It was accepted.
    #[error("the brief form was accepted: take that back first (undoBriefForm)")]
    Accepted,
    /// It was declined already, for another reason.
    #[error(
        "the brief form was declined already, for another reason: take that back first (undoBriefForm), or accept it"
    )]
    Declined,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Keeps that the course goes on as it is, and why; a suggestion on the worklist is resolved with that reason. The same reason
/// again resolves one that somebody has reopened since, and changes nothing else.
///
/// # Errors
/// What `DeclineBriefFormError` names.
pub async fn decline_brief_form(
    app: &App,
    caller: &Caller,
    command: &DeclineBriefForm,
) -> Result<Enrollment, DeclineBriefFormError> {
    let DeclineBriefForm { about, reason } = command;
    match about {
        AboutBriefForm::Enrollment(id) => require_for_own(app, caller, Action::DecideCourse, id).await?,
        AboutBriefForm::Flag(id) => require_for_own(app, caller, Action::DecideCourse, id).await?,
    }
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let outcome = app
        .write(|tx| async move {
            let id = enrollment_of(&tx, caller, *about).await?;
            enrollments::lock_enrollment(&tx, clinic_id, id).await.map_err(Failure::from)?;
            check_leads(&tx, caller, id).await?;
            let enrollment = find(&tx, clinic_id, id).await?;
            let decided = brief_forms::load_decisions(&tx, clinic_id, &[id]).await.map_err(Failure::from)?;
            let stands = match decided.first() {
                Some(one) if one.answer == BriefFormAnswer::Accepted => {
                    return Err(DeclineBriefFormError::Accepted);
                }
                Some(one) if one.reason.as_ref() == Some(reason) => true,
                Some(_) => return Err(DeclineBriefFormError::Declined),
                None if enrollment.ended_at.is_some() => return Err(DeclineBriefFormError::Over),
                None => false,
            };
            if !stands {
                let decision = BriefFormDecision {
                    id: RowId::mint(now, app.entropy()),
                    enrollment_id: id,
                    answer: BriefFormAnswer::Declined,
                    reason: Some(reason.clone()),
                    decided_at: now,
                    decided_by: caller.staff_member(),
                    former_planned_sessions: None,
                    plan_hash: None,
                    change_id: None,
                };
                brief_forms::insert_decision(&tx, clinic_id, &decision).await.map_err(Failure::from)?;
            }
            let answered =
                answer_suggestions(&tx, app, caller, now, id, FlagOutcome::BriefFormDeclined, Some(reason))
                    .await
                    .map_err(Failure::from)?;
            if stands && answered.is_empty() {
                return Ok(enrollment);
            }
            let answered: Vec<String> = answered.iter().map(ToString::to_string).collect();
            let details = json!({ "client": enrollment.client_id.to_string(), "answered": answered });
            let done = Done { operation: "declineBriefForm", subject: id.to_string(), details };
            let also = answered.into_iter().map(|flag| ("resolveRiskFlag", flag));
            records::done_with_more(&tx, app, caller, now, done, &[], also).await.map_err(Failure::from)?;
            Ok(enrollment)
        })
        .await;
    match outcome {
        Err(DeclineBriefFormError::Failure(Failure::Denied(denied))) => {
            let (on, reach) = (app.db.reader(), caller.reach());
            let refusal = match about {
                AboutBriefForm::Enrollment(id) => {
                    let seen = enrollments::find_enrollment(on, reach, *id).await;
                    record_refusal_of_seen(app, caller, denied, id, seen).await
                }
                AboutBriefForm::Flag(id) => {
                    let seen = risk_flags::find_flag(on, reach, *id).await;
                    record_refusal_of_seen(app, caller, denied, id, seen).await
                }
            };
            Err(refusal.into())
        }
        other => other,
    }
}

/// The enrollment that is meant.
async fn enrollment_of(
    tx: &Transaction,
    caller: &Caller,
    about: AboutBriefForm,
) -> Result<EnrollmentId, DeclineBriefFormError> {
    let id = match about {
        AboutBriefForm::Enrollment(id) => return Ok(find(tx, caller.clinic_id, id).await?.id),
        AboutBriefForm::Flag(id) => id,
    };
    let flag = risk_flags::find_flag(tx, Reach::clinic(caller.clinic_id), id).await.map_err(Failure::from)?;
    let flag = flag.ok_or(Failure::NotFound)?;
    // Who may not decide about it hears nothing of what it is about.
    check_leads(tx, caller, flag.enrollment_id).await?;
    if flag.kind == RiskKind::BriefFormCandidate {
        Ok(flag.enrollment_id)
    } else {
        Err(DeclineBriefFormError::NotASuggestion(flag.kind))
    }
}
