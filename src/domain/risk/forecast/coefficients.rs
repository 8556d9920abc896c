//! How much each thing known counts, in log odds of coming to the next session.

use super::term::Term;

/// The version of the model's form and of its prior; whatever keeps an estimate keeps it too.
pub const MODEL_VERSION: u32 = 1;

/// One number for each term of the model: what it adds to the log odds, or how uncertain that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coefficients {
    /// The same for everybody.
    pub constant: f64,
    /// For each unit of the log odds of the rate attended so far.
    pub logit_rate: f64,
    /// The last one, two, three, and four or more sessions were missed.
    pub runs: [f64; 4],
    /// Three sessions or fewer were held.
    pub early: f64,
    /// For the share of the course that is over.
    pub progress: f64,
    /// The last miss was cancelled in time, or a reason was given.
    pub explained_miss: f64,
    /// The last miss was a late cancellation.
    pub late_cancellation: f64,
    /// No reliable improvement by the sixth session, at two readings.
    pub no_improvement: f64,
    /// Reliable deterioration, at two readings.
    pub deterioration: f64,
    /// For each barrier stated at intake.
    pub barrier: f64,
    /// For each week waited, in the first three sessions.
    pub week_waited: f64,
    /// A holiday week, or travel that was announced.
    pub away: f64,
    /// The client said that they come.
    pub confirmed: f64,
    /// The client said that they can't come.
    pub declined: f64,
}

impl Coefficients {
    /// The coefficient of that term.
    #[must_use]
    pub const fn of(&self, term: Term) -> f64 {
        let [one, two, three, four] = self.runs;
        match term {
            Term::Constant => self.constant,
            Term::AttendanceRate => self.logit_rate,
            Term::OneMissed => one,
            Term::TwoMissed => two,
            Term::ThreeMissed => three,
            Term::FourMissed => four,
            Term::Early => self.early,
            Term::Progress => self.progress,
            Term::ExplainedMiss => self.explained_miss,
            Term::LateCancellation => self.late_cancellation,
            Term::NoImprovement => self.no_improvement,
            Term::Deterioration => self.deterioration,
            Term::Barriers => self.barrier,
            Term::WeeksWaited => self.week_waited,
            Term::Away => self.away,
            Term::Confirmed => self.confirmed,
            Term::Declined => self.declined,
        }
    }

    /// The coefficients that `value` gives for each term.
    #[must_use]
    pub fn from_terms(value: impl Fn(Term) -> f64) -> Self {
        Self {
            constant: value(Term::Constant),
            logit_rate: value(Term::AttendanceRate),
            runs: [Term::OneMissed, Term::TwoMissed, Term::ThreeMissed, Term::FourMissed].map(&value),
            early: value(Term::Early),
            progress: value(Term::Progress),
            explained_miss: value(Term::ExplainedMiss),
            late_cancellation: value(Term::LateCancellation),
            no_improvement: value(Term::NoImprovement),
            deterioration: value(Term::Deterioration),
            barrier: value(Term::Barriers),
            week_waited: value(Term::WeeksWaited),
            away: value(Term::Away),
            confirmed: value(Term::Confirmed),
            declined: value(Term::Declined),
        }
    }
}

/// What is believed of the coefficients before a clinic's own marks are looked at: independent normal distributions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prior {
    /// The most likely values.
    pub means: Coefficients,
    /// The standard deviations, by which a clinic's own marks weigh against the means.
    pub deviations: Coefficients,
}

/// The prior of version [`MODEL_VERSION`].
pub const PRIOR: Prior = Prior {
    means: Coefficients {
        constant: 0.4,
        logit_rate: 0.8,
        runs: [-1.2, -2.2, -3.0, -3.5],
        early: 0.0,
        progress: 0.0,
        explained_miss: 0.8,
        late_cancellation: 0.3,
        no_improvement: -0.35,
        deterioration: -0.5,
        barrier: -0.15,
        week_waited: -0.05,
        away: -0.7,
        confirmed: 0.7,
        declined: -3.0,
    },
    deviations: Coefficients {
        constant: 1.0,
        logit_rate: 0.5,
        runs: [0.6, 0.7, 0.8, 0.8],
        early: 0.5,
        progress: 0.5,
        explained_miss: 0.4,
        late_cancellation: 0.4,
        no_improvement: 0.25,
        deterioration: 0.3,
        barrier: 0.15,
        week_waited: 0.03,
        away: 0.4,
        confirmed: 0.5,
        declined: 0.7,
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_has_its_coefficient_and_goes_back_to_its_place() {
        for coefficients in [PRIOR.means, PRIOR.deviations] {
            assert_eq!(Coefficients::from_terms(|term| coefficients.of(term)), coefficients);
        }
        let numbered = Coefficients::from_terms(|term| f64::from(term as u32));
        for term in Term::ALL {
            assert_eq!(numbered.of(*term), f64::from(*term as u32));
        }
    }
}
