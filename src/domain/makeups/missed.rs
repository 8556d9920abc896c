//! Which places may be made up for.

use jiff::Timestamp;

use crate::domain::attendance::{Occasion, Participation, StoredStatus};
use crate::domain::series::Session;

/// Why a place can't be made up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotMissed {
    /// The clinic cancelled the session.
    #[error("the clinic cancelled the session: nobody missed it, and its series delivers another")]
    SessionCancelled,
    /// The session is no weekly one of the course.
    #[error("a meeting beside the weekly sessions is not made up for: schedule it again")]
    NotOfTheCourse,
    /// The place is itself a make-up.
    #[error("the place is a make-up itself: name the place that it was to make up for")]
    IsMakeUp,
    /// The session has not begun.
    #[error("the session has not begun: nobody has missed it yet")]
    NotBegun,
    /// Nobody has marked the place.
    #[error("nobody has marked the place yet: mark the roster first")]
    Unrecorded,
    /// The client was there.
    #[error("the client attended the session")]
    Attended,
    /// The client was not expected.
    #[error("the client was not expected at the session")]
    NotExpected,
}

/// Checks that the client missed the session, for whatever reason: what nobody received can be made up for, an excused
/// absence too.
///
/// # Errors
/// `NotMissed`, in the order of its variants.
pub fn check_missed(place: &Participation, session: &Session, now: Timestamp) -> Result<(), NotMissed> {
    match Occasion::of(session.kind, place.makes_up_for.is_some(), session.is_cancelled()) {
        Occasion::CancelledByClinic => return Err(NotMissed::SessionCancelled),
        Occasion::Companion => return Err(NotMissed::NotOfTheCourse),
        Occasion::MakeUp => return Err(NotMissed::IsMakeUp),
        Occasion::Regular => {}
    }
    if session.starts_at > now {
        return Err(NotMissed::NotBegun);
    }
    match place.current.mark.status {
        StoredStatus::NoShow | StoredStatus::CancelledByClient | StoredStatus::Excused => Ok(()),
        StoredStatus::Unrecorded => Err(NotMissed::Unrecorded),
        StoredStatus::Attended | StoredStatus::AttendedPartially => Err(NotMissed::Attended),
        StoredStatus::NotExpected => Err(NotMissed::NotExpected),
    }
}

/// Whether a make-up with that mark, in a session that is not cancelled, stands: it may still be attended, or was. One that
/// was missed in its turn does not, so that there may be another; a guest's seat is free again then.
#[must_use]
pub const fn is_standing(mark: StoredStatus) -> bool {
    match mark {
        StoredStatus::Unrecorded | StoredStatus::Attended | StoredStatus::AttendedPartially => true,
        StoredStatus::NoShow
        | StoredStatus::CancelledByClient
        | StoredStatus::Excused
        | StoredStatus::NotExpected => false,
    }
}
