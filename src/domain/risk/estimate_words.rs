//! An estimate in plain English.

use super::estimate::{Band, Contribution, Estimate};
use super::forecast::Term;
use super::words::in_letters;

impl Estimate {
    /// How likely the client may not return, in a sentence.
    #[must_use]
    pub fn in_words(&self) -> String {
        let band = match self.band() {
            Band::Low => "low",
            Band::Raised => "raised",
            Band::High => "high",
        };
        format!("Estimated chance of not returning: {:.0} % ({band}).", self.no_return.value() * 100.0)
    }

    /// What the estimate is and rests on; to be shown wherever it is.
    #[must_use]
    pub fn caveat(&self) -> String {
        let own = match (self.calibration, self.own_enrollments) {
            (None, _) => "It knows none of this clinic's own enrollments.".to_owned(),
            (Some(_), 1) => "It was adjusted to 1 of this clinic's own enrollments.".to_owned(),
            (Some(_), n) => format!("It was adjusted to {n} of this clinic's own enrollments."),
        };
        format!("An estimate from attendance in other clinics. {own}")
    }

    /// The strongest reasons in words, each with whether it makes attendance less likely.
    #[must_use]
    pub fn reasons(&self) -> Vec<(Contribution, String)> {
        self.contributions.iter().map(|one| (*one, self.reason(one.term))).collect()
    }

    fn reason(&self, term: Term) -> String {
        let Self { held, attended, planned, known, .. } = self;
        match term {
            Term::Constant => "what holds for everybody".to_owned(),
            Term::AttendanceRate => format!("attended {attended} of {held} so far"),
            Term::OneMissed => "missed the last session".to_owned(),
            Term::TwoMissed => "missed the last two sessions".to_owned(),
            Term::ThreeMissed => "missed the last three sessions".to_owned(),
            Term::FourMissed => format!("missed the last {} sessions", in_letters(self.run as usize)),
            Term::Early => "early in treatment".to_owned(),
            Term::Progress => format!("{held} of {planned} sessions are over"),
            Term::ExplainedMiss => "said why they missed, or cancelled in time".to_owned(),
            Term::LateCancellation => "cancelled the last one late rather than not at all".to_owned(),
            Term::NoImprovement => "no reliable improvement at two readings".to_owned(),
            Term::Deterioration => "reliably worse at two readings".to_owned(),
            Term::Barriers if known.barriers == 1 => "stated a barrier at intake".to_owned(),
            Term::Barriers => format!("stated {} barriers at intake", in_letters(known.barriers as usize)),
            Term::WeeksWaited => format!("waited {} weeks for the start", known.weeks_waited),
            Term::Away => "a holiday week, or an announced absence".to_owned(),
            Term::Confirmed => "confirmed the next session".to_owned(),
            Term::Declined => "said that they can't come to the next session".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::course::Course;
    use super::super::model::RiskModel;
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    #[test]
    fn an_estimate_says_how_likely_why_and_what_it_rests_on() {
        let mut sample = Sample::of(ledger_until("AALN............", 4));
        sample.known.barriers = 2;
        let estimate = |model: &RiskModel| {
            let course = Course::new(&sample.ledger, &sample.known, model);
            Estimate::of(&course, &course.after(4, 16).unwrap())
        };
        let prior = estimate(&RiskModel::PRIOR);
        assert_eq!(prior.in_words(), "Estimated chance of not returning: 60 % (high).");
        let reasons: Vec<_> = prior.reasons().into_iter().map(|(_, words)| words).collect();
        assert_eq!(
            reasons,
            ["missed the last two sessions", "attended 2 of 4 so far", "stated two barriers at intake"]
        );
        assert!(prior.caveat().ends_with("It knows none of this clinic's own enrollments."));
        let own = RiskModel { calibration: Some(3), own_enrollments: 41, ..RiskModel::PRIOR };
        assert!(estimate(&own).caveat().ends_with("It was adjusted to 41 of this clinic's own enrollments."));
    }
}
