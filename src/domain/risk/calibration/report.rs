//! A calibration as it is kept.

use jiff::Timestamp;

use super::super::forecast::Term;
use super::super::model::RiskModel;
use super::calibrate::{Calibrated, Verdict};

/// What a fit was made from and judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The version of the model's form and prior.
    pub model_version: u32,
    /// Marks it was fitted to.
    pub marks: usize,
    /// Clients they are of.
    pub clients: usize,
    /// Enrollments they are of.
    pub enrollments: usize,
    /// Marks of the clients held out.
    pub held_out_marks: usize,
    /// The mean log-loss on these, of a fit to the others: lower is better.
    pub log_loss: f64,
    /// The same of the prior.
    pub prior_log_loss: f64,
}

/// One of a clinic's calibrations.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Its number, from 1.
    pub version: u32,
    /// When it was made.
    pub fitted_at: Timestamp,
    /// What came of it.
    pub fitted: Calibrated,
}

impl Calibration {
    /// The model it makes, if it is used.
    #[must_use]
    pub fn model(&self) -> Option<RiskModel> {
        let Self { version, fitted_at: _, fitted: Calibrated { coefficients, verdict, report } } = self;
        (*verdict == Verdict::Accepted).then(|| RiskModel {
            coefficients: *coefficients,
            model_version: report.model_version,
            calibration: Some(*version),
            own_enrollments: u32::try_from(report.enrollments).unwrap_or(u32::MAX),
        })
    }

    /// Whether the next one says the same: then it need not be kept.
    #[must_use]
    pub fn says_the_same_as(&self, next: &Calibrated) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-6;
        let terms = Term::ALL.iter();
        self.fitted.verdict == next.verdict
            && self.fitted.report.marks == next.report.marks
            && terms.copied().all(|term| near(self.fitted.coefficients.of(term), next.coefficients.of(term)))
    }
}
