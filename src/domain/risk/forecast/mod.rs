//! The forecast of attendance: one logistic for the next session, and what follows from it for the whole course.
//!
//! Owns: the coefficients with what was believed of them beforehand, where a course stands, what else is known of a
//! client, the chance of the next session, and the exact distribution of sessions still attended. Must not know:
//! ledgers, flags, files, who reads it; sex, race, religion, language, insurance, diagnosis and problem area are
//! never used.
//! Example: `forecast(&AttendanceState::of_marks(&[true, false], 16)?, &Covariates::default(), &PRIOR.means)` tells
//! what may come of a client who missed the second of sixteen sessions.
//! The next thing known of a client is a field of `Covariates`, a `Term` with the sessions it acts on, and its coefficient.

mod coefficients;
mod contributions;
mod covariates;
mod distribution;
#[cfg(test)]
mod golden_tests;
mod next_session;
#[cfg(test)]
mod properties;
mod state;
mod term;

pub use coefficients::{Coefficients, MODEL_VERSION, PRIOR, Prior};
pub use contributions::contributions;
pub use covariates::{Covariates, LastMiss, MOST_BARRIERS, MOST_WEEKS_WAITED, Reply};
pub use distribution::{Forecast, forecast};
pub use next_session::{next_session, no_further_attendance};
pub use state::{AttendanceState, MOST_SESSIONS, StateError};
pub use term::{TERMS, Term};
