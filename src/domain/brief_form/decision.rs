//! What a clinician decided with a client.

use jiff::Timestamp;

use crate::domain::attendance::Note;
use crate::domain::ids::{EnrollmentId, RowId, ScheduleChangeId, StaffMemberId};
use crate::domain::series::PlanHash;
use crate::domain::words::words;

words! {
    /// The answer to the question whether a course should go on in the brief form.
    pub enum BriefFormAnswer {
        /// It does.
        Accepted = "ACCEPTED",
        /// It goes on as it was.
        Declined = "DECLINED",
    }
}

/// A decision about one enrollment; at most one stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefFormDecision {
    /// Its id.
    pub id: RowId,
    /// About whose course.
    pub enrollment_id: EnrollmentId,
    /// What was decided.
    pub answer: BriefFormAnswer,
    /// Why; always said of what was declined.
    pub reason: Option<Note>,
    /// When.
    pub decided_at: Timestamp,
    /// By whom, unless by the service.
    pub decided_by: Option<StaffMemberId>,
    /// How many sessions were promised before, if it was accepted.
    pub former_planned_sessions: Option<i64>,
    /// The plan that was accepted.
    pub plan_hash: Option<PlanHash>,
    /// The change of the schedule that cancelled the client's own sessions, if some were.
    pub change_id: Option<ScheduleChangeId>,
}
