//! What became of flags: how often a rule was right.

use super::kind::RiskKind;
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
    /// False alarms: the client came again before anybody reached out, or a person said that there was nothing to it. A
    /// course that ended, or sessions that were added, prove no alarm false.
    pub false_alarms: u32,
    /// Withdrawn, since a mark was corrected.
    pub withdrawn: u32,
}

/// All about a flag that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagFate {
    /// Its kind.
    pub kind: RiskKind,
    /// Where it stands.
    pub state: RiskState,
    /// Whether a person closed it.
    pub closed_by_person: bool,
    /// What that person says came of it.
    pub outcome: Option<FlagOutcome>,
    /// Whether somebody reached out to the client once it was raised, whichever flag they recorded it on.
    pub was_contacted: bool,
    /// Whether the course was over when it was closed.
    pub was_over: bool,
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
        let came_again = self.kind.is_cleared_by_coming() && !self.was_over && !self.was_acted_on();
        matches!(self.state, RiskState::Resolved) && (came_again || nothing_to_it)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_alarm_is_one_that_nobody_needed() {
        use RiskState::{Open, Resolved, Withdrawn};
        let fate = |state, closed_by_person, outcome, was_contacted| FlagFate {
            kind: RiskKind::EarlyAbsence,
            state,
            closed_by_person,
            outcome,
            was_contacted,
            was_over: false,
        };
        let cleared = fate(Resolved, false, None, false);
        let mut counts = FlagCounts::default();
        for fate in [
            fate(Open, false, None, false),
            fate(Open, false, None, true),
            fate(Resolved, false, None, false),
            fate(Resolved, false, None, true),
            fate(Resolved, true, Some(FlagOutcome::FalseAlarm), false),
            fate(Resolved, true, Some(FlagOutcome::WillReturn), true),
            fate(Withdrawn, false, None, true),
            FlagFate { was_over: true, ..cleared },
            FlagFate { kind: RiskKind::DoseUnreachable, ..cleared },
        ] {
            counts.add(&fate);
        }
        let expected = FlagCounts { raised: 8, standing: 2, acted_on: 4, false_alarms: 2, withdrawn: 1 };
        assert_eq!(counts, expected);
    }
}
