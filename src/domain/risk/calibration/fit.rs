//! The fit: the most likely coefficients under the prior and the observations, by Newton's method.

use nalgebra::{SMatrix, SVector};

use super::super::forecast::{Coefficients, Prior, TERMS, Term};
use super::observation::Observation;

/// How uncertain it is how much more, or less, a clinic's clients attend than others: the deviation of the clinic's own
/// constant. It adds to the prior's constant, so the two are fitted as one.
const CLINIC_DEVIATION: f64 = 0.5;

/// The most steps that are taken.
const MOST_STEPS: u32 = 50;

/// A step in which no coefficient changes by more ends the fit.
const CLOSE_ENOUGH: f64 = 1e-8;

/// How often a step that makes things worse is halved.
const HALVINGS: u32 = 30;

type Values = SVector<f64, TERMS>;
type Square = SMatrix<f64, TERMS, TERMS>;

/// The prior as the fit needs it, term by term.
struct Belief {
    means: Values,
    /// One over the variance.
    precisions: Values,
}

impl Belief {
    fn of(prior: &Prior) -> Self {
        let variance = |term: Term| {
            let own = prior.deviations.of(term).powi(2);
            if term == Term::Constant { own + CLINIC_DEVIATION.powi(2) } else { own }
        };
        Self {
            means: by_term(|term| prior.means.of(term)),
            precisions: by_term(|term| variance(term).recip()),
        }
    }
}

fn by_term(value: impl Fn(Term) -> f64) -> Values {
    Values::from_iterator(Term::ALL.iter().map(|term| value(*term)))
}

/// The most likely coefficients: the prior's means where nothing was observed.
pub(super) fn fit(prior: &Prior, observations: &[&Observation]) -> Coefficients {
    let belief = Belief::of(prior);
    let mut values = belief.means;
    let mut loss = penalised_loss(&belief, observations, &values);
    for _ in 0..MOST_STEPS {
        let Some(step) = newton_step(&belief, observations, &values) else { break };
        let Some((next, next_loss)) = shortened(&belief, observations, &values, &step, loss) else { break };
        let largest = (next - values).amax();
        (values, loss) = (next, next_loss);
        if largest < CLOSE_ENOUGH {
            break;
        }
    }
    Coefficients::from_terms(|term| values.get(term as usize).copied().unwrap_or_default())
}

/// The step to the minimum of the parabola that touches the loss here.
fn newton_step(belief: &Belief, observations: &[&Observation], values: &Values) -> Option<Values> {
    let mut gradient: Values = belief.precisions.component_mul(&(values - belief.means));
    let mut curvature = Square::from_diagonal(&belief.precisions);
    for observation in observations {
        let terms = Values::from(observation.terms);
        let chance = probability(terms.dot(values));
        let came = if observation.attended { 1.0 } else { 0.0 };
        gradient += terms * (chance - came);
        curvature.syger(chance * (1.0 - chance), &terms, &terms, 1.0);
    }
    curvature.fill_upper_triangle_with_lower_triangle();
    Some(-curvature.cholesky()?.solve(&gradient))
}

/// The step, halved until it makes nothing worse.
fn shortened(
    belief: &Belief,
    observations: &[&Observation],
    from: &Values,
    step: &Values,
    loss: f64,
) -> Option<(Values, f64)> {
    let lengths = std::iter::successors(Some(1.0_f64), |length| Some(length / 2.0)).take(HALVINGS as usize);
    lengths.map(|length| from + step * length).find_map(|values| {
        let shorter = penalised_loss(belief, observations, &values);
        (shorter <= loss).then_some((values, shorter))
    })
}

fn penalised_loss(belief: &Belief, observations: &[&Observation], values: &Values) -> f64 {
    let away = values - belief.means;
    let penalty = away.component_mul(&away).dot(&belief.precisions) / 2.0;
    penalty + observations.iter().map(|one| loss_of(one, values)).sum::<f64>()
}

/// The mean of minus the logarithm of what the coefficients gave to what happened; none of no observation.
pub(super) fn log_loss(coefficients: &Coefficients, observations: &[&Observation]) -> Option<f64> {
    let values = by_term(|term| coefficients.of(term));
    let total: f64 = observations.iter().map(|one| loss_of(one, &values)).sum();
    let count = u32::try_from(observations.len()).ok().filter(|count| *count > 0)?;
    Some(total / f64::from(count))
}

fn loss_of(observation: &Observation, values: &Values) -> f64 {
    let log_odds = Values::from(observation.terms).dot(values);
    let against = if observation.attended { -log_odds } else { log_odds };
    // The logarithm of 1 + e^x, without e^x where that is beyond all numbers.
    against.max(0.0) + (-against.abs()).exp().ln_1p()
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}
