//! The terms of the log odds, one by one: how much of each a session has.

use super::covariates::{Covariates, LastMiss, MOST_BARRIERS, MOST_WEEKS_WAITED, Reply};
use super::state::AttendanceState;
use crate::domain::words::words;

/// As if this many sessions had been held before the first, and one fewer attended: a rate is never 0 or 1.
const SESSIONS_BEFOREHAND: f64 = 5.0;
const ATTENDED_BEFOREHAND: f64 = 4.0;

/// Sessions that still count as the beginning.
const EARLY: u32 = 3;

/// Readings that did not improve say something from this many sessions on: some respond late.
const IMPROVEMENT_EXPECTED_AFTER: u32 = 6;

/// The sessions in which a long wait still tells.
const SESSIONS_MARKED_BY_WAITING: u32 = 3;

words! {
    /// A term of the log odds that a session is attended.
    pub enum Term {
        /// The same for everybody.
        Constant = "CONSTANT",
        /// The log odds of the rate attended so far.
        AttendanceRate = "ATTENDANCE_RATE",
        /// The last session was missed.
        OneMissed = "ONE_MISSED",
        /// The last two were.
        TwoMissed = "TWO_MISSED",
        /// The last three were.
        ThreeMissed = "THREE_MISSED",
        /// The last four or more were.
        FourMissed = "FOUR_OR_MORE_MISSED",
        /// Three sessions or fewer were held.
        Early = "EARLY",
        /// The share of the course that is over.
        Progress = "PROGRESS",
        /// The last miss was cancelled in time, or a reason was given.
        ExplainedMiss = "EXPLAINED_MISS",
        /// The last miss was a late cancellation.
        LateCancellation = "LATE_CANCELLATION",
        /// No reliable improvement by the sixth session, at two readings.
        NoImprovement = "NO_IMPROVEMENT",
        /// Reliable deterioration, at two readings.
        Deterioration = "DETERIORATION",
        /// Barriers stated at intake.
        Barriers = "BARRIERS",
        /// Weeks waited, in the first three sessions.
        WeeksWaited = "WEEKS_WAITED",
        /// A holiday week, or an absence that was announced.
        Away = "AWAY",
        /// The client said that they come.
        Confirmed = "CONFIRMED",
        /// The client said that they can't come.
        Declined = "DECLINED",
    }
}

/// How many terms there are.
pub const TERMS: usize = Term::ALL.len();

impl Term {
    /// How much of it a session `at` which the course stands has, as known `now`; its coefficient times this is what it
    /// adds to the log odds.
    #[must_use]
    pub fn of_session(self, now: &AttendanceState, at: &AttendanceState, known: &Covariates) -> f64 {
        let when = |holds: bool| if holds { 1.0 } else { 0.0 };
        let ahead = at.held - now.held + 1;
        let run_goes_on = now.run > 0 && at.attended == now.attended;
        match self {
            Self::Constant => 1.0,
            Self::AttendanceRate => log_odds_of_rate(at),
            Self::OneMissed => when(at.run == 1),
            Self::TwoMissed => when(at.run == 2),
            Self::ThreeMissed => when(at.run == 3),
            Self::FourMissed => when(at.run >= 4),
            Self::Early => when(at.held <= EARLY),
            Self::Progress => f64::from(at.held) / f64::from(at.planned),
            Self::ExplainedMiss => when(run_goes_on && known.last_miss == LastMiss::Explained),
            Self::LateCancellation => when(run_goes_on && known.last_miss == LastMiss::LateCancellation),
            Self::NoImprovement => when(known.no_improvement && now.held >= IMPROVEMENT_EXPECTED_AFTER),
            Self::Deterioration => when(known.deterioration),
            Self::Barriers => f64::from(known.barriers.min(MOST_BARRIERS)),
            Self::WeeksWaited if at.held < SESSIONS_MARKED_BY_WAITING => {
                f64::from(known.weeks_waited.min(MOST_WEEKS_WAITED))
            }
            Self::WeeksWaited => 0.0,
            Self::Away => when(known.away.contains(&ahead)),
            Self::Confirmed => when(ahead == 1 && known.reply == Reply::Confirmed),
            Self::Declined => when(ahead == 1 && known.reply == Reply::Declined),
        }
    }
}

fn log_odds_of_rate(at: &AttendanceState) -> f64 {
    let rate = (f64::from(at.attended) + ATTENDED_BEFOREHAND) / (f64::from(at.held) + SESSIONS_BEFOREHAND);
    (rate / (1.0 - rate)).ln()
}

#[cfg(test)]
mod tests {
    use super::super::coefficients::PRIOR;
    use super::*;
    use std::collections::BTreeSet;

    /// What `known` adds at each coming session, if all of them are missed, or the next one alone is attended.
    fn effects(known: &Covariates, marks: &[bool], attend_next: bool) -> Vec<f64> {
        let now = AttendanceState::of_marks(marks, 8).unwrap();
        let mut marks = marks.to_vec();
        let mut effects = Vec::new();
        while marks.len() < 8 {
            let at = AttendanceState::of_marks(&marks, 8).unwrap();
            let of_term = |term: Term| PRIOR.means.of(term) * term.of_session(&now, &at, known);
            let first = Term::ALL.iter().position(|term| *term == Term::ExplainedMiss).unwrap();
            effects.push(Term::ALL[first..].iter().copied().map(of_term).sum());
            marks.push(attend_next && effects.len() == 1);
        }
        effects
    }

    #[test]
    fn each_acts_on_the_sessions_it_speaks_of() {
        let nothing = Covariates::default();
        let explained = Covariates { last_miss: LastMiss::Explained, ..nothing.clone() };
        let late = Covariates { last_miss: LastMiss::LateCancellation, ..nothing.clone() };
        let declined = Covariates { reply: Reply::Declined, ..nothing.clone() };
        let confirmed = Covariates { reply: Reply::Confirmed, ..nothing.clone() };
        let away = Covariates { away: BTreeSet::from([2, 9]), ..nothing.clone() };
        let barriers = Covariates { barriers: 9, ..nothing.clone() };
        let stuck = Covariates { no_improvement: true, ..nothing.clone() };
        let worse = Covariates { deterioration: true, ..nothing.clone() };
        let missed_last = [true, true, true, true, true, false];
        let attended = [true; 6];
        for (known, marks, attend_next, expected) in [
            (&nothing, &missed_last, false, [0.0, 0.0]),
            (&explained, &missed_last, false, [0.8, 0.8]),
            (&explained, &missed_last, true, [0.8, 0.0]),
            (&late, &missed_last, true, [0.3, 0.0]),
            (&explained, &attended, false, [0.0, 0.0]),
            (&declined, &attended, false, [-3.0, 0.0]),
            (&confirmed, &attended, false, [0.7, 0.0]),
            (&away, &attended, false, [0.0, -0.7]),
            (&barriers, &attended, false, [-0.6, -0.6]),
            (&stuck, &attended, false, [-0.35, -0.35]),
            (&worse, &attended, true, [-0.5, -0.5]),
        ] {
            assert_eq!(effects(known, marks, attend_next), expected, "{known:?}");
        }
        assert_eq!(effects(&stuck, &[true; 5], false), [0.0; 3], "not before the sixth session");
        let waited = Covariates { weeks_waited: 4, ..nothing.clone() };
        assert_eq!(effects(&waited, &[true], false), [-0.2, -0.2, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let [longest, longer] =
            [MOST_WEEKS_WAITED, 200].map(|weeks_waited| Covariates { weeks_waited, ..waited.clone() });
        assert_eq!(effects(&longer, &[true], false), effects(&longest, &[true], false));
    }
}
