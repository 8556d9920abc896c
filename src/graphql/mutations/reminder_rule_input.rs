//! One rule of a policy, as it is given.

use async_graphql::InputObject;

use crate::domain::reminders::{InvalidRuleTime, MinutesBefore, RuleTerms, RuleTime};
use crate::graphql::input::{InvalidField, invalid, read};
use crate::graphql::scalars::LocalTime;
use crate::graphql::types::ReminderRuleWhen;

/// One rule of a policy: `minutesBefore`, or `daysBefore` with `at`.
#[derive(InputObject)]
pub(crate) struct ReminderRuleInput {
    /// How long before the start the reminder is due, in elapsed minutes: 15 to 43200 (30 days).
    minutes_before: Option<i64>,
    /// How many days before the session's date, by the clock of the client's zone: 0 (the day itself) to 30.
    days_before: Option<i64>,
    /// At what time of that day, to the minute. What would leave less than two hours before the session is due two hours before it.
    at: Option<LocalTime>,
    /// Of which sessions.
    #[graphql(default_with = "ReminderRuleWhen::EachSession")]
    when: ReminderRuleWhen,
    /// Whether it asks the client to say whether they come.
    #[graphql(default)]
    asks_to_confirm: bool,
}

impl ReminderRuleInput {
    /// Reads the rule.
    pub(super) fn parse(self) -> Result<RuleTerms, InvalidField> {
        let Self { minutes_before, days_before, at, when, asks_to_confirm } = self;
        let time = match (minutes_before, days_before, at) {
            (Some(minutes), None, None) => {
                RuleTime::Elapsed(read("minutesBefore", MinutesBefore::parse(minutes))?)
            }
            (None, Some(days), Some(at)) => RuleTime::wall(days, at.0).map_err(|error| match error {
                InvalidRuleTime::Days { .. } => invalid("daysBefore")(&error),
                InvalidRuleTime::Seconds(_) => invalid("at")(&error),
            })?,
            (None, Some(_), None) => {
                return Err(invalid("at")(&"give the time of day that daysBefore speaks of"));
            }
            (None, None, Some(_)) => {
                return Err(invalid("daysBefore")(
                    &"give the day that at speaks of: 0 for the session's own",
                ));
            }
            (None, None, None) => {
                return Err(invalid("minutesBefore")(&"give minutesBefore, or daysBefore with at"));
            }
            (Some(_), _, _) => {
                return Err(invalid("minutesBefore")(&"give minutesBefore, or daysBefore with at, not both"));
            }
        };
        Ok(RuleTerms { time, when: when.into(), asks_to_confirm })
    }
}
