//! What was done about a flag: one entry of its history.

use jiff::{SignedDuration, Timestamp};

use super::handle::FlagStep;
use super::outcome::{ContactResult, FlagOutcome};
use crate::domain::attendance::Note;
use crate::domain::ids::{RiskActionId, RiskFlagId, StaffMemberId};
use crate::domain::words::words;

/// Within this time the same entry by the same person is a request that was sent twice.
const SENT_TWICE_WITHIN: SignedDuration = SignedDuration::from_mins(10);

words! {
    /// The kind of an entry.
    pub enum ActionKind {
        /// Somebody has seen it.
        Acknowledged = "ACKNOWLEDGED",
        /// It was given to somebody, or to nobody.
        Assigned = "ASSIGNED",
        /// Somebody has reached out to the client.
        Contacted = "CONTACTED",
        /// It rests until a day.
        Snoozed = "SNOOZED",
        /// It rests no more.
        Woken = "WOKEN",
        /// It was closed.
        Resolved = "RESOLVED",
        /// It was closed by mistake, or too early.
        Reopened = "REOPENED",
        /// The decision about the brief form that had closed it was taken back.
        TakenBack = "TAKEN_BACK",
    }
}

/// One entry of a flag's history. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskAction {
    /// Its id.
    pub id: RiskActionId,
    /// Of which flag.
    pub flag_id: RiskFlagId,
    /// What was done.
    pub kind: ActionKind,
    /// What came of reaching out.
    pub contact: Option<ContactResult>,
    /// What came of the flag.
    pub outcome: Option<FlagOutcome>,
    /// Whom it was given to.
    pub owner: Option<StaffMemberId>,
    /// Until when it rests.
    pub snoozed_until: Option<Timestamp>,
    /// What that person wrote.
    pub note: Option<Note>,
    /// Who did it; none if it was no member of staff.
    pub taken_by: Option<StaffMemberId>,
    /// When.
    pub taken_at: Timestamp,
}

impl RiskAction {
    /// The entry for a step that somebody takes with a flag at an instant.
    #[must_use]
    pub fn of_step(
        id: RiskActionId,
        flag_id: RiskFlagId,
        step: &FlagStep,
        taken_by: Option<StaffMemberId>,
        taken_at: Timestamp,
    ) -> Self {
        let bare = |kind| Self {
            id,
            flag_id,
            kind,
            contact: None,
            outcome: None,
            owner: None,
            snoozed_until: None,
            note: None,
            taken_by,
            taken_at,
        };
        match step {
            FlagStep::Acknowledge => bare(ActionKind::Acknowledged),
            FlagStep::Assign(owner) => Self { owner: *owner, ..bare(ActionKind::Assigned) },
            FlagStep::Contact { result, note } => {
                Self { contact: Some(*result), note: note.clone(), ..bare(ActionKind::Contacted) }
            }
            FlagStep::Snooze { until, reason } => {
                Self { snoozed_until: Some(*until), note: Some(reason.clone()), ..bare(ActionKind::Snoozed) }
            }
            FlagStep::Wake => bare(ActionKind::Woken),
            FlagStep::Resolve { outcome, note } => {
                Self { outcome: *outcome, note: note.clone(), ..bare(ActionKind::Resolved) }
            }
            FlagStep::Reopen { reason } => Self { note: Some(reason.clone()), ..bare(ActionKind::Reopened) },
            FlagStep::TakeBack => bare(ActionKind::TakenBack),
        }
    }

    /// Whether it says the same as an entry before it, by the same person and moments later.
    #[must_use]
    pub fn repeats(&self, before: &Self) -> bool {
        let Self {
            id,
            flag_id: _,
            kind: _,
            contact: _,
            outcome: _,
            owner: _,
            snoozed_until: _,
            note: _,
            taken_by: _,
            taken_at,
        } = self;
        let same_otherwise = Self { id: *id, taken_at: *taken_at, ..before.clone() } == *self;
        same_otherwise && taken_at.duration_since(before.taken_at) < SENT_TWICE_WITHIN
    }
}
