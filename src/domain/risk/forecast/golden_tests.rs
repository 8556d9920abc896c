//! The forecast against figures that were computed apart from it, and a few that can be told without computing.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::{AttendanceState, Covariates, PRIOR, Reply, forecast, no_further_attendance};

#[derive(Deserialize)]
struct Golden {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    planned: u32,
    history: String,
    t: u32,
    attended: u32,
    run: u32,
    p_attend_next: f64,
    p_no_further: f64,
    expected_total: f64,
    p_total_le_8: f64,
    p_total_ge_12: f64,
    pmf: Vec<f64>,
}

fn state(history: &str, planned: u32) -> AttendanceState {
    let marks: Vec<_> = history.chars().map(|mark| mark == '1').collect();
    AttendanceState::of_marks(&marks, planned).unwrap()
}

#[test]
fn every_golden_case_is_met() {
    let golden: Golden = serde_json::from_str(include_str!("golden_dp.json")).unwrap();
    assert_eq!(golden.cases.len(), 24);
    for case in golden.cases {
        let now = state(&case.history, case.planned);
        assert_eq!((now.held(), now.attended(), now.run()), (case.t, case.attended, case.run));
        let told = forecast(&now, &Covariates::default(), &PRIOR.means);
        for (what, figure, expected) in [
            ("the next session", told.next_session().unwrap(), case.p_attend_next),
            ("no further session", told.no_further_attendance(), case.p_no_further),
            ("sessions expected", told.expected_total(), case.expected_total),
            ("eight or fewer", told.at_most(8), case.p_total_le_8),
            ("twelve or more", 1.0 - told.at_most(11), case.p_total_ge_12),
        ] {
            assert!((figure - expected).abs() <= 1e-6, "{}: {what}: {figure}, not {expected}", case.history);
        }
        assert_eq!(told.further().len(), case.pmf.len(), "{}", case.history);
        for (figure, expected) in told.further().iter().zip(&case.pmf) {
            assert!((figure - expected).abs() <= 1e-6, "{}: {figure}, not {expected}", case.history);
        }
    }
}

#[test]
fn a_course_that_is_over_has_its_total_and_no_next_session() {
    let told = forecast(&state("1101", 4), &Covariates::default(), &PRIOR.means);
    assert_eq!((told.next_session(), told.further()), (None, [1.0].as_slice()));
    assert_eq!((told.expected_total(), told.interval()), (3.0, (3, 3)));
    assert_eq!((told.at_most(2), told.at_most(3), told.no_further_attendance()), (0.0, 1.0, 1.0));
}

#[test]
fn a_course_that_has_not_begun_is_forecast() {
    let told = forecast(&state("", 16), &Covariates::default(), &PRIOR.means);
    assert!(told.next_session().is_some_and(|chance| (0.8..0.9).contains(&chance)), "{told:?}");
    assert!((8.0..14.0).contains(&told.expected_total()), "{told:?}");
}

#[test]
fn one_declined_session_after_six_of_six_worries_nobody() {
    let now = state("111111", 16);
    let risk = |known: &Covariates| no_further_attendance(&now, known, &PRIOR.means);
    let declined = Covariates { reply: Reply::Declined, ..Covariates::default() };
    let travels = Covariates { away: BTreeSet::from([1, 2]), ..declined.clone() };
    assert!(risk(&declined) > risk(&Covariates::default()) && risk(&declined) < 0.25, "{}", risk(&declined));
    assert!(risk(&travels) < 0.25, "{}", risk(&travels));
    let next = forecast(&now, &declined, &PRIOR.means).next_session();
    assert!(next.is_some_and(|chance| chance < 0.5), "{next:?}");
}
