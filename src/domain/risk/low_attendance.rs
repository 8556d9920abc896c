//! The rule `LOW_ATTENDANCE`: fewer than half of the sessions attended.

use super::course::Course;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;
use super::stretch::stretches;

/// After how many opportunities the rule looks: six, as early as the weekly sessions tell a habit from a bad month.
pub const LOW_ATTENDANCE_FROM: usize = 6;

/// One episode per stretch in which fewer than half were attended, triggered by the session with which it begins. Severity
/// INFO: it says something of the course, not of the next session.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    let opportunities = course.opportunities();
    let is_low = |held: usize| {
        let past = opportunities.get(..held).unwrap_or_default();
        past.iter().filter(|entry| entry.effect().is_attended()).count() * 2 < held
    };
    stretches(LOW_ATTENDANCE_FROM, opportunities.len(), is_low)
        .into_iter()
        .filter_map(|stretch| {
            let trigger = opportunities.get(stretch.from - 1)?;
            let past = opportunities.get(..stretch.until).unwrap_or_default();
            let misses: Vec<_> = past.iter().copied().filter(|entry| entry.effect().is_miss()).collect();
            Some(Episode {
                kind: RiskKind::LowAttendance,
                trigger: trigger.participation_id,
                is_active: stretch.stands,
                only_if_raised: false,
                severity: Severity::Info,
                evidence: Evidence::after(course, stretch.until, &misses),
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
    #[case::not_before_the_sixth("NNNNN", &[])]
    #[case::half_is_enough("ANANAN", &[])]
    #[case::fewer_than_half("ANANNN", &[(5, true)])]
    #[case::half_again_ends_it("ANANNNAA", &[(5, false)])]
    fn fewer_than_half_from_the_sixth_on(#[case] marks: &str, #[case] expected: &[(u32, bool)]) {
        let found: Vec<_> =
            episodes(&Sample::marked(marks).course()).iter().map(|e| (e.trigger, e.is_active)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(week, active)| (participation(*week), *active)).collect();
        assert_eq!(found, expected);
    }
}
