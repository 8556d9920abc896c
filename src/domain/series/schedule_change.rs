//! A change of the schedule as kept: what one call takes back.

use jiff::Timestamp;

use super::plan_hash::PlanHash;
use crate::domain::ids::{ScheduleChangeId, SeriesId, StaffMemberId};
use crate::domain::words::words;

words! {
    /// What changed the schedule.
    pub enum ScheduleChangeKind {
        /// An edit of one series.
        SeriesEdit = "SERIES_EDIT",
        /// A site's closures.
        Closure = "CLOSURE",
        /// A therapist's time off.
        TimeOff = "TIME_OFF",
        /// The brief form was accepted, and a client's own sessions beyond it cancelled.
        BriefForm = "BRIEF_FORM",
    }
}

/// A change of the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleChange {
    /// Its id.
    pub id: ScheduleChangeId,
    /// What changed the schedule.
    pub kind: ScheduleChangeKind,
    /// The plan that was committed.
    pub plan_hash: PlanHash,
    /// The command that it was, apart from what it was planned on: the same hash with another command is a mistake.
    pub command_hash: PlanHash,
    /// The one series it was an edit of.
    pub series_id: Option<SeriesId>,
    /// When it was made.
    pub made_at: Timestamp,
    /// By whom, unless by the service.
    pub made_by: Option<StaffMemberId>,
    /// When it was taken back, if it was.
    pub undone_at: Option<Timestamp>,
    /// The series that stayed as it had left them when it was taken back.
    pub left: Vec<LeftSeries>,
}

/// A series that stayed as a change had left it when the change was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftSeries {
    /// Which.
    pub series_id: SeriesId,
    /// Why, in words.
    pub because: String,
}
