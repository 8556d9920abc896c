//! Whether somebody who was to make up, and then wasn't, may be expected again.

use super::guest_session::lock_guest_session;
use crate::app::Failure;
use crate::domain::attendance::Participation;
use crate::domain::ids::ClinicId;
use crate::storage::{Transaction, enrollments, makeups};

/// Why they may not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStandingAgain {
    /// Another make-up of the same missed place stands by now.
    #[error(
        "the missed session is made up for otherwise by now: cancel that make-up, or give that guest seat back, first"
    )]
    MadeUpOtherwise,
    /// Somebody else has the guest seat by now.
    #[error(
        "no guest seat is left: the group takes {0} guests a session. Choose another session, or give the group more seats"
    )]
    NoSeatLeft(i64),
}

/// Whether they may, if the place does not stand now. What decides it is held until the transaction ends, the group before
/// the enrollment: to be called before the session or the place is locked.
///
/// # Errors
/// `Failure` if the database fails.
pub(in crate::app) async fn check_standing_again(
    tx: &Transaction,
    clinic_id: ClinicId,
    place: &Participation,
) -> Result<Result<(), NotStandingAgain>, Failure> {
    let Some(missed) = place.makes_up_for else { return Ok(Ok(())) };
    let guest_of = lock_guest_session(tx, clinic_id, place.session_id).await?;
    enrollments::lock_enrollment(tx, clinic_id, place.enrollment_id).await?;
    if !makeups::load_standing_makeups(tx, clinic_id, &[missed]).await?.is_empty() {
        return Ok(Err(NotStandingAgain::MadeUpOtherwise));
    }
    let Some((group, session)) = guest_of else { return Ok(Ok(())) };
    let seats = group.guest_seats.get();
    if makeups::count_guests(tx, clinic_id, session.id).await? >= seats {
        return Ok(Err(NotStandingAgain::NoSeatLeft(seats)));
    }
    Ok(Ok(()))
}
