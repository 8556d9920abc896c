//! All rules over one ledger.

use super::episode::Episode;
use super::kind::RiskKind;
use super::{brief_form, consecutive_absences, early_absence};
use crate::domain::attendance::Ledger;

/// The version of the rules, kept with every flag. Raise it when a rule, a threshold or the evidence changes.
pub const RULES_VERSION: u32 = 1;

/// The kinds `assess` decides about; flags of other kinds are not its to withdraw.
pub const ASSESSED_KINDS: [RiskKind; 3] =
    [RiskKind::ConsecutiveAbsences, RiskKind::EarlyAbsence, RiskKind::BriefFormCandidate];

/// Every episode in the ledger of an enrollment under way, standing or over.
#[must_use]
pub fn assess(ledger: &Ledger, planned_sessions: u32) -> Vec<Episode> {
    let mut episodes = consecutive_absences::episodes(ledger, planned_sessions);
    episodes.extend(early_absence::episodes(ledger, planned_sessions));
    episodes.extend(brief_form::episode(ledger, planned_sessions));
    episodes
}

/// Every episode in the ledger of an enrollment that has ended: none stands any more, so what was open resolves
/// and a later correction opens nothing.
#[must_use]
pub fn assess_ended(ledger: &Ledger, planned_sessions: u32) -> Vec<Episode> {
    assess(ledger, planned_sessions)
        .into_iter()
        .map(|episode| Episode { is_active: false, ..episode })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::{entry, ledger};
    use jiff::Timestamp;
    use proptest::prelude::*;

    #[test]
    fn the_rules_speak_only_of_the_kinds_they_decide_about() {
        let episodes = assess(&ledger("NNNN"), 16);
        assert_eq!(episodes.iter().map(|e| e.kind).collect::<Vec<_>>(), ASSESSED_KINDS);
        assert!(episodes.iter().all(|e| e.is_active));
        assert!(assess_ended(&ledger("NNNN"), 16).iter().all(|e| !e.is_active));
    }

    #[test]
    fn an_empty_ledger_has_no_episodes() {
        assert_eq!(assess(&ledger(""), 16), []);
    }

    proptest! {
        #[test]
        fn what_is_no_opportunity_changes_no_episode(
            weeks in prop::collection::vec(prop::sample::select(b"APNRLC.EX+-!".to_vec()), 0..20),
        ) {
            let entries: Vec<_> =
                (0..).zip(&weeks).map(|(week, letter)| entry(week, char::from(*letter))).collect();
            let opportunities = entries.iter().copied().filter(|e| e.effect().is_opportunity()).collect();
            let reversed = entries.iter().rev().copied().collect();
            let all = assess(&Ledger::new(entries, Timestamp::MAX), 16);
            prop_assert_eq!(&assess(&Ledger::new(opportunities, Timestamp::MAX), 16), &all);
            prop_assert_eq!(&assess(&Ledger::new(reversed, Timestamp::MAX), 16), &all);
        }
    }
}
