//! The chance that the next session is attended, and that none is any more.

use super::coefficients::Coefficients;
use super::covariates::Covariates;
use super::state::AttendanceState;

/// As if this many sessions had been held before the first, and one fewer attended: a rate is never 0 or 1.
const SESSIONS_BEFOREHAND: f64 = 5.0;
const ATTENDED_BEFOREHAND: f64 = 4.0;

/// Sessions that still count as the beginning.
const EARLY: u32 = 3;

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
    let log_odds = of_attendance(at, coefficients) + known.effect(coefficients, now, at);
    1.0 / (1.0 + (-log_odds).exp())
}

fn of_attendance(at: &AttendanceState, coefficients: &Coefficients) -> f64 {
    let AttendanceState { held, attended, run, planned } = *at;
    let of_run = match run {
        0 => 0.0,
        run => coefficients.runs[coefficients.runs.len().min(run as usize) - 1],
    };
    let rate = (f64::from(attended) + ATTENDED_BEFOREHAND) / (f64::from(held) + SESSIONS_BEFOREHAND);
    coefficients.constant
        + coefficients.logit_rate * (rate / (1.0 - rate)).ln()
        + of_run
        + if held <= EARLY { coefficients.early } else { 0.0 }
        + coefficients.progress * f64::from(held) / f64::from(planned)
}
