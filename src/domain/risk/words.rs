//! Evidence in plain English. Neutral: "may not return", never a verdict on the client.

use super::brief_form::BRIEF_FORM_SESSIONS;
use super::evidence::{Evidence, Miss};
use super::kind::RiskKind;
use crate::domain::attendance::AttendanceStatus;

impl Evidence {
    /// What was seen, in one to three sentences, for a flag of this kind that stands or is over.
    #[must_use]
    pub fn in_words(&self, kind: RiskKind, is_active: bool) -> String {
        let Self { attended, opportunities, planned_sessions, .. } = self;
        match kind {
            RiskKind::ConsecutiveAbsences | RiskKind::EarlyAbsence => {
                let early =
                    if kind == RiskKind::EarlyAbsence { "Early in treatment: missed" } else { "Missed" };
                let outlook = if is_active { "so far. May not return." } else { "by then." };
                let run = which_sessions(self.misses.len(), is_active);
                let manner = manner(&self.misses);
                format!("{early} {run}{manner}. Attended {attended} of {opportunities} {outlook}")
            }
            RiskKind::BriefFormCandidate => format!(
                "Attended {attended} of the first {opportunities} sessions of {planned_sessions} planned. \
                 The brief form ({BRIEF_FORM_SESSIONS} sessions) may fit. The clinician decides with the client."
            ),
            RiskKind::LowAttendance
            | RiskKind::LateCancelPattern
            | RiskKind::NoContact
            | RiskKind::DoseUnreachable
            | RiskKind::NoReturnForecast => {
                format!("Attended {attended} of {opportunities} sessions, {planned_sessions} planned.")
            }
        }
    }

    /// What would end or lower a flag of this kind, in one or two sentences.
    #[must_use]
    pub fn what_would_lower_it(&self, kind: RiskKind) -> &'static str {
        match kind {
            RiskKind::ConsecutiveAbsences | RiskKind::EarlyAbsence => {
                "Attending a session ends it. A corrected mark withdraws it if a session was not missed after all."
            }
            RiskKind::BriefFormCandidate => {
                "The clinician's decision with the client closes it; attending later sessions does not."
            }
            RiskKind::LowAttendance
            | RiskKind::LateCancelPattern
            | RiskKind::DoseUnreachable
            | RiskKind::NoReturnForecast => "Attending the coming sessions lowers it.",
            RiskKind::NoContact => "Hearing from the client ends it.",
        }
    }
}

/// `the last session`, `the last two sessions`; afterwards `one session`, `two sessions in a row`.
fn which_sessions(count: usize, is_active: bool) -> String {
    match (count, is_active) {
        (1, true) => "the last session".to_owned(),
        (1, false) => "one session".to_owned(),
        (n, true) => format!("the last {} sessions", in_letters(n)),
        (n, false) => format!("{} sessions in a row", in_letters(n)),
    }
}

/// How the sessions were missed: ` without notice`, or `: one without notice, two cancelled late`.
fn manner(misses: &[Miss]) -> String {
    let ways: Vec<(usize, &str)> = [
        (AttendanceStatus::NoShow, "without notice"),
        (AttendanceStatus::LateCancelled, "cancelled late"),
        (AttendanceStatus::CancelledByClient, "cancelled in time"),
    ]
    .into_iter()
    .map(|(status, way)| (misses.iter().filter(|miss| miss.status == status).count(), way))
    .filter(|(count, _)| *count > 0)
    .collect();
    let ways = match ways.as_slice() {
        [(_, "without notice")] => " without notice".to_owned(),
        [(_, way)] => format!(", {way}"),
        several => {
            let parts: Vec<_> = several.iter().map(|(n, way)| format!("{} {way}", in_letters(*n))).collect();
            format!(": {}", parts.join(", "))
        }
    };
    ways + &reasons(misses)
}

fn reasons(misses: &[Miss]) -> String {
    let given = misses.iter().filter(|miss| miss.reason_given).count();
    match (given, misses.len()) {
        (0, _) => String::new(),
        (1, 1) => " (a reason was given)".to_owned(),
        (2, 2) => " (reasons were given for both)".to_owned(),
        (all, total) if all == total => " (reasons were given for all)".to_owned(),
        (1, _) => " (a reason was given for one)".to_owned(),
        (some, _) => format!(" (reasons were given for {})", in_letters(some)),
    }
}

fn in_letters(n: usize) -> String {
    const LETTERS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    LETTERS.get(n).map_or_else(|| n.to_string(), |letters| (*letters).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::ledger;
    use crate::domain::risk::assess;
    use rstest::rstest;

    fn words(marks: &str, kind: RiskKind) -> String {
        let episodes = assess(&ledger(marks), 16);
        let episode = episodes.iter().find(|episode| episode.kind == kind).unwrap();
        episode.evidence.in_words(kind, episode.is_active)
    }

    #[rstest]
    #[case("AANN", "Missed the last two sessions without notice. Attended 2 of 4 so far. May not return.")]
    #[case("ALL", "Missed the last two sessions, cancelled late. Attended 1 of 3 so far. May not return.")]
    #[case(
        "ANRLLC",
        "Missed the last five sessions: two without notice, two cancelled late, one cancelled in time \
         (a reason was given for one). Attended 1 of 6 so far. May not return."
    )]
    #[case(
        "NRA",
        "Missed two sessions in a row without notice (a reason was given for one). Attended 0 of 2 by then."
    )]
    fn consecutive_absences_in_words(#[case] marks: &str, #[case] expected: &str) {
        assert_eq!(words(marks, RiskKind::ConsecutiveAbsences), expected);
    }

    #[rstest]
    #[case(
        "AR",
        "Early in treatment: missed the last session without notice (a reason was given). Attended 1 of 2 so far. May not return."
    )]
    #[case(
        "CCA",
        "Early in treatment: missed two sessions in a row, cancelled in time. Attended 0 of 2 by then."
    )]
    #[case(
        "RRAA",
        "Early in treatment: missed two sessions in a row without notice (reasons were given for both). Attended 0 of 2 by then."
    )]
    fn an_early_absence_in_words(#[case] marks: &str, #[case] expected: &str) {
        assert_eq!(words(marks, RiskKind::EarlyAbsence), expected);
    }

    #[test]
    fn the_brief_form_is_a_review_and_never_a_switch() {
        assert_eq!(
            words("ANAN", RiskKind::BriefFormCandidate),
            "Attended 2 of the first 4 sessions of 16 planned. The brief form (8 sessions) may fit. \
             The clinician decides with the client."
        );
    }

    #[test]
    fn no_word_passes_a_verdict_on_the_client() {
        let evidence = assess(&ledger("NNNN"), 16).remove(0).evidence;
        for kind in RiskKind::ALL {
            for is_active in [true, false] {
                let said = evidence.in_words(kind, is_active) + evidence.what_would_lower_it(kind);
                for verdict in ["will drop out", "non-compliant", "failed", "patient"] {
                    assert!(!said.contains(verdict), "{said}");
                }
            }
        }
    }
}
