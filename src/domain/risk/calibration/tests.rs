//! What a calibration learns, and when it is used.

use uuid::Uuid;

use super::super::forecast::{PRIOR, TERMS, Term};
use super::super::samples::Sample;
use super::fit::{fit, log_loss};
use super::{MARKS_NEEDED, NotEnoughMarks, Observation, Verdict, calibrate, observations};
use crate::domain::attendance::samples::ledger;
use crate::domain::ids::{ClientId, EnrollmentId};

/// The observations of so many clients, each with a course of these marks.
fn clients(count: u128, marks: impl Fn(u128) -> String) -> Vec<Observation> {
    let of_client = |n: u128| {
        let sample = Sample::of(ledger(&marks(n)));
        let (client, enrollment) =
            (ClientId::from_uuid(Uuid::from_u128(n)), EnrollmentId::from_uuid(Uuid::from_u128(n)));
        observations(client, enrollment, &sample.course(), false)
    };
    (0..count).flat_map(of_client).collect()
}

/// A course of sixteen in which every fourth session is missed, at another week for each client.
fn steady(n: u128) -> String {
    (0..16).map(|week| if (week + n) % 4 == 3 { 'N' } else { 'A' }).collect()
}

#[test]
fn a_course_gives_an_observation_for_each_opportunity_as_it_was_known_before() {
    let all = clients(1, |_| "AN.EA".to_owned());
    assert_eq!(all.iter().map(|one| one.attended).collect::<Vec<_>>(), [true, false, true]);
    let amount = |at: usize, term: Term| all[at].terms[term as usize];
    assert_eq!([0, 1, 2].map(|at| amount(at, Term::OneMissed)), [0.0, 0.0, 1.0]);
    assert_eq!([0, 1, 2].map(|at| amount(at, Term::Constant)), [1.0; 3]);
}

#[test]
fn without_observations_the_prior_is_kept() {
    assert_eq!(fit(&PRIOR, &[]), PRIOR.means);
}

/// The gradient of the penalised loss vanishes at the fit: checked by differences, without the fit's own derivatives.
#[test]
fn the_fit_is_the_minimum_of_the_penalised_loss() {
    let all = clients(30, steady);
    let seen: Vec<&Observation> = all.iter().collect();
    let fitted = fit(&PRIOR, &seen);
    let penalised = |values: &[f64; TERMS]| {
        let coefficients = super::super::forecast::Coefficients::from_terms(|term| values[term as usize]);
        let penalty: f64 = Term::ALL
            .iter()
            .map(|term| {
                let clinic = if *term == Term::Constant { 0.25 } else { 0.0 };
                let variance = PRIOR.deviations.of(*term).powi(2) + clinic;
                (coefficients.of(*term) - PRIOR.means.of(*term)).powi(2) / variance / 2.0
            })
            .sum();
        penalty + log_loss(&coefficients, &seen).unwrap() * f64::from(u32::try_from(seen.len()).unwrap())
    };
    let at: [f64; TERMS] = std::array::from_fn(|term| fitted.of(Term::ALL[term]));
    for term in 0..TERMS {
        let moved = |by: f64| {
            let mut values = at;
            values[term] += by;
            penalised(&values)
        };
        let slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
        assert!(slope.abs() < 1e-4, "{:?}: {slope}", Term::ALL[term]);
    }
}

#[test]
fn a_clinic_unlike_the_prior_gets_coefficients_of_its_own() {
    let all = clients(60, steady);
    let calibrated = calibrate(&all).unwrap();
    assert_eq!(calibrated.verdict, Verdict::Accepted);
    assert!(calibrated.report.log_loss < calibrated.report.prior_log_loss);
    assert_eq!(
        (calibrated.report.marks, calibrated.report.clients, calibrated.report.enrollments),
        (960, 60, 60)
    );
    // Here everybody comes back after a miss: the prior says otherwise.
    assert!(calibrated.coefficients.of(Term::OneMissed) > PRIOR.means.of(Term::OneMissed));
    assert_eq!(calibrate(&all), Ok(calibrated), "the same marks give the same answer");
}

#[test]
fn a_fit_that_is_no_better_on_clients_it_has_not_seen_is_not_used() {
    // The clients held out, every fifth, do the contrary of the others.
    let contrary = |n: u128| {
        if n.is_multiple_of(5) { "NNNNNNNNNNNNNNNN".to_owned() } else { "ANANANANANANANAN".to_owned() }
    };
    assert_eq!(calibrate(&clients(60, contrary)).unwrap().verdict, Verdict::NoBetter);
}

#[test]
fn few_marks_or_a_single_client_are_not_enough() {
    let few = clients(12, steady);
    assert_eq!(few.len(), 192);
    assert_eq!(calibrate(&few), Err(NotEnoughMarks { marks: 192, clients: 12 }));
    assert_eq!(calibrate(&[]), Err(NotEnoughMarks { marks: 0, clients: 0 }));
    let one: Vec<Observation> = (0..20).flat_map(|_| clients(1, steady)).collect();
    assert!(one.len() > MARKS_NEEDED);
    assert!(calibrate(&one).unwrap_err().to_string().contains("prior only"));
}
