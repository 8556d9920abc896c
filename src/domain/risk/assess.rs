//! All rules over one ledger.

use super::course::Course;
use super::episode::Episode;
use super::{
    brief_form, consecutive_absences, dose_unreachable, early_absence, late_cancel_pattern, low_attendance,
    no_contact, no_return_forecast,
};

/// The version of the rules, kept with every flag. Raise it when a rule, a threshold or the evidence changes.
pub const RULES_VERSION: u32 = 2;

/// Every episode of an enrollment under way, standing or over.
#[must_use]
pub fn assess(course: &Course<'_>) -> Vec<Episode> {
    let mut episodes = consecutive_absences::episodes(course);
    episodes.extend(early_absence::episodes(course));
    episodes.extend(low_attendance::episodes(course));
    episodes.extend(late_cancel_pattern::episodes(course));
    episodes.extend(no_contact::episodes(course));
    episodes.extend(dose_unreachable::episode(course));
    episodes.extend(no_return_forecast::episodes(course));
    episodes.extend(brief_form::episode(course));
    episodes
}

/// Every episode of an enrollment that has ended: none stands any more, so what was open resolves and a later
/// correction opens nothing.
#[must_use]
pub fn assess_ended(course: &Course<'_>) -> Vec<Episode> {
    let over = |episode: Episode| Episode {
        is_active: false,
        only_if_raised: episode.only_if_raised || !episode.kind.is_of_marks_alone(),
        ..episode
    };
    assess(course).into_iter().map(over).collect()
}

#[cfg(test)]
mod tests {
    use super::super::kind::RiskKind;
    use super::super::model::RiskModel;
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::Ledger;
    use crate::domain::attendance::samples::{entry, ledger_until};
    use jiff::Timestamp;
    use proptest::prelude::*;

    fn raised(episodes: &[Episode]) -> Vec<RiskKind> {
        episodes.iter().filter(|episode| !episode.only_if_raised).map(|episode| episode.kind).collect()
    }

    #[test]
    fn each_rule_speaks_of_its_own_kind() {
        let mut sample = Sample::of(ledger_until("LLNNNN......", 6));
        sample.known.barriers = 2;
        sample.known.promised = 12;
        let course = sample.course();
        let all = assess(&course);
        assert_eq!(
            raised(&all),
            [
                RiskKind::ConsecutiveAbsences,
                RiskKind::EarlyAbsence,
                RiskKind::LowAttendance,
                RiskKind::LateCancelPattern,
                RiskKind::DoseUnreachable,
                RiskKind::BriefFormCandidate,
            ]
        );
        let ended = assess_ended(&course);
        assert!(ended.iter().all(|episode| !episode.is_active));
        assert!(raised(&ended).iter().all(|kind| kind.is_of_marks_alone()));
    }

    #[test]
    fn an_empty_ledger_has_no_episodes() {
        assert_eq!(assess(&Sample::marked("").course()), []);
    }

    proptest! {
        #[test]
        fn what_is_no_opportunity_changes_no_episode_of_the_marks_alone(
            weeks in prop::collection::vec(prop::sample::select(b"APNRLC.EX+-!".to_vec()), 0..20),
        ) {
            let entries: Vec<_> =
                (0..).zip(&weeks).map(|(week, letter)| entry(week, char::from(*letter))).collect();
            let opportunities = entries.iter().copied().filter(|e| e.effect().is_opportunity()).collect();
            let reversed = entries.iter().rev().copied().collect();
            let known = Sample::marked("").known;
            let of_marks = |entries| {
                let ledger = Ledger::new(entries, Timestamp::MAX);
                let mut found = assess(&Course::new(&ledger, &known, &RiskModel::PRIOR));
                found.retain(|episode| episode.kind.is_of_marks_alone());
                found
            };
            let all = of_marks(entries);
            prop_assert_eq!(&of_marks(opportunities), &all);
            prop_assert_eq!(&of_marks(reversed), &all);
        }
    }
}
