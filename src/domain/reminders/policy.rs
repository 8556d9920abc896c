//! What a clinic wants its clients to be reminded of, and when.

use super::{MinutesBefore, QuietHours};
use crate::domain::ids::{ProgramId, ReminderPolicyId, ReminderRuleId};
use crate::domain::name::Name;

/// When clients are reminded: in one program, or in every program that has no policy of its own.
///
/// A program's policy wins over the clinic's as a whole, an inactive one too: then the program sends none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPolicy {
    /// Its id.
    pub id: ReminderPolicyId,
    /// The program it is for; none is the clinic's, for all programs without their own.
    pub program_id: Option<ProgramId>,
    /// The name its staff see.
    pub name: Name,
    /// Whether reminders go out by it.
    pub is_active: bool,
    /// When nobody is mailed; none is at any hour. It goes for notices of changes too, also while the policy is inactive.
    pub quiet_hours: Option<QuietHours>,
    /// Its offsets, the longest first.
    pub rules: Vec<ReminderRule>,
}

/// One offset of a policy. It keeps its id for as long as the policy exists, so that a reminder which has gone out
/// does not go out again after the offset was taken away and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderRule {
    /// Its id.
    pub id: ReminderRuleId,
    /// How long before the start.
    pub minutes_before: MinutesBefore,
}
