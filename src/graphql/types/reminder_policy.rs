//! When clients are reminded.

use async_graphql::{ID, InputObject, Object, SimpleObject};

use crate::domain::reminders;
use crate::graphql::ids::id;
use crate::graphql::scalars::LocalTime;

/// When clients are reminded: in one program, or in every program that has no policy of its own.
pub(crate) struct ReminderPolicy(pub(crate) reminders::ReminderPolicy);

/// When clients are reminded: in one program, or in every program that has no policy of its own.
#[Object]
impl ReminderPolicy {
    /// The policy's id (`pol_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The id of the program it is for; null is the clinic's, for all programs without their own.
    async fn program_id(&self) -> Option<ID> {
        self.0.program_id.map(id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Whether reminders go out by it. A program's inactive policy still wins over the clinic's: it then has none.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// The hours in which nobody is mailed, on the clock of the recipient's zone; null is none. They go for notices of changes
    /// too, also while the policy is inactive; of what begins within three hours they don't.
    async fn quiet_hours(&self) -> Option<QuietHours> {
        self.0
            .quiet_hours
            .map(|quiet| QuietHours { from: LocalTime(quiet.from()), until: LocalTime(quiet.until()) })
    }

    /// Its offsets, the longest first.
    async fn rules(&self) -> Vec<ReminderRule> {
        self.0.rules.iter().copied().map(ReminderRule).collect()
    }
}

impl From<reminders::ReminderPolicy> for ReminderPolicy {
    fn from(policy: reminders::ReminderPolicy) -> Self {
        Self(policy)
    }
}

/// The hours in which nobody is mailed; they may go over midnight. A reminder that falls into them is due at their end if that
/// leaves two hours before the start, else at their beginning.
#[derive(SimpleObject, InputObject)]
#[graphql(input_name = "QuietHoursInput")]
pub(crate) struct QuietHours {
    /// When they begin, to the minute.
    pub(crate) from: LocalTime,
    /// When they end, to the minute.
    pub(crate) until: LocalTime,
}

/// One offset of a policy.
pub(crate) struct ReminderRule(reminders::ReminderRule);

/// One offset of a policy.
#[Object]
impl ReminderRule {
    /// The rule's id (`rul_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// How long before a session's start the reminder is due, in elapsed minutes.
    async fn minutes_before(&self) -> u16 {
        self.0.minutes_before.get()
    }
}
