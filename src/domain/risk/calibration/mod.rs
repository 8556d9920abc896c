//! Calibration: the forecast's coefficients drawn from the prior towards a clinic's own marks, as far as those say.
//!
//! Owns: what of a course is learnt from, the fit, and whether it is good enough to be used. Must not know: how
//! calibrations are kept, when they are made.
//! Example: `calibrate(&observations)` answers `NotEnough` below 200 marks, otherwise coefficients with a verdict.
//! The next condition for using a fit is a case of `Verdict`.

mod calibrate;
mod fit;
mod observation;
mod report;
#[cfg(test)]
mod tests;

pub use calibrate::{Calibrated, MARKS_NEEDED, NotEnoughMarks, Verdict, calibrate};
pub use observation::{Observation, observations};
pub use report::{Calibration, Report};
