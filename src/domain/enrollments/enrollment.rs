//! One enrollment.

use jiff::Timestamp;

use crate::domain::ids::{ClientId, EnrollmentId, GroupId, ProgramId, SiteId};
use crate::domain::words::words;

words! {
    /// Where an enrollment stands, as somebody decided it. Whether the client dropped out is derived, never typed in.
    pub enum EnrollmentStatus {
        /// Under way.
        Enrolled = "ENROLLED",
        /// Paused; the place is kept.
        OnHold = "ON_HOLD",
        /// The course was completed.
        Completed = "COMPLETED",
        /// It ended before its time, agreed or not.
        EndedEarly = "ENDED_EARLY",
        /// It goes on in another group.
        Transferred = "TRANSFERRED",
    }
}

/// One client's course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// Its id.
    pub id: EnrollmentId,
    /// Whose.
    pub client_id: ClientId,
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to; its rule says which cancellations are late.
    pub site_id: SiteId,
    /// The group, or none for an individual treatment.
    pub group_id: Option<GroupId>,
    /// Where it stands.
    pub status: EnrollmentStatus,
    /// How many sessions are promised: since the outset, or the brief form's eight once that was accepted.
    pub planned_sessions: i64,
    /// How many were promised before the brief form was accepted; none if it was not.
    pub former_planned_sessions: Option<i64>,
    /// Since when.
    pub enrolled_at: Timestamp,
    /// Until when, once it is over.
    pub ended_at: Option<Timestamp>,
    /// Whether client and clinician agreed on an early ending.
    pub ending_agreed: Option<bool>,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

impl Enrollment {
    /// Whether the course goes on in the brief form: its sessions are settled, and what is added to a group's is not the
    /// client's.
    #[must_use]
    pub const fn is_brief(&self) -> bool {
        self.former_planned_sessions.is_some()
    }

    /// Whether it ended before its time.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.ended_at.is_some() && self.status != EnrollmentStatus::Completed
    }
}
