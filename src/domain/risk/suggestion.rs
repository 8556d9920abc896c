//! What may help: suggestions to the person who works through a flag, never a message to the client.

use super::evidence::Evidence;
use super::forecast::LastMiss;
use super::kind::RiskKind;
use super::{BRIEF_FORM_SESSIONS, BriefFormGrounds};
use crate::domain::words::words;

words! {
    /// Something that may help.
    pub enum Suggestion {
        /// Call the client before the next session.
        Call = "CALL",
        /// Offer another day or hour.
        OtherTime = "OTHER_TIME",
        /// Offer an individual session, or a make-up.
        IndividualSession = "INDIVIDUAL_SESSION",
        /// Ask what stands in the way of coming.
        AskAboutBarriers = "ASK_ABOUT_BARRIERS",
        /// Look at the brief form together.
        BriefForm = "BRIEF_FORM",
        /// The clinician looks at the readings first.
        ClinicianReview = "CLINICIAN_REVIEW",
    }
}

impl Evidence {
    /// What may help with a flag of this kind, the first thing first.
    #[must_use]
    pub fn suggestions(&self, kind: RiskKind) -> Vec<Suggestion> {
        use Suggestion as S;
        let known = self.estimate.as_ref().map(|estimate| &estimate.known);
        let has_barriers = known.is_some_and(|known| known.barriers > 0);
        let said_why = known.is_some_and(|known| known.last_miss != LastMiss::Unexplained);
        let is_longer = self.planned_sessions > BRIEF_FORM_SESSIONS;
        let mut all = match kind {
            RiskKind::ConsecutiveAbsences => vec![S::Call, S::IndividualSession],
            RiskKind::EarlyAbsence | RiskKind::NoReturnForecast | RiskKind::NoContact => vec![S::Call],
            RiskKind::LateCancelPattern => vec![S::OtherTime, S::AskAboutBarriers],
            RiskKind::LowAttendance => vec![S::AskAboutBarriers, S::OtherTime],
            RiskKind::DoseUnreachable => vec![S::IndividualSession],
            RiskKind::BriefFormCandidate => match self.brief_form {
                Some(BriefFormGrounds { review_first: true, .. }) => vec![S::ClinicianReview],
                _ => vec![S::BriefForm],
            },
        };
        if has_barriers {
            all.push(S::AskAboutBarriers);
        }
        if said_why && kind != RiskKind::BriefFormCandidate {
            all.push(S::OtherTime);
        }
        if is_longer && matches!(kind, RiskKind::LowAttendance | RiskKind::DoseUnreachable) {
            all.push(S::BriefForm);
        }
        let mut seen = std::collections::BTreeSet::new();
        all.retain(|one| seen.insert(*one));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::super::assess;
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    #[test]
    fn what_is_known_of_the_client_adds_to_what_may_help() {
        use Suggestion as S;
        let mut sample = Sample::of(ledger_until("AARC............", 4));
        let suggested = |sample: &Sample, kind: RiskKind| {
            let all = assess(&sample.course());
            all.iter().find(|one| one.kind == kind).unwrap().evidence.suggestions(kind)
        };
        let two_missed = RiskKind::ConsecutiveAbsences;
        assert_eq!(suggested(&sample, two_missed), [S::Call, S::IndividualSession, S::OtherTime]);
        sample.known.barriers = 2;
        let with_barriers = [S::Call, S::IndividualSession, S::AskAboutBarriers, S::OtherTime];
        assert_eq!(suggested(&sample, two_missed), with_barriers);
        assert_eq!(suggested(&sample, RiskKind::BriefFormCandidate), [S::BriefForm, S::AskAboutBarriers]);
    }
}
