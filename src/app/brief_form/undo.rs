//! Taking the decision about the brief form back: an accepted one as long as nothing that it took away would have taken place,
//! a declined one as long as the course goes on.

use jiff::Timestamp;
use serde_json::json;

use super::accept::{find, lock_course};
use super::expect_again::{expect_again, expect_at_added, restorable};
use super::rights::check_leads;
use super::suggestion::release_suggestions;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::records::{self, Done};
use crate::app::risk::reassess;
use crate::app::series::{UndoScheduleChangeError, take_back};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::brief_form::{BriefFormAnswer, BriefFormDecision};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, SessionId};
use crate::domain::time::WallTime;
use crate::storage::brief_forms::CourseSession;
use crate::storage::{
    Constraint, StorageError, Transaction, brief_forms, closures, enrollments, schedule_changes,
};

/// Why it can't be taken back. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UndoBriefFormError {
    /// Nothing stands decided.
    #[error("the brief form was neither accepted nor declined: there is nothing to take back")]
    NotAccepted,
    /// The enrollment is over.
    #[error("the enrollment is over: there is nothing to plan any more")]
    Over,
    /// A session would have taken place meanwhile.
    #[error(
        "the session of {0} has begun, at which the client was no longer expected: it can't be given back. Expect them at \
         coming sessions by correctMark, or edit the series of a treatment"
    )]
    Begun(Box<WallTime>),
    /// The client is in another session at one of the times by now.
    #[error("the client is in another session at one of the old times by now: free it first")]
    DoubleBooked,
    /// The client's own series can't be as it was.
    #[error("the client's own sessions can't be as they were: {0}")]
    Series(UndoScheduleChangeError),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<UndoScheduleChangeError> for UndoBriefFormError {
    fn from(error: UndoScheduleChangeError) -> Self {
        match error {
            UndoScheduleChangeError::Failure(failure) => Self::Failure(failure),
            other @ (UndoScheduleChangeError::Overtaken { .. }
            | UndoScheduleChangeError::DoubleBooked(_)
            | UndoScheduleChangeError::OfBriefForm
            | UndoScheduleChangeError::TherapistGone(_)) => Self::Series(other),
        }
    }
}

/// The course is as it was: as many sessions are promised as before, the client's own take place after all, and they are
/// expected again where their places were released, and at what their group got since. Within the debounce nobody is mailed
/// of either. Of a course that was declined nothing but that is taken back. The suggestion stands where it stood before, or is
/// made once there is ground for it.
///
/// # Errors
/// What `UndoBriefFormError` names.
pub async fn undo_brief_form(
    app: &App,
    caller: &Caller,
    id: EnrollmentId,
) -> Result<Enrollment, UndoBriefFormError> {
    require_for_own(app, caller, Action::DecideCourse, id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let outcome = app
        .write(|tx| async move {
            // Sessions take place after all: nobody closes their times meanwhile.
            closures::lock_closures(&tx, clinic_id).await.map_err(Failure::from)?;
            lock_course(&tx, clinic_id, id, now).await?;
            check_leads(&tx, caller, id).await?;
            let enrollment = find(&tx, clinic_id, id).await?;
            let decided = brief_forms::load_decisions(&tx, clinic_id, &[id]).await.map_err(Failure::from)?;
            // At most one stands.
            let Some(decision) = decided.first() else {
                return Err(UndoBriefFormError::NotAccepted);
            };
            if enrollment.ended_at.is_some() {
                return Err(UndoBriefFormError::Over);
            }
            let again = match (decision.answer, enrollment.former_planned_sessions) {
                (BriefFormAnswer::Declined, _) => Vec::new(),
                (BriefFormAnswer::Accepted, Some(_)) => {
                    take_own_back(&tx, app, caller, now, &enrollment, decision).await?
                }
                (BriefFormAnswer::Accepted, None) => return Err(UndoBriefFormError::NotAccepted),
            };
            finish(&tx, app, caller, now, &enrollment, decision, &again).await.map_err(Failure::from)?;
            Ok(find(&tx, clinic_id, id).await?)
        })
        .await;
    match outcome {
        Err(UndoBriefFormError::Failure(Failure::Denied(denied))) => {
            let seen = enrollments::find_enrollment(app.db.reader(), caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        other => other,
    }
}

/// Sessions and places as they were. Answers the sessions of others at which the client is expected again.
async fn take_own_back(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollment: &Enrollment,
    decision: &BriefFormDecision,
) -> Result<Vec<SessionId>, UndoBriefFormError> {
    let clinic_id = caller.clinic_id;
    let released = brief_forms::load_released(tx, clinic_id, decision.id).await.map_err(Failure::from)?;
    let course = brief_forms::load_course(tx, clinic_id, enrollment.id).await.map_err(Failure::from)?;
    let is_released = |one: &&CourseSession| released.iter().any(|(id, _)| *id == one.place.id);
    let begun = course
        .iter()
        .filter(is_released)
        .find(|one| !one.session.is_cancelled() && one.session.starts_at <= now && !one.place.is_expected());
    if let Some(begun) = begun {
        return Err(UndoBriefFormError::Begun(Box::new(begun.session.wall_time())));
    }
    if let Some(change_id) = decision.change_id {
        let change = schedule_changes::lock_change(tx, clinic_id, change_id).await.map_err(Failure::from)?;
        let change = change.ok_or(Failure::NotFound)?;
        take_back(tx, app, caller, now, change, false).await?;
    }
    let places = restorable(tx, clinic_id, &course, &released).await?;
    expect_again(tx, app, caller, now, &places).await.map_err(refusal_of_storage)?;
    let mut again: Vec<SessionId> = places.iter().map(|one| one.session.id).collect();
    let added = expect_at_added(tx, app, clinic_id, now, enrollment, &course).await;
    again.extend(added.map_err(refusal_of_storage)?);
    Ok(again)
}

fn refusal_of_storage(error: StorageError) -> UndoBriefFormError {
    match error {
        StorageError::Constraint(Constraint::OccupancyOverlap) => UndoBriefFormError::DoubleBooked,
        other => Failure::from(other).into(),
    }
}

/// No decision stands any more: as many sessions are promised as before, the suggestion stands where it stood, and the rules
/// look again.
async fn finish(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    enrollment: &Enrollment,
    decision: &BriefFormDecision,
    again: &[SessionId],
) -> Result<(), StorageError> {
    let (clinic_id, id, former) = (caller.clinic_id, enrollment.id, enrollment.former_planned_sessions);
    let released = release_suggestions(tx, app, caller, now, decision).await?;
    if let Some(former) = former {
        enrollments::set_promise(tx, clinic_id, id, former, None).await?;
    }
    brief_forms::withdraw_decision(tx, clinic_id, id, now, caller.staff_member()).await?;
    let flags = reassess(tx, app, caller, now, &[id]).await?;
    let again: Vec<String> = again.iter().map(ToString::to_string).collect();
    let released: Vec<String> = released.iter().map(ToString::to_string).collect();
    let details = json!({
        "client": enrollment.client_id.to_string(),
        "answer": decision.answer.word(),
        "planned": former,
        "expectedAgain": again,
        "released": released,
    });
    let done = Done { operation: "undoBriefForm", subject: id.to_string(), details };
    let also = again.into_iter().map(|session| ("expectAgain", session));
    let also = also.chain(released.into_iter().map(|flag| ("reopenRiskFlag", flag)));
    records::done_with_more(tx, app, caller, now, done, &flags, also).await
}
