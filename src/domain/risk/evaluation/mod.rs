//! How well the forecast tells who will not return, measured on courses that are over, beside three plain rules.
//!
//! Owns: the moments that are judged, the scores, what is measured of them, and what is said where that can't be.
//! Must not know: files, plots, where chance comes from (the bootstrap is handed a source of it).
//! Example: `evaluate(&histories, &PRIOR.means, Resampling { times: 1000, entropy }, &|_| ())?.overall.rows` counts
//! the moments judged.
//! The next score is a variant of `Score`; the next figure is a field of `Accuracy` or `AlarmFigures`.

mod accuracy;
mod alarm;
mod alarm_figures;
mod bootstrap;
mod calibration;
mod evaluate;
mod figures;
mod history;
mod landmark;
mod not_enough;
mod ranked;
mod reliability;
#[cfg(test)]
mod samples;
mod score;
#[cfg(test)]
mod tests;

pub use accuracy::{Accuracy, Estimate};
pub use alarm::{Alarm, AlarmRule};
pub use alarm_figures::{AlarmFigures, Share};
pub use bootstrap::Resampling;
pub use evaluate::{Evaluation, evaluate};
pub use figures::Figures;
pub use history::AttendanceHistory;
pub use landmark::{FIRST_JUDGED, LONGEST_RUN_JUDGED, REMAINING_AT_LEAST};
pub use not_enough::NotEnough;
pub use reliability::{GROUPS, RiskGroup};
pub use score::Score;
