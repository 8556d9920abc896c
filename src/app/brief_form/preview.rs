//! Looking at what the brief form would make of a course.

use super::error::PlanBriefFormError;
use super::plan::{BriefFormPlan, plan};
use super::rights::check_leads;
use crate::app::access::{record_refusal_of_seen, require_for_own, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::ids::EnrollmentId;
use crate::storage::enrollments;

/// What the brief form would come to. Writes nothing.
///
/// # Errors
/// What `PlanBriefFormError` names; `Failure` if the enrollment is not the clinic's, or the caller leads none of it and may
/// not decide for others.
pub async fn preview_brief_form(
    app: &App,
    caller: &Caller,
    id: EnrollmentId,
) -> Result<BriefFormPlan, PlanBriefFormError> {
    require_for_own(app, caller, Action::DecideCourse, id).await?;
    // It shows whose sessions these are, and who gets which mail.
    require_on(app, caller, Action::ReadClients, id).await?;
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    let enrollment =
        enrollments::find_enrollment(on, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?;
    let enrollment = enrollment.ok_or(Failure::NotFound)?;
    match check_leads(on, caller, id).await {
        Ok(()) => plan(on, clinic_id, enrollment, app.now()).await,
        Err(Failure::Denied(denied)) => {
            let seen = enrollments::find_enrollment(on, caller.reach(), id).await;
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await.into())
        }
        Err(failure) => Err(failure.into()),
    }
}
