//! The fit, held against clients it has not seen.

use super::super::forecast::{Coefficients, MODEL_VERSION, PRIOR};
use super::fit::{fit, log_loss};
use super::observation::Observation;
use super::report::Report;
use crate::domain::ids::ClientId;
use crate::domain::words::words;

/// Below this many marks the prior is used as it is: fits on few clients are worse than the prior (twenty clients of the
/// BRIGHT trial, PMC3230556).
pub const MARKS_NEEDED: usize = 200;

/// One client in five is held out.
const HELD_OUT_ONE_IN: u128 = 5;

words! {
    /// Whether a fit is used.
    pub enum Verdict {
        /// On the clients held out it is no worse than the prior.
        Accepted = "ACCEPTED",
        /// It is worse, so it is not used.
        NoBetter = "NO_BETTER",
    }
}

/// A fit and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrated {
    /// Fitted to all marks, those held out among them once the fit to the others had been judged on them.
    pub coefficients: Coefficients,
    /// Whether it is used.
    pub verdict: Verdict,
    /// What it was judged by.
    pub report: Report,
}

/// There are too few marks, or too few clients, to learn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "{marks} marks of {clients} clients: prior only, until there are {MARKS_NEEDED} marks of several clients"
)]
pub struct NotEnoughMarks {
    /// Marks there are.
    pub marks: usize,
    /// Clients they are of.
    pub clients: usize,
}

/// Fits the coefficients to a clinic's observations, and judges the fit on clients it has not seen: which ones is decided by
/// their ids, so that the same marks give the same answer.
///
/// # Errors
/// `NotEnoughMarks` below [`MARKS_NEEDED`] marks, or if no client can be held out.
pub fn calibrate(observations: &[Observation]) -> Result<Calibrated, NotEnoughMarks> {
    let (held_out, seen): (Vec<&Observation>, Vec<&Observation>) =
        observations.iter().partition(|one| is_held_out(one.client));
    let clients = distinct(observations.iter().map(|one| one.client));
    let not_enough = NotEnoughMarks { marks: observations.len(), clients };
    if observations.len() < MARKS_NEEDED || seen.is_empty() {
        return Err(not_enough);
    }
    let judged = fit(&PRIOR, &seen);
    let (Some(loss), Some(prior_loss)) = (log_loss(&judged, &held_out), log_loss(&PRIOR.means, &held_out))
    else {
        return Err(not_enough);
    };
    let all: Vec<&Observation> = observations.iter().collect();
    let coefficients = fit(&PRIOR, &all);
    Ok(Calibrated {
        coefficients,
        verdict: if loss <= prior_loss { Verdict::Accepted } else { Verdict::NoBetter },
        report: Report {
            model_version: MODEL_VERSION,
            marks: observations.len(),
            clients,
            enrollments: distinct(observations.iter().map(|one| one.enrollment)),
            held_out_marks: held_out.len(),
            log_loss: loss,
            prior_log_loss: prior_loss,
        },
    })
}

fn distinct<T: Ord>(all: impl Iterator<Item = T>) -> usize {
    all.collect::<std::collections::BTreeSet<T>>().len()
}

/// The random end of an id decides.
fn is_held_out(client: ClientId) -> bool {
    client.uuid().as_u128().is_multiple_of(HELD_OUT_ONE_IN)
}
