//! What speaks for and against the next session, beside a client of whom nothing is known yet.

use super::coefficients::Coefficients;
use super::covariates::Covariates;
use super::state::AttendanceState;
use super::term::Term;

/// What each term adds to the log odds of the next session, beside a client before the first session of whom nothing is
/// known; the strongest first, what adds nothing left out. Nothing at all if no session is to come.
#[must_use]
pub fn contributions(
    now: &AttendanceState,
    known: &Covariates,
    coefficients: &Coefficients,
) -> Vec<(Term, f64)> {
    if now.coming() == 0 {
        return Vec::new();
    }
    let beginning = AttendanceState { held: 0, attended: 0, run: 0, planned: now.planned };
    let nothing = Covariates::default();
    let mut added: Vec<(Term, f64)> = Term::ALL
        .iter()
        .map(|term| {
            let more = term.of_session(now, now, known) - term.of_session(&beginning, &beginning, &nothing);
            (*term, coefficients.of(*term) * more)
        })
        .filter(|(_, log_odds)| *log_odds != 0.0)
        .collect();
    added.sort_by(|(one, a), (other, b)| b.abs().total_cmp(&a.abs()).then(one.cmp(other)));
    added
}

#[cfg(test)]
mod tests {
    use super::super::coefficients::PRIOR;
    use super::super::covariates::LastMiss;
    use super::super::next_session::next_session;
    use super::*;

    #[test]
    fn they_explain_the_whole_difference_the_strongest_first() {
        let now = AttendanceState::of_marks(&[true, false, true, false, false], 16).unwrap();
        let known = Covariates { last_miss: LastMiss::Explained, barriers: 2, ..Covariates::default() };
        let added = contributions(&now, &known, &PRIOR.means);
        let terms: Vec<Term> = added.iter().map(|(term, _)| *term).collect();
        assert_eq!(terms, [Term::TwoMissed, Term::ExplainedMiss, Term::AttendanceRate, Term::Barriers]);
        let log_odds = |now: &AttendanceState, known: &Covariates| {
            let chance = next_session(now, known, &PRIOR.means).unwrap();
            (chance / (1.0 - chance)).ln()
        };
        let nobody = log_odds(&AttendanceState::of_marks(&[], 16).unwrap(), &Covariates::default());
        let explained: f64 = added.iter().map(|(_, log_odds)| log_odds).sum();
        assert!((nobody + explained - log_odds(&now, &known)).abs() < 1e-12);
    }

    #[test]
    fn a_course_that_is_over_has_none() {
        let now = AttendanceState::of_marks(&[true, false], 2).unwrap();
        assert_eq!(contributions(&now, &Covariates::default(), &PRIOR.means), []);
    }
}
