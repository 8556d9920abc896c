//! The rule `LATE_CANCEL_PATTERN`: half of the last four sessions were cancelled late.

use super::course::Course;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;
use super::stretch::stretches;
use crate::domain::attendance::{AttendanceStatus, LedgerEntry};

/// The sessions the rule looks back over: four, a month of weekly sessions. A convention, as is the number below.
pub const LATE_CANCEL_WINDOW: usize = 4;

/// How many of them were cancelled late at least: two.
pub const LATE_CANCELLATIONS: usize = 2;

/// One amber episode per stretch of the pattern, triggered by the session with which it begins; it is over once the last
/// four hold fewer.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    let opportunities = course.opportunities();
    stretches(LATE_CANCELLATIONS, opportunities.len(), |held| {
        late(opportunities, held).len() >= LATE_CANCELLATIONS
    })
    .into_iter()
    .filter_map(|stretch| {
        let trigger = opportunities.get(stretch.from - 1)?;
        Some(Episode {
            kind: RiskKind::LateCancelPattern,
            trigger: trigger.participation_id,
            is_active: stretch.stands,
            only_if_raised: false,
            severity: Severity::Amber,
            evidence: Evidence::after(course, stretch.until, &late(opportunities, stretch.until)),
        })
    })
    .collect()
}

/// The late cancellations of the last four of the first `held`.
fn late<'a>(opportunities: &[&'a LedgerEntry], held: usize) -> Vec<&'a LedgerEntry> {
    let window = opportunities.get(held.saturating_sub(LATE_CANCEL_WINDOW)..held).unwrap_or_default();
    window.iter().copied().filter(|entry| entry.status == AttendanceStatus::LateCancelled).collect()
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::participation;
    use rstest::rstest;

    #[rstest]
    #[case::one_is_none("ALAA", &[])]
    #[case::the_second_triggers("ALAL", &[(3, true)])]
    #[case::a_cancellation_in_time_is_none("ALAC", &[])]
    #[case::it_ends_with_the_window("LLAAA", &[(1, false)])]
    #[case::attendance_alone_does_not_end_it("LLA", &[(1, true)])]
    #[case::what_is_no_opportunity_is_passed_over("LE.AL", &[(4, true)])]
    #[case::each_stretch_is_its_own("LLAAAALL", &[(1, false), (7, true)])]
    fn two_of_the_last_four(#[case] marks: &str, #[case] expected: &[(u32, bool)]) {
        let found: Vec<_> =
            episodes(&Sample::marked(marks).course()).iter().map(|e| (e.trigger, e.is_active)).collect();
        let expected: Vec<_> =
            expected.iter().map(|(week, active)| (participation(*week), *active)).collect();
        assert_eq!(found, expected);
    }
}
