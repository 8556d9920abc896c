//! The model a clinic uses.

use async_graphql::{Object, SimpleObject};

use crate::domain::risk;
use crate::domain::risk::calibration::{self, Calibrated, MARKS_NEEDED, Report};
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Whether a calibration is used.
    CalibrationVerdict = calibration::Verdict {
        /// On the clients held out it is no worse than the prior.
        Accepted,
        /// It is worse, so it is not used.
        NoBetter,
    }
}

/// One calibration of the forecast on the clinic's own marks.
#[derive(SimpleObject)]
struct RiskCalibration {
    /// Its number, from 1.
    version: u32,
    /// When it was made, in UTC.
    fitted_at: Instant,
    /// Whether it is used.
    verdict: CalibrationVerdict,
    /// The version of the model's form and prior.
    model_version: u32,
    /// Marks it was fitted to.
    marks: usize,
    /// Enrollments they are of.
    enrollments: usize,
    /// Marks of the clients held out.
    held_out_marks: usize,
    /// The mean log-loss on these of a fit to the others; lower is better.
    log_loss: f64,
    /// The same of the prior.
    prior_log_loss: f64,
}

impl From<&calibration::Calibration> for RiskCalibration {
    fn from(calibration: &calibration::Calibration) -> Self {
        let calibration::Calibration { version, fitted_at, fitted } = calibration;
        let Calibrated { coefficients: _, verdict, report } = fitted;
        let Report {
            model_version,
            marks,
            clients: _,
            enrollments,
            held_out_marks,
            log_loss,
            prior_log_loss,
        } = *report;
        Self {
            version: *version,
            fitted_at: Instant(*fitted_at),
            verdict: (*verdict).into(),
            model_version,
            marks,
            enrollments,
            held_out_marks,
            log_loss,
            prior_log_loss,
        }
    }
}

/// The model that makes the clinic's estimates.
pub(crate) struct RiskModel {
    pub(crate) model: risk::RiskModel,
    pub(crate) newest: Vec<calibration::Calibration>,
}

/// The model that makes the clinic's estimates.
#[Object]
impl RiskModel {
    /// The version of its form and prior.
    async fn model_version(&self) -> u32 {
        self.model.model_version
    }

    /// The number of the calibration in use; null where the prior is used as it is.
    async fn calibration(&self) -> Option<u32> {
        self.model.calibration
    }

    /// How many of the clinic's own enrollments it knows.
    async fn own_enrollments(&self) -> u32 {
        self.model.own_enrollments
    }

    /// In words: the prior only, or adjusted to how many enrollments.
    async fn in_words(&self) -> String {
        match self.model.calibration {
            None => format!(
                "Prior only: it rests on attendance in other clinics. It is adjusted to this one once {MARKS_NEEDED} marks \
                 are there and that makes it no worse."
            ),
            Some(version) => format!(
                "Calibration {version}, adjusted to {} of this clinic's own enrollments.",
                self.model.own_enrollments
            ),
        }
    }

    /// The newest calibrations, used or not, the newest first; at most 30.
    async fn calibrations(&self) -> Vec<RiskCalibration> {
        self.newest.iter().map(Into::into).collect()
    }
}
