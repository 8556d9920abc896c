//! The rule `EARLY_ABSENCE`: a miss among the first three sessions.

use super::course::Course;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;

/// How many opportunities from the first count as early: three.
pub const EARLY_OPPORTUNITIES: u32 = 3;

/// One amber episode per run of misses that touches the first three opportunities, triggered by the run's first
/// miss; attendance ends it.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    course
        .ledger
        .runs()
        .iter()
        .take_while(|run| run.opportunities_before < EARLY_OPPORTUNITIES)
        .filter_map(|run| {
            let trigger = run.misses.first()?;
            Some(Episode {
                kind: RiskKind::EarlyAbsence,
                trigger: trigger.participation_id,
                is_active: run.is_unbroken,
                only_if_raised: false,
                severity: Severity::Amber,
                evidence: Evidence::of_run(course, run),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::participation;
    use rstest::rstest;

    #[rstest]
    #[case::all_there("AAAN", &[])]
    #[case::the_first("N", &[(0, true)])]
    #[case::the_third("AAN", &[(2, true)])]
    #[case::a_run_across_the_third_is_one("AANNN", &[(2, true)])]
    #[case::attendance_ends_it("ANA", &[(1, false)])]
    #[case::two_runs_are_two("NAN", &[(0, false), (2, true)])]
    #[case::excused_weeks_do_not_use_up_the_first_three("EEEANE", &[(4, true)])]
    #[case::nothing_recorded_is_no_miss("...", &[])]
    fn misses_among_the_first_three(#[case] marks: &str, #[case] expected: &[(u32, bool)]) {
        let found: Vec<_> =
            episodes(&Sample::marked(marks).course()).iter().map(|e| (e.trigger, e.is_active)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(week, active)| (participation(*week), *active)).collect();
        assert_eq!(found, expected);
    }
}
