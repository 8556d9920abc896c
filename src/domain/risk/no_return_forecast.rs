//! The rule `NO_RETURN_FORECAST`: the model finds it likely enough that no coming session is attended.
//!
//! It speaks only while the last session was missed: attendance clears. It is silent in the last three sessions, where
//! little is left to forecast. From the second miss on it raises no flag of its own, since two misses always do; nor does its
//! amber among the first three sessions, where a miss is flagged amber in any case.

use super::consecutive_absences::CONSECUTIVE_MISSES;
use super::course::Course;
use super::early_absence::EARLY_OPPORTUNITIES;
use super::episode::Episode;
use super::estimate::Band;
use super::evidence::Evidence;
use super::forecast::no_further_attendance;
use super::kind::RiskKind;
use super::state::Severity;
use crate::domain::attendance::RunOfMisses;

/// The last sessions of a course, in which the model's bands are silent: three.
pub const SILENT_IN_THE_LAST: u32 = 3;

/// One episode per run of misses, triggered by its first: red or amber by the band of R while the run stands, and over
/// with it. What the model makes of a run that is over raises nothing in hindsight.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    course.ledger.runs().iter().filter_map(|run| episode(course, run)).collect()
}

fn episode(course: &Course<'_>, run: &RunOfMisses<'_>) -> Option<Episode> {
    let trigger = run.misses.first()?;
    let before = run.opportunities_before as usize;
    // The last miss after which more than three sessions were to come.
    let misses = (1..=run.misses.len()).rev().find(|misses| {
        let moment = course.after(before + misses, course.length());
        moment.is_some_and(|moment| moment.state.coming() > SILENT_IN_THE_LAST)
    })?;
    let moment = course.after(before + misses, course.length())?;
    let no_return = no_further_attendance(&moment.state, &moment.covariates, &course.model.coefficients);
    let severity = match Band::of(no_return) {
        Band::Low => None,
        Band::Raised => Some(Severity::Amber),
        Band::High => Some(Severity::Red),
    };
    let is_active = run.is_unbroken && severity.is_some();
    let is_early = run.opportunities_before < EARLY_OPPORTUNITIES && severity != Some(Severity::Red);
    Some(Episode {
        kind: RiskKind::NoReturnForecast,
        trigger: trigger.participation_id,
        is_active,
        only_if_raised: !is_active || is_early || run.length() >= CONSECUTIVE_MISSES,
        severity: severity.unwrap_or(Severity::Amber),
        evidence: Evidence::after(course, before + misses, run.misses.get(..misses).unwrap_or_default()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    /// The episode of the last run: whether it stands, whether it raises a flag, and how severe it is.
    fn last(marks: &str, begun: u32, barriers: u32) -> Option<(bool, bool, Severity)> {
        let mut sample = Sample::of(ledger_until(marks, begun));
        sample.known.barriers = barriers;
        let last = episodes(&sample.course()).pop()?;
        Some((last.is_active, !last.only_if_raised, last.severity))
    }

    #[test]
    fn one_miss_raises_where_the_model_finds_it_likely_enough() {
        assert_eq!(last("AAAAN...........", 5, 0), Some((false, false, Severity::Amber)));
        assert_eq!(last("NNAN............", 4, 0), Some((true, true, Severity::Amber)));
        assert_eq!(last("NNAN............", 4, 4), Some((true, true, Severity::Red)));
    }

    #[test]
    fn among_the_first_three_sessions_only_red_is_news() {
        assert_eq!(last("AN..............", 2, 0), Some((true, false, Severity::Amber)));
        assert_eq!(last("AN..............", 2, 4), Some((true, true, Severity::Red)));
    }

    #[test]
    fn from_the_second_miss_on_it_changes_a_flag_that_exists_and_raises_none() {
        assert_eq!(last("ANNN............", 4, 0), Some((true, false, Severity::Red)));
    }

    #[test]
    fn attendance_clears_it_and_the_last_three_sessions_are_silent() {
        assert_eq!(
            last("NNANA...........", 5, 4).map(|(stands, raises, _)| (stands, raises)),
            Some((false, false))
        );
        assert_eq!(last("AAAAN...", 5, 0), None);
    }
}
