//! Locking an enrollment for a command that only those who lead it may give, and those who may for everybody.

use crate::app::Failure;
use crate::domain::access::{Action, Caller, Concern, Reach, decide};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::EnrollmentId;
use crate::storage::{Transaction, enrollments, ledgers};

/// The enrollment, locked until the transaction ends, if the caller may do that where it is led. Who has its client as a guest
/// does not lead it.
///
/// # Errors
/// `NotFound`; `Denied`, not yet recorded; another `Failure` if the database fails.
pub(in crate::app) async fn lock_led(
    tx: &Transaction,
    caller: &Caller,
    action: Action,
    id: EnrollmentId,
) -> Result<Enrollment, Failure> {
    ledgers::lock_enrollments(tx, caller.clinic_id, &[id]).await?;
    let found = enrollments::find_enrollment(tx, Reach::clinic(caller.clinic_id), id).await?;
    let enrollment = found.ok_or(Failure::NotFound)?;
    let is_led = enrollments::is_led(tx, caller.reach(), id).await?;
    let own = caller.staff_member().filter(|_| is_led);
    decide(caller, action, Concern::LedBy(own.as_slice()))?;
    Ok(enrollment)
}
