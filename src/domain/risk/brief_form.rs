//! The rule `BRIEF_FORM_CANDIDATE`: at most half of the first four sessions attended in a longer program.
//!
//! It stands in for the forecast of the number of sessions, which takes its place once it is there. It asks for
//! a review by the clinician with the client and switches nothing.

use super::assess::RULES_VERSION;
use super::episode::Episode;
use super::evidence::{Evidence, Miss};
use super::kind::RiskKind;
use super::state::Severity;
use crate::domain::attendance::{AttendanceRate, Ledger, LedgerEntry};

/// The sessions of the brief form (IPT-B): eight. A program of no more than these has nothing briefer to offer.
pub const BRIEF_FORM_SESSIONS: u32 = 8;

/// After how many opportunities the rule looks, once: four, within the third to sixth session in which the
/// review is due.
pub const BRIEF_FORM_OPPORTUNITIES: usize = 4;

/// How many of them were attended at most: two. IPT-B exists because people offered sixteen sessions attended
/// about eight, one in two.
pub const BRIEF_FORM_ATTENDED_AT_MOST: u32 = 2;

/// At most one episode, triggered by the fourth opportunity. Later attendance doesn't change the first four, so
/// it stands until a person closes it or the enrollment ends. Severity INFO: a suggestion, not a warning.
pub(super) fn episode(ledger: &Ledger, planned_sessions: u32) -> Option<Episode> {
    if planned_sessions <= BRIEF_FORM_SESSIONS {
        return None;
    }
    let first: Vec<&LedgerEntry> = ledger.opportunities().take(BRIEF_FORM_OPPORTUNITIES).collect();
    let trigger = first.get(BRIEF_FORM_OPPORTUNITIES - 1)?;
    let rate: AttendanceRate = first.iter().map(|entry| entry.effect()).collect();
    let at_the_end: AttendanceRate =
        first.iter().rev().map(|entry| entry.effect()).take_while(|effect| effect.is_miss()).collect();
    (rate.attended <= BRIEF_FORM_ATTENDED_AT_MOST).then(|| Episode {
        kind: RiskKind::BriefFormCandidate,
        trigger: trigger.participation_id,
        is_active: true,
        severity: Severity::Info,
        evidence: Evidence {
            rules_version: RULES_VERSION,
            planned_sessions,
            opportunities: rate.opportunities,
            attended: rate.attended,
            run_of_misses: at_the_end.opportunities,
            misses: first.iter().copied().filter(|entry| entry.effect().is_miss()).map(Miss::from).collect(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::{ledger, participation};
    use rstest::rstest;

    #[rstest]
    #[case::three_of_four("ANAA", 16, None)]
    #[case::two_of_four("ANAN", 16, Some(3))]
    #[case::none_of_four("NNNN", 16, Some(3))]
    #[case::not_before_the_fourth("NNN", 16, None)]
    #[case::the_fourth_opportunity_not_the_fourth_week("NE.NAA", 16, Some(5))]
    #[case::later_attendance_changes_nothing("ANANAAAAAA", 16, Some(3))]
    #[case::nine_planned("NNNN", 9, Some(3))]
    #[case::the_brief_form_itself("NNNN", 8, None)]
    fn at_most_half_of_the_first_four(
        #[case] marks: &str,
        #[case] planned_sessions: u32,
        #[case] trigger: Option<u32>,
    ) {
        let found = episode(&ledger(marks), planned_sessions);
        assert!(found.iter().all(|episode| episode.is_active));
        assert_eq!(found.map(|episode| episode.trigger), trigger.map(participation));
    }

    #[test]
    fn the_evidence_is_the_first_four_and_stays_so() {
        let early = episode(&ledger("ANAN"), 16).unwrap();
        assert_eq!((early.evidence.opportunities, early.evidence.attended), (4, 2));
        assert_eq!((early.evidence.misses.len(), early.evidence.run_of_misses), (2, 1));
        assert_eq!(episode(&ledger("ANANNNAA"), 16), Some(early));
    }
}
