//! In which group's session a guest may make up for one of their own.

use jiff::Timestamp;

use crate::domain::groups::{Admission, GroupStatus, TherapyGroup};
use crate::domain::series::{Session, SessionKind};

/// Why a session gives no guest seat to somebody of another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoSister {
    /// It is a session of the group of which one was missed.
    #[error("the session is the client's own group's: a guest seat is in a sister group")]
    OwnGroup,
    /// The group follows another program.
    #[error("the session's group follows another program: a sister group follows the same one")]
    OtherProgram,
    /// The group is closed.
    #[error("the session's group is closed: only an open group takes guests")]
    Closed,
    /// The group is over.
    #[error("the session's group is {0}: it takes nobody any more")]
    Over(GroupStatus),
    /// The session is cancelled.
    #[error("the session is cancelled")]
    SessionCancelled,
    /// The session has begun.
    #[error("the session has begun already")]
    Begun,
    /// The session is no weekly one.
    #[error("the session is no weekly one of a group")]
    NotWeekly,
}

/// Checks that somebody of `own` may sit in that session of `sister` as a guest; whether a seat is left is another matter.
///
/// # Errors
/// `NoSister`, in the order of its variants.
pub fn check_sister(
    own: &TherapyGroup,
    sister: &TherapyGroup,
    session: &Session,
    now: Timestamp,
) -> Result<(), NoSister> {
    if sister.id == own.id {
        return Err(NoSister::OwnGroup);
    }
    if sister.program_id != own.program_id {
        return Err(NoSister::OtherProgram);
    }
    if sister.admission != Admission::Open {
        return Err(NoSister::Closed);
    }
    if matches!(sister.status, GroupStatus::Completed | GroupStatus::Cancelled) {
        return Err(NoSister::Over(sister.status));
    }
    if session.is_cancelled() {
        return Err(NoSister::SessionCancelled);
    }
    if session.starts_at <= now {
        return Err(NoSister::Begun);
    }
    if session.kind == SessionKind::Group { Ok(()) } else { Err(NoSister::NotWeekly) }
}
