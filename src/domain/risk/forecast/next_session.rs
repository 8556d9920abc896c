//! The chance that the next session is attended, and that none is any more.

use super::coefficients::Coefficients;
use super::covariates::Covariates;
use super::state::AttendanceState;
use super::term::Term;

/// The probability that the next session is attended; nothing if none is to come.
#[must_use]
pub fn next_session(now: &AttendanceState, known: &Covariates, coefficients: &Coefficients) -> Option<f64> {
    (now.coming() > 0).then(|| session(now, now, known, coefficients))
}

/// The probability that no coming session is attended: 1 if none is to come.
///
/// It is what [`forecast`](super::forecast) says too, without the rest.
#[must_use]
pub fn no_further_attendance(now: &AttendanceState, known: &Covariates, coefficients: &Coefficients) -> f64 {
    let misses = std::iter::successors(Some(*now), |at| Some(at.missed()));
    let sessions = misses.take_while(|at| at.held < at.planned);
    sessions.map(|at| 1.0 - session(now, &at, known, coefficients)).product()
}

/// The probability that a session `at` which the course stands is attended, as known `now`.
pub(super) fn session(
    now: &AttendanceState,
    at: &AttendanceState,
    known: &Covariates,
    coefficients: &Coefficients,
) -> f64 {
    1.0 / (1.0 + (-log_odds(now, at, known, coefficients)).exp())
}

/// Its log odds.
fn log_odds(
    now: &AttendanceState,
    at: &AttendanceState,
    known: &Covariates,
    coefficients: &Coefficients,
) -> f64 {
    Term::ALL.iter().map(|term| coefficients.of(*term) * term.of_session(now, at, known)).sum()
}
