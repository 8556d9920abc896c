//! Who decides on the form of a course: whoever leads it, and whoever may plan for everybody.

use crate::app::Failure;
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::ids::EnrollmentId;
use crate::storage::{Connection, risk_flags};

/// Passes if the caller leads sessions of the enrollment, or may decide for all.
///
/// # Errors
/// `Denied`, not yet recorded; another `Failure` if the database fails.
pub(super) async fn check_leads(
    on: &Connection,
    caller: &Caller,
    enrollment_id: EnrollmentId,
) -> Result<(), Failure> {
    let leaders =
        risk_flags::list_leaders(on, caller.clinic_id, enrollment_id).await.map_err(Failure::from)?;
    decide(caller, Action::DecideCourse, Concern::LedBy(&leaders)).map_err(Failure::Denied)
}
