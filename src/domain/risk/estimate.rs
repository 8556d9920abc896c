//! What the model made of a course at one moment, with everything it was made from.

use serde::{Deserialize, Serialize};

use super::as_text;
use super::course::{Course, Moment};
use super::forecast::{Covariates, Term, contributions, forecast};
use super::rounded::Rounded;
use crate::domain::words::words;

/// From this probability of no further attendance on the band is raised. Bands are conventions: on the trials' data of the
/// model card they separate, at one miss, those worth a call from the others.
pub const RAISED_FROM: f64 = 0.25;

/// From this probability on the band is high.
pub const HIGH_FROM: f64 = 0.45;

/// How many contributions are kept.
const STRONGEST: usize = 3;

words! {
    /// A probability of no further attendance in a plain word.
    pub enum Band {
        /// Below [`RAISED_FROM`].
        Low = "LOW",
        /// From [`RAISED_FROM`].
        Raised = "RAISED",
        /// From [`HIGH_FROM`].
        High = "HIGH",
    }
}

impl Band {
    /// The band of a probability.
    #[must_use]
    pub fn of(no_return: f64) -> Self {
        if no_return >= HIGH_FROM {
            Self::High
        } else if no_return >= RAISED_FROM {
            Self::Raised
        } else {
            Self::Low
        }
    }
}

/// What the model made of a course at one moment. It serialises to JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Estimate {
    /// The version of the model's form and prior.
    pub model_version: u32,
    /// The clinic's calibration it was made with; none is the prior as it is.
    pub calibration: Option<u32>,
    /// How many of the clinic's own enrollments that calibration knows.
    pub own_enrollments: u32,
    /// t: sessions held while the client was expected.
    pub held: u32,
    /// A: those attended.
    pub attended: u32,
    /// m: the misses since.
    pub run: u32,
    /// N: the sessions of the whole course.
    pub planned: u32,
    /// What else was known.
    pub known: Covariates,
    /// The probability that the next session is attended; none if none is to come.
    pub next_session: Option<Rounded>,
    /// R: the probability that no coming session is attended.
    pub no_return: Rounded,
    /// How many sessions will have been attended on average.
    pub expected_total: Rounded,
    /// The probability that [`BRIEF_FORM_SESSIONS`](super::BRIEF_FORM_SESSIONS) or fewer will have been attended.
    pub at_most_brief: Rounded,
    /// From so many to so many, with eight chances in ten.
    pub interval: (u32, u32),
    /// What speaks most for and against the next session, the strongest first.
    pub contributions: Vec<Contribution>,
}

/// What one term adds to the log odds of the next session, beside a client of whom nothing is known yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term.
    #[serde(with = "as_text")]
    pub term: Term,
    /// What it adds; below 0 it makes attendance less likely.
    pub log_odds: Rounded,
}

impl Estimate {
    /// What the course's model makes of a moment of it.
    pub(super) fn of(course: &Course<'_>, moment: &Moment) -> Self {
        let model = course.model;
        let Moment { state, covariates } = moment;
        let forecast = forecast(state, covariates, &model.coefficients);
        let strongest = contributions(state, covariates, &model.coefficients).into_iter().take(STRONGEST);
        Self {
            model_version: model.model_version,
            calibration: model.calibration,
            own_enrollments: model.own_enrollments,
            held: state.held(),
            attended: state.attended(),
            run: state.run(),
            planned: state.planned(),
            known: covariates.clone(),
            next_session: forecast.next_session().map(Rounded::of),
            no_return: Rounded::of(forecast.no_further_attendance()),
            expected_total: Rounded::of(forecast.expected_total()),
            at_most_brief: Rounded::of(forecast.at_most(super::BRIEF_FORM_SESSIONS)),
            interval: forecast.interval(),
            contributions: strongest
                .map(|(term, log_odds)| Contribution { term, log_odds: Rounded::of(log_odds) })
                .collect(),
        }
    }

    /// What may come of a course as it stands; none if no session is to come.
    #[must_use]
    pub fn now(course: &Course<'_>) -> Option<Self> {
        let moment = course.after(course.opportunities().len(), course.length())?;
        (moment.state.coming() > 0).then(|| Self::of(course, &moment))
    }

    /// R in a plain word.
    #[must_use]
    pub fn band(&self) -> Band {
        Band::of(self.no_return.value())
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    #[test]
    fn an_estimate_survives_the_round_trip_through_json_with_all_it_was_made_from() {
        let sample = Sample::of(ledger_until("AANN............", 4));
        let course = sample.course();
        let estimate = Estimate::of(&course, &course.after(4, 16).unwrap());
        let json = serde_json::to_value(&estimate).unwrap();
        assert_eq!(json["contributions"][0]["term"], "TWO_MISSED");
        assert_eq!(serde_json::from_value::<Estimate>(json).unwrap(), estimate);
        assert_eq!((estimate.held, estimate.attended, estimate.run, estimate.planned), (4, 2, 2, 16));
    }

    #[test]
    fn bands_begin_where_they_say() {
        let bands = [0.0, 0.2499, 0.25, 0.4499, 0.45, 1.0].map(Band::of);
        assert_eq!(bands, [Band::Low, Band::Low, Band::Raised, Band::Raised, Band::High, Band::High]);
    }
}
