//! How often a rule was right.

use super::kind::RiskKind;
use super::outcome::FlagOutcome;
use super::state::RiskState;

/// What became of the flags of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCount {
    /// The kind.
    pub kind: RiskKind,
    /// Flags raised, those since withdrawn not among them.
    pub raised: u32,
    /// On the worklist still.
    pub standing: u32,
    /// Flags about which somebody reached out to the client, or which a person closed.
    pub acted_on: u32,
    /// False alarms: the client came again before anybody did anything, or a person said that there was nothing to it.
    pub false_alarms: u32,
    /// Withdrawn, since a mark was corrected.
    pub withdrawn: u32,
}

/// Flags alike in all that is counted, and how many they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagTally {
    /// Their kind.
    pub kind: RiskKind,
    /// Where they stand.
    pub state: RiskState,
    /// Whether a person closed them.
    pub closed_by_person: bool,
    /// What that person says came of them.
    pub outcome: Option<FlagOutcome>,
    /// Whether somebody reached out to the client.
    pub was_contacted: bool,
    /// How many.
    pub flags: u32,
}

impl RuleCount {
    /// The counts of every kind, in the order of [`RiskKind::ALL`]; of a rule that never spoke, zeros.
    #[must_use]
    pub fn of(tallies: &[FlagTally]) -> Vec<Self> {
        let count = |kind| {
            let sum = |counts: fn(&FlagTally) -> bool| {
                tallies.iter().filter(|one| one.kind == kind && counts(one)).map(|one| one.flags).sum()
            };
            Self {
                kind,
                raised: sum(|one| one.state != RiskState::Withdrawn),
                standing: sum(|one| one.state.is_on_worklist()),
                acted_on: sum(FlagTally::was_acted_on),
                false_alarms: sum(FlagTally::was_false),
                withdrawn: sum(|one| one.state == RiskState::Withdrawn),
            }
        };
        RiskKind::ALL.map(count).to_vec()
    }
}

impl FlagTally {
    fn was_acted_on(&self) -> bool {
        self.state != RiskState::Withdrawn && (self.was_contacted || self.closed_by_person)
    }

    fn was_false(&self) -> bool {
        let came_by_themselves =
            self.state == RiskState::Resolved && !self.was_contacted && !self.closed_by_person;
        let nothing_to_it =
            self.state == RiskState::Resolved && self.outcome == Some(FlagOutcome::FalseAlarm);
        came_by_themselves || nothing_to_it
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_alarm_is_one_that_nobody_needed() {
        use RiskState::{Open, Resolved, Withdrawn};
        let tally = |state, closed_by_person, outcome, was_contacted| FlagTally {
            kind: RiskKind::EarlyAbsence,
            state,
            closed_by_person,
            outcome,
            was_contacted,
            flags: 1,
        };
        let counts = RuleCount::of(&[
            tally(Open, false, None, false),
            tally(Open, false, None, true),
            tally(Resolved, false, None, false),
            tally(Resolved, false, None, true),
            tally(Resolved, true, Some(FlagOutcome::FalseAlarm), false),
            tally(Resolved, true, Some(FlagOutcome::WillReturn), true),
            tally(Withdrawn, false, None, true),
        ]);
        assert_eq!(counts.len(), RiskKind::ALL.len());
        let of_kind = counts.iter().find(|one| one.kind == RiskKind::EarlyAbsence).unwrap();
        let expected = RuleCount {
            kind: RiskKind::EarlyAbsence,
            raised: 6,
            standing: 2,
            acted_on: 4,
            false_alarms: 2,
            withdrawn: 1,
        };
        assert_eq!(*of_kind, expected);
    }
}
