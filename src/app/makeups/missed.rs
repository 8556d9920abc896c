//! The missed place, with its enrollment locked.

use jiff::Timestamp;

use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClinicId, ParticipationId, SessionId};
use crate::domain::makeups::{NotMissed, check_missed};
use crate::domain::series::Session;
use crate::storage::{Transaction, enrollments, groups, makeups, participations, sessions};

/// What was missed, and by whom.
pub(super) struct Missed {
    /// The place.
    pub(super) place: Participation,
    /// Its session.
    pub(super) session: Session,
    /// Whose; locked.
    pub(super) enrollment: Enrollment,
    /// In which group; none is an individual treatment.
    pub(super) group: Option<TherapyGroup>,
}

/// Why a place can't be made up for, in whatever way.
#[derive(Debug, thiserror::Error)]
pub enum MissedPlaceError {
    /// Nobody missed anything there.
    #[error(transparent)]
    NotMissed(#[from] NotMissed),
    /// The enrollment is over.
    #[error("the enrollment is over: nothing of it is made up for any more")]
    EnrollmentOver,
    /// A make-up stands.
    #[error(
        "it is made up for already in {0}: cancel that session if it is theirs alone (cancelSession), or give the guest seat in it back (giveBackGuestSeat), first"
    )]
    MadeUpAlready(SessionId),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Locks the enrollment of the missed place: whoever makes up for it at the same time, marks it or ends the enrollment waits,
/// and then finds what the other left.
///
/// # Errors
/// What `MissedPlaceError` names.
pub(super) async fn lock_missed(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ParticipationId,
    now: Timestamp,
) -> Result<Missed, MissedPlaceError> {
    let reach = Reach::clinic(clinic_id);
    let place = participations::find_participation(tx, reach, id).await.map_err(Failure::from)?;
    let enrollment_id = place.ok_or(Failure::NotFound)?.enrollment_id;
    enrollments::lock_enrollment(tx, clinic_id, enrollment_id).await.map_err(Failure::from)?;
    let place = participations::find_participation(tx, reach, id).await.map_err(Failure::from)?;
    let place = place.ok_or(Failure::NotFound)?;
    let session = sessions::find_session(tx, reach, place.session_id).await.map_err(Failure::from)?;
    let session = session.ok_or(Failure::NotFound)?;
    let enrollment = enrollments::find_enrollment(tx, reach, enrollment_id).await.map_err(Failure::from)?;
    let enrollment = enrollment.ok_or(Failure::NotFound)?;
    if enrollment.ended_at.is_some() {
        return Err(MissedPlaceError::EnrollmentOver);
    }
    check_missed(&place, &session, now)?;
    let standing = makeups::load_standing_makeups(tx, clinic_id, &[id]).await.map_err(Failure::from)?;
    if let Some((_, session_id)) = standing.first() {
        return Err(MissedPlaceError::MadeUpAlready(*session_id));
    }
    let group = match enrollment.group_id {
        Some(group_id) => groups::find_group(tx, reach, group_id).await.map_err(Failure::from)?,
        None => None,
    };
    Ok(Missed { place, session, enrollment, group })
}
