//! What is known of a client besides attendance, and which sessions it speaks of.

use std::collections::BTreeSet;

use super::coefficients::Coefficients;
use super::state::AttendanceState;

/// How many barriers count at the most.
pub const MOST_BARRIERS: u32 = 4;

/// Readings that did not improve say something from this many sessions on: some respond late.
const IMPROVEMENT_EXPECTED_AFTER: u32 = 6;

/// The sessions in which a long wait still tells.
const SESSIONS_MARKED_BY_WAITING: u32 = 3;

/// What is known of a client besides attendance; by default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covariates {
    /// What is known of the last miss; it acts while that run of misses goes on, and is over with it.
    pub last_miss: LastMiss,
    /// Two readings without reliable improvement; it acts on every coming session once six were held.
    pub no_improvement: bool,
    /// Two readings of reliable deterioration; it acts on every coming session.
    pub deterioration: bool,
    /// Barriers stated at intake, four at the most; they act on every coming session.
    pub barriers: u32,
    /// Weeks waited for the course; they act on its first three sessions.
    pub weeks_waited: u32,
    /// Which of the coming sessions lie in a holiday week or announced travel, the next one being 1; it acts on those.
    pub away: BTreeSet<u32>,
    /// What the client said about the next session; it acts on that one alone.
    pub reply: Reply,
}

/// What is known of the last miss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum LastMiss {
    /// Nothing.
    #[default]
    Unexplained,
    /// It was cancelled in time, or a reason was given.
    Explained,
    /// It was cancelled late.
    LateCancellation,
}

/// What the client said about the next session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Reply {
    /// Nothing.
    #[default]
    None,
    /// That they come.
    Confirmed,
    /// That they can't come.
    Declined,
}

impl Covariates {
    /// What they add to the log odds of a session `at` which the course stands, as known `now`.
    pub(super) fn effect(
        &self,
        coefficients: &Coefficients,
        now: &AttendanceState,
        at: &AttendanceState,
    ) -> f64 {
        let Self { last_miss, no_improvement, deterioration, barriers, weeks_waited, away, reply } = self;
        let when = |holds: bool, coefficient: f64| if holds { coefficient } else { 0.0 };
        let ahead = at.held - now.held + 1;
        let run_goes_on = now.run > 0 && at.attended == now.attended;
        let of_last_miss = match last_miss {
            LastMiss::Unexplained => 0.0,
            LastMiss::Explained => coefficients.explained_miss,
            LastMiss::LateCancellation => coefficients.late_cancellation,
        };
        let of_reply = match reply {
            Reply::None => 0.0,
            Reply::Confirmed => coefficients.confirmed,
            Reply::Declined => coefficients.declined,
        };
        let of_waiting = coefficients.week_waited * f64::from(*weeks_waited);
        when(run_goes_on, of_last_miss)
            + when(*no_improvement && now.held >= IMPROVEMENT_EXPECTED_AFTER, coefficients.no_improvement)
            + when(*deterioration, coefficients.deterioration)
            + coefficients.barrier * f64::from(*barriers.min(&MOST_BARRIERS))
            + when(at.held < SESSIONS_MARKED_BY_WAITING, of_waiting)
            + when(away.contains(&ahead), coefficients.away)
            + when(ahead == 1, of_reply)
    }
}

#[cfg(test)]
mod tests {
    use super::super::coefficients::PRIOR;
    use super::*;

    /// What `known` adds at each coming session, if all of them are missed, and if the next one is attended.
    fn effects(known: &Covariates, marks: &[bool], attend_next: bool) -> Vec<f64> {
        let now = AttendanceState::of_marks(marks, 8).unwrap();
        let mut marks = marks.to_vec();
        let mut effects = Vec::new();
        while marks.len() < 8 {
            let at = AttendanceState::of_marks(&marks, 8).unwrap();
            effects.push(known.effect(&PRIOR.means, &now, &at));
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
        let waited = Covariates { weeks_waited: 4, ..nothing };
        assert_eq!(effects(&waited, &[true], false), [-0.2, -0.2, 0.0, 0.0, 0.0, 0.0, 0.0]);
    }
}
