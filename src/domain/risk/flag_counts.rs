//! What became of flags: how often a rule was right.

use super::outcome::FlagOutcome;
use super::state::RiskState;

/// What became of some flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FlagCounts {
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

/// All about a flag that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagFate {
    /// Where it stands.
    pub state: RiskState,
    /// Whether a person closed it.
    pub closed_by_person: bool,
    /// What that person says came of it.
    pub outcome: Option<FlagOutcome>,
    /// Whether somebody reached out to the client.
    pub was_contacted: bool,
}

impl FlagCounts {
    /// Counts one more flag.
    pub const fn add(&mut self, fate: &FlagFate) {
        if matches!(fate.state, RiskState::Withdrawn) {
            self.withdrawn += 1;
            return;
        }
        self.raised += 1;
        self.standing += fate.state.is_on_worklist() as u32;
        self.acted_on += fate.was_acted_on() as u32;
        self.false_alarms += fate.was_false() as u32;
    }
}

impl FlagFate {
    const fn was_acted_on(&self) -> bool {
        self.was_contacted || self.closed_by_person
    }

    const fn was_false(&self) -> bool {
        let nothing_to_it = matches!(self.outcome, Some(FlagOutcome::FalseAlarm));
        matches!(self.state, RiskState::Resolved) && (!self.was_acted_on() || nothing_to_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_alarm_is_one_that_nobody_needed() {
        use RiskState::{Open, Resolved, Withdrawn};
        let fate = |state, closed_by_person, outcome, was_contacted| FlagFate {
            state,
            closed_by_person,
            outcome,
            was_contacted,
        };
        let mut counts = FlagCounts::default();
        for fate in [
            fate(Open, false, None, false),
            fate(Open, false, None, true),
            fate(Resolved, false, None, false),
            fate(Resolved, false, None, true),
            fate(Resolved, true, Some(FlagOutcome::FalseAlarm), false),
            fate(Resolved, true, Some(FlagOutcome::WillReturn), true),
            fate(Withdrawn, false, None, true),
        ] {
            counts.add(&fate);
        }
        let expected = FlagCounts { raised: 6, standing: 2, acted_on: 4, false_alarms: 2, withdrawn: 1 };
        assert_eq!(counts, expected);
    }
}
