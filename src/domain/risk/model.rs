//! Which coefficients an estimate is made with.

use super::forecast::{Coefficients, MODEL_VERSION, PRIOR};

/// The model as a clinic uses it: the prior's coefficients, or those calibrated on the clinic's own marks.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskModel {
    /// How much each term counts.
    pub coefficients: Coefficients,
    /// The version of the model's form and prior.
    pub model_version: u32,
    /// The number of the clinic's calibration, from 1; none is the prior as it is.
    pub calibration: Option<u32>,
    /// How many of the clinic's own enrollments the calibration knows; 0 for the prior.
    pub own_enrollments: u32,
}

impl RiskModel {
    /// The prior as it is: what is known from attendance in other clinics.
    pub const PRIOR: Self = Self {
        coefficients: PRIOR.means,
        model_version: MODEL_VERSION,
        calibration: None,
        own_enrollments: 0,
    };
}
