//! The rule `NO_CONTACT`: missed without a word, and nothing heard since.

use jiff::SignedDuration;

use super::course::Course;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;
use crate::domain::attendance::{AttendanceStatus, Rsvp, RunOfMisses};

/// After how many days of silence the rule speaks: four, so that somebody can call before the next weekly session. A
/// convention.
pub const QUIET_DAYS: i64 = 4;

/// One amber episode per run of misses without notice or reason, once four days have gone by since its first and nobody
/// has reached the client nor has the client answered; triggered by the first miss. A word, or attendance, ends it.
pub(super) fn episodes(course: &Course<'_>) -> Vec<Episode> {
    course
        .ledger
        .runs()
        .iter()
        .filter_map(|run| {
            let trigger = run.misses.first()?;
            let is_active =
                run.is_unbroken && is_silent(run) && is_long_ago(course, run) && !was_heard(course, run);
            Some(Episode {
                kind: RiskKind::NoContact,
                trigger: trigger.participation_id,
                is_active,
                only_if_raised: !is_active,
                severity: Severity::Amber,
                evidence: Evidence::of_run(course, run),
            })
        })
        .collect()
}

fn is_silent(run: &RunOfMisses<'_>) -> bool {
    run.misses.iter().all(|miss| miss.status == AttendanceStatus::NoShow && !miss.reason_given)
}

fn is_long_ago(course: &Course<'_>, run: &RunOfMisses<'_>) -> bool {
    let quiet = SignedDuration::from_hours(24 * QUIET_DAYS);
    run.misses.first().is_some_and(|first| course.read_at().duration_since(first.starts_at) >= quiet)
}

fn was_heard(course: &Course<'_>, run: &RunOfMisses<'_>) -> bool {
    let first = run.misses.first().map(|miss| miss.starts_at);
    let was_reached = course.known.reached_at.is_some_and(|at| Some(at) > first);
    let answered =
        course.ledger.coming().any(|entry| entry.rsvp != Rsvp::NoResponse || entry.effect().is_miss());
    was_reached || answered
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::Ledger;
    use crate::domain::attendance::samples::ledger_until;

    fn raised(sample: &Sample) -> bool {
        let episodes = episodes(&sample.course());
        assert!(episodes.iter().all(|one| one.is_active != one.only_if_raised));
        episodes.iter().any(|one| one.is_active)
    }

    #[test]
    fn a_run_without_a_word_asks_for_a_call() {
        for (marks, expected) in
            [("AN..", true), ("AL..", false), ("AR..", false), ("ANC.", false), ("ANA.", false)]
        {
            let begun = u32::try_from(marks.find('.').unwrap()).unwrap();
            assert_eq!(raised(&Sample::of(ledger_until(marks, begun))), expected, "{marks}");
        }
        assert!(!raised(&Sample::of(ledger_until("ANC.", 2))), "an absence was announced since");
    }

    #[test]
    fn not_before_four_days_nor_once_the_client_was_reached() {
        let silent = ledger_until("AN..", 2);
        let missed_at = silent.entries()[1].starts_at;
        let after = |hours| missed_at + SignedDuration::from_hours(hours);
        let read_at = |hours| Sample::of(Ledger::new(silent.entries().to_vec(), after(hours)));
        assert!(!raised(&read_at(95)) && raised(&read_at(96)));
        let mut reached = read_at(96);
        reached.known.reached_at = Some(after(50));
        assert!(!raised(&reached));
        reached.known.reached_at = Some(after(-1));
        assert!(raised(&reached), "a call before the miss was about another");
    }
}
