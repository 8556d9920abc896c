//! Evidence in plain English. Neutral: "may not return", never a verdict on the client.

use super::brief_form::BRIEF_FORM_SESSIONS;
use super::estimate::Estimate;
use super::evidence::{DoseThen, Evidence, Miss};
use super::kind::RiskKind;
use super::late_cancel_pattern::LATE_CANCEL_WINDOW;
use crate::domain::attendance::AttendanceStatus;

impl Evidence {
    /// What was seen, in one to four sentences, for a flag of this kind that stands or is over.
    #[must_use]
    pub fn in_words(&self, kind: RiskKind, is_active: bool) -> String {
        let Self { attended, opportunities, planned_sessions, .. } = self;
        match kind {
            RiskKind::ConsecutiveAbsences | RiskKind::EarlyAbsence | RiskKind::NoReturnForecast => {
                let early =
                    if kind == RiskKind::EarlyAbsence { "Early in treatment: missed" } else { "Missed" };
                let outlook = if is_active { "so far. May not return." } else { "by then." };
                let run = which_sessions(self.misses.len(), is_active);
                let manner = manner(&self.misses);
                let forecast =
                    if kind == RiskKind::NoReturnForecast { self.forecast_in_words() } else { None };
                let forecast = forecast.map(|words| format!(" {words}")).unwrap_or_default();
                format!("{early} {run}{manner}. Attended {attended} of {opportunities} {outlook}{forecast}")
            }
            RiskKind::BriefFormCandidate => self.brief_form_in_words(),
            RiskKind::LowAttendance => {
                format!("Attended {attended} of {opportunities} sessions, {planned_sessions} planned.")
            }
            RiskKind::LateCancelPattern => {
                let late = in_letters(self.misses.len());
                format!(
                    "Cancelled {late} of the last {} sessions late. Attended {attended} of {opportunities} {}",
                    in_letters(LATE_CANCEL_WINDOW.min(*opportunities as usize)),
                    if is_active { "so far." } else { "by then." }
                )
            }
            RiskKind::NoContact => {
                let run = which_sessions(self.misses.len(), is_active);
                let heard = if is_active { "and nothing was heard since" } else { "" };
                format!("Missed {run} without notice {heard}").trim_end().to_owned() + "."
            }
            RiskKind::DoseUnreachable => match self.dose {
                Some(DoseThen { received, possible, minimum }) => format!(
                    "Received {received} of {planned_sessions} sessions; with {possible} still possible, the \
                     program's least of {minimum} can't be reached."
                ),
                None => {
                    format!("Attended {attended} of {opportunities} sessions, {planned_sessions} planned.")
                }
            },
        }
    }

    /// What the model makes of it, in a sentence.
    #[must_use]
    pub fn forecast_in_words(&self) -> Option<String> {
        self.estimate.as_ref().map(Estimate::in_words)
    }

    fn brief_form_in_words(&self) -> String {
        let Self { attended, opportunities, planned_sessions, .. } = self;
        let grounds = self.brief_form.unwrap_or_default();
        let mut said = Vec::new();
        if grounds.pace || self.brief_form.is_none() {
            said.push(format!("Attended {attended} of {opportunities}."));
        }
        if let Some(estimate) = self.estimate.as_ref().filter(|_| grounds.pace) {
            let Estimate { expected_total, interval: (least, most), .. } = estimate;
            said.push(format!(
                "At this pace about {:.0} of {planned_sessions} (80 % interval {least}–{most}).",
                expected_total.value()
            ));
        }
        if grounds.early_response {
            said.push("Responded early, at two readings in a row.".to_owned());
        }
        if grounds.barriers {
            said.push("Two or more barriers were stated at intake.".to_owned());
        }
        said.push(if grounds.review_first {
            "For the clinician to look at first: the readings got reliably worse, or item 9 of the PHQ-9 is above 0. \
             Nothing is suggested."
                .to_owned()
        } else {
            format!(
                "IPT-B ({BRIEF_FORM_SESSIONS} sessions) may fit. The clinician decides with the client."
            )
        });
        said.join(" ")
    }

    /// What would end or lower a flag of this kind, in one or two sentences.
    #[must_use]
    pub const fn what_would_lower_it(&self, kind: RiskKind) -> &'static str {
        match kind {
            RiskKind::ConsecutiveAbsences | RiskKind::EarlyAbsence | RiskKind::NoReturnForecast => {
                "Attending a session ends it. A corrected mark withdraws it if a session was not missed after all."
            }
            RiskKind::BriefFormCandidate => {
                "The clinician's decision with the client closes it; attending later sessions does not."
            }
            RiskKind::LowAttendance => "Attending the coming sessions lowers it; half attended ends it.",
            RiskKind::LateCancelPattern => {
                "Fewer late cancellations among the last four sessions end it: notice in time, or another time of day."
            }
            RiskKind::DoseUnreachable => {
                "Make-ups and sessions added to the course end it, once the program's least can be reached again."
            }
            RiskKind::NoContact => {
                "Hearing from the client ends it: a contact recorded, an answer, or a session attended."
            }
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

pub(super) fn in_letters(n: usize) -> String {
    const LETTERS: [&str; 10] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    LETTERS.get(n).map_or_else(|| n.to_string(), |letters| (*letters).to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;
    use crate::domain::risk::assess;
    use rstest::rstest;

    fn words(marks: &str, kind: RiskKind) -> String {
        let coming = ".".repeat(16 - marks.len());
        let sample =
            Sample::of(ledger_until(&format!("{marks}{coming}"), u32::try_from(marks.len()).unwrap()));
        let episodes = assess(&sample.course());
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
            "Attended 2 of 4. At this pace about 6 of 16 (80 % interval 2–13). IPT-B (8 sessions) may fit. \
             The clinician decides with the client."
        );
    }

    #[rstest]
    #[case(
        "ALAL",
        RiskKind::LateCancelPattern,
        "Cancelled two of the last four sessions late. Attended 2 of 4 so far."
    )]
    #[case("ANANNN", RiskKind::LowAttendance, "Attended 2 of 6 sessions, 16 planned.")]
    #[case("AN", RiskKind::NoContact, "Missed the last session without notice and nothing was heard since.")]
    #[case(
        "NNNNNNNNN",
        RiskKind::DoseUnreachable,
        "Received 0 of 16 sessions; with 7 still possible, the program's least of 8 can't be reached."
    )]
    fn the_other_rules_in_words(#[case] marks: &str, #[case] kind: RiskKind, #[case] expected: &str) {
        assert_eq!(words(marks, kind), expected);
    }

    #[test]
    fn no_word_passes_a_verdict_on_the_client() {
        let evidence = assess(&Sample::marked("NNNN").course()).remove(0).evidence;
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
