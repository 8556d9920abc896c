//! The rule `CONSECUTIVE_ABSENCES`: two sessions missed in a row.

use super::course::Course;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;

/// How many misses in a row raise a flag: two.
///
/// At equal alarm burden the forecast does not beat this rule on the BRIGHT trial's groups (PMC3230556) nor on
/// the weekly visits of CTN-0027, so two misses always raise, in the last sessions too.
pub const CONSECUTIVE_MISSES: u32 = 2;

/// One red episode per run of at least two misses, triggered by the second; attendance ends it.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    let at_the_second = CONSECUTIVE_MISSES as usize - 1;
    course
        .ledger
        .runs()
        .iter()
        .filter_map(|run| {
            let trigger = run.misses.get(at_the_second)?;
            Some(Episode {
                kind: RiskKind::ConsecutiveAbsences,
                trigger: trigger.participation_id,
                is_active: run.is_unbroken,
                only_if_raised: false,
                severity: Severity::Red,
                evidence: Evidence::of_run(course, run),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::{ledger_until, participation};
    use rstest::rstest;

    #[rstest]
    #[case::one_miss_is_none("ANAN", &[])]
    #[case::the_second_miss_triggers("ANN", &[(2, true)])]
    #[case::the_run_grows_under_one_episode("ANNNN", &[(2, true)])]
    #[case::attendance_ends_it("ANNA", &[(2, false)])]
    #[case::partial_attendance_ends_it("ANNP", &[(2, false)])]
    #[case::each_run_is_its_own("NNANLAN", &[(1, false), (4, false)])]
    #[case::a_cancellation_in_time_is_a_miss_too("ACC", &[(2, true)])]
    #[case::what_is_no_opportunity_is_passed_over("AN.EX!N", &[(6, true)])]
    #[case::a_make_up_does_not_end_it("ANN+", &[(2, true)])]
    #[case::nothing_recorded_is_no_miss("A.....", &[])]
    fn runs_of_two_misses(#[case] marks: &str, #[case] expected: &[(u32, bool)]) {
        let found: Vec<_> =
            episodes(&Sample::marked(marks).course()).iter().map(|e| (e.trigger, e.is_active)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(week, active)| (participation(*week), *active)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_evidence_grows_with_the_run_and_stops_where_it_ended() {
        let evidence = |marks: &str| {
            let coming = ".".repeat(16 - marks.len());
            let begun = u32::try_from(marks.len()).unwrap();
            let sample = Sample::of(ledger_until(&format!("{marks}{coming}"), begun));
            episodes(&sample.course()).remove(0).evidence
        };
        let grown = evidence("ANNN");
        assert_eq!((grown.opportunities, grown.attended, grown.run_of_misses), (4, 1, 3));
        assert_eq!(grown.misses.len(), 3);
        assert_eq!(evidence("ANNNAAAA"), grown);
    }

    #[test]
    fn travel_announced_for_coming_weeks_is_not_missed_yet() {
        assert_eq!(episodes(&Sample::of(ledger_until("ACCC", 2)).course()), []);
        assert_eq!(episodes(&Sample::of(ledger_until("ACCC", 3)).course()).len(), 1);
    }
}
