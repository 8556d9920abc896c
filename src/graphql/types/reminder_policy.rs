//! When clients are reminded.

use async_graphql::{ID, InputObject, Object, SimpleObject};

use crate::domain::reminders;
use crate::graphql::ids::id;
use crate::graphql::scalars::LocalTime;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Of which sessions a rule reminds.
    ReminderRuleWhen = reminders::RuleWhen {
        /// Of each.
        EachSession,
        /// Of the first of a course, and of the first after a gap: more than ten days without one.
        StartOrGap,
    }
}

/// When clients are reminded: one client, all of a program, or all others.
pub(crate) struct ReminderPolicy(pub(crate) reminders::ReminderPolicy);

/// When clients are reminded: one client, all of a program, or all others. The nearest policy goes as a whole: a client's own,
/// else their program's, else the clinic's.
#[Object]
impl ReminderPolicy {
    /// The policy's id (`pol_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The id of the program it is for, if it is a program's.
    async fn program_id(&self) -> Option<ID> {
        self.0.of.program().map(id)
    }

    /// The id of the client it is for, if it is a client's own.
    async fn client_id(&self) -> Option<ID> {
        self.0.of.client().map(id)
    }

    /// Its name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// Whether reminders go out by it. An inactive policy still wins over those further away: then none are sent.
    async fn is_active(&self) -> bool {
        self.0.is_active
    }

    /// Whether a client who said that they come is reminded no more of that session, unless it is moved.
    async fn stops_when_confirmed(&self) -> bool {
        self.0.stops_when_confirmed
    }

    /// The hours in which nobody is mailed, on the clock of the recipient's zone; null is none. They go for notices of changes
    /// too, also while the policy is inactive; of what begins within three hours they don't.
    async fn quiet_hours(&self) -> Option<QuietHours> {
        self.0
            .quiet_hours
            .map(|quiet| QuietHours { from: LocalTime(quiet.from()), until: LocalTime(quiet.until()) })
    }

    /// Its rules, the longest before first.
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

/// One rule of a policy.
pub(crate) struct ReminderRule(pub(crate) reminders::ReminderRule);

/// One rule of a policy. It is by elapsed time (`minutesBefore`) or by the client's clock (`daysBefore` and `at`).
#[Object]
impl ReminderRule {
    /// The rule's id (`rul_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// How long before a session's start the reminder is due, in elapsed minutes; null where it goes by the clock.
    async fn minutes_before(&self) -> Option<u16> {
        match self.0.terms.time {
            reminders::RuleTime::Elapsed(minutes) => Some(minutes.get()),
            reminders::RuleTime::Wall { .. } => None,
        }
    }

    /// How many days before the session's date, 0 for the day itself; null where it goes by elapsed time.
    async fn days_before(&self) -> Option<u8> {
        match self.0.terms.time {
            reminders::RuleTime::Wall { days, at: _ } => Some(days.get()),
            reminders::RuleTime::Elapsed(_) => None,
        }
    }

    /// At what time of that day, on the clock of the client's zone; two hours before the session at the latest.
    async fn at(&self) -> Option<LocalTime> {
        match self.0.terms.time {
            reminders::RuleTime::Wall { days: _, at } => Some(LocalTime(at)),
            reminders::RuleTime::Elapsed(_) => None,
        }
    }

    /// Of which sessions it reminds.
    async fn when(&self) -> ReminderRuleWhen {
        self.0.terms.when.into()
    }

    /// Whether it asks the client to say whether they come.
    async fn asks_to_confirm(&self) -> bool {
        self.0.terms.asks_to_confirm
    }
}
