//! What a policy asks for: when, of which sessions, and whether an answer is asked for.

use std::fmt;

use jiff::civil::time;
use jiff::{SignedDuration, Timestamp};

use super::{DaysBefore, MinutesBefore, RuleTime};
use crate::domain::ids::ReminderRuleId;
use crate::domain::words::words;

words! {
    /// Of which sessions a rule reminds.
    pub enum RuleWhen {
        /// Of each.
        EachSession = "EACH_SESSION",
        /// Of the first of a course, and of the first after a gap.
        StartOrGap = "START_OR_GAP",
    }
}

/// Sessions are weekly: more than this between two starts, and one week at least had none.
pub const GAP: SignedDuration = SignedDuration::from_hours(10 * 24);

impl RuleWhen {
    /// Whether it speaks of what begins at `start`; `previous` is when the course's session before it began, or will.
    #[must_use]
    pub fn speaks_of(self, start: Timestamp, previous: Option<Timestamp>) -> bool {
        match self {
            Self::EachSession => true,
            Self::StartOrGap => previous.is_none_or(|previous| start.duration_since(previous) > GAP),
        }
    }
}

/// What one rule of a policy asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleTerms {
    /// When the reminder is due.
    pub time: RuleTime,
    /// Of which sessions.
    pub when: RuleWhen,
    /// Whether it asks the client to say whether they come.
    pub asks_to_confirm: bool,
}

impl fmt::Display for RuleTerms {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { time, when, asks_to_confirm } = self;
        write!(f, "{time}, {when}{}", if *asks_to_confirm { ", asks to confirm" } else { "" })
    }
}

/// One rule of a policy. It keeps its id for as long as the policy exists, so that a reminder which has gone out does not go
/// out again after its time was taken away and given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReminderRule {
    /// Its id.
    pub id: ReminderRuleId,
    /// What it asks for.
    pub terms: RuleTerms,
}

/// The rules of one policy: one to three, each at a time of its own, the longest before first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules(Vec<RuleTerms>);

/// Why these are no policy's rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRules {
    /// There is none.
    #[error("give at least one; to send no reminders, set isActive to false")]
    Empty,
    /// More than [`Rules::MOST`].
    #[error("at most {} reminders of one session, not {given}", Rules::MOST)]
    TooMany {
        /// How many were given.
        given: usize,
    },
    /// Two are due at the same time.
    #[error("{time} is given twice")]
    Twice {
        /// When.
        time: RuleTime,
    },
}

impl Rules {
    /// More would be a nuisance, and people opt out of nuisances.
    pub const MOST: usize = 3;

    /// A new clinic's: a week before a course begins or goes on after a gap, two days before each session with the question
    /// whether the client comes, and on the morning of the session.
    #[must_use]
    pub fn default_of_clinics() -> Self {
        let elapsed = |hours| RuleTime::Elapsed(MinutesBefore::hours(hours));
        let morning = RuleTime::Wall { days: DaysBefore::SAME_DAY, at: time(8, 0, 0, 0) };
        let of_each =
            |time, asks_to_confirm| RuleTerms { time, when: RuleWhen::EachSession, asks_to_confirm };
        Self(vec![
            RuleTerms { when: RuleWhen::StartOrGap, ..of_each(elapsed(7 * 24), false) },
            of_each(elapsed(48), true),
            of_each(morning, false),
        ])
    }

    /// Checks a policy's rules, given in any order.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn parse(mut given: Vec<RuleTerms>) -> Result<Self, InvalidRules> {
        if given.is_empty() {
            return Err(InvalidRules::Empty);
        }
        if given.len() > Self::MOST {
            return Err(InvalidRules::TooMany { given: given.len() });
        }
        let twice = given.iter().enumerate().find_map(|(place, one)| {
            given.iter().take(place).any(|other| other.time == one.time).then_some(one.time)
        });
        if let Some(time) = twice {
            return Err(InvalidRules::Twice { time });
        }
        given.sort_by_key(|terms| std::cmp::Reverse(terms.time.minutes_before_an_evening()));
        Ok(Self(given))
    }

    /// The rules, the longest before first.
    #[must_use]
    pub fn as_slice(&self) -> &[RuleTerms] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn minutes(minutes: i64) -> RuleTerms {
        let time = RuleTime::Elapsed(MinutesBefore::parse(minutes).unwrap());
        RuleTerms { time, when: RuleWhen::EachSession, asks_to_confirm: false }
    }

    fn morning() -> RuleTerms {
        RuleTerms { time: RuleTime::wall(0, time(8, 0, 0, 0)).unwrap(), ..minutes(15) }
    }

    #[test]
    fn rules_are_few_and_the_longest_before_comes_first() {
        let rules = Rules::parse(vec![minutes(180), morning(), minutes(2880)]).unwrap();
        assert_eq!(rules.as_slice(), [minutes(2880), morning(), minutes(180)]);
        assert_eq!(Rules::parse(Vec::new()), Err(InvalidRules::Empty));
        let many = vec![minutes(15), minutes(16), minutes(17), minutes(18)];
        assert_eq!(Rules::parse(many), Err(InvalidRules::TooMany { given: 4 }));
        let asking = RuleTerms { asks_to_confirm: true, ..morning() };
        let twice = Rules::parse(vec![morning(), minutes(60), asking]);
        assert_eq!(twice, Err(InvalidRules::Twice { time: morning().time }));
    }

    #[test]
    fn a_new_clinic_s_rules_are_valid() {
        let rules = Rules::default_of_clinics();
        assert_eq!(Rules::parse(rules.as_slice().to_vec()).as_ref(), Ok(&rules));
    }

    #[rstest]
    #[case::the_first(None, true)]
    #[case::a_week_later(Some(7), false)]
    #[case::a_few_days_late(Some(10), false)]
    #[case::a_week_was_left_out(Some(14), true)]
    fn a_course_starts_or_goes_on_after_a_gap(#[case] days_ago: Option<i64>, #[case] expected: bool) {
        let start: Timestamp = "2026-03-29T16:30:00Z".parse().unwrap();
        let previous = days_ago.map(|days| start - SignedDuration::from_hours(days * 24));
        assert_eq!(RuleWhen::StartOrGap.speaks_of(start, previous), expected);
        assert!(RuleWhen::EachSession.speaks_of(start, previous));
    }
}
