//! How long a change goes on that loses races against others.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::app::ambient::{SystemClock, SystemTimer, Timer};
use crate::domain::randomness::Entropy;
use crate::domain::reminders::{Backoff, retry_at};
use crate::domain::time::Clock;

/// The waits between tries: about as long as a transaction takes at first, so that a rival has finished.
const BACKOFF: Backoff =
    Backoff { base: SignedDuration::from_millis(10), cap: SignedDuration::from_millis(500) };

/// How long a change goes on that loses races, and the clock and the timer by which that is measured.
///
/// Not the application's clock: the demo's and the tests' stand still, and transactions take their time nevertheless.
#[derive(Clone)]
pub struct RacePatience {
    clock: Arc<dyn Clock>,
    timer: Arc<dyn Timer>,
    bound: SignedDuration,
}

impl RacePatience {
    /// What a server has whose configuration says nothing else.
    pub const DEFAULT_BOUND: SignedDuration = SignedDuration::from_secs(10);

    /// Begins no try later than `bound` after the first; waits by `timer`, which goes with `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, timer: Arc<dyn Timer>, bound: SignedDuration) -> Self {
        Self { clock, timer, bound }
    }

    /// The same by the host's clock.
    #[must_use]
    pub fn of_the_host(bound: SignedDuration) -> Self {
        let clock = Arc::new(SystemClock);
        Self::new(clock.clone(), Arc::new(SystemTimer::new(clock)), bound)
    }

    /// One change begins now.
    #[must_use]
    pub fn begin(&self) -> Races<'_> {
        let give_up_at = self.clock.now().saturating_add(self.bound).unwrap_or(Timestamp::MAX);
        Races { patience: self, give_up_at }
    }
}

/// The races of one change.
#[derive(Clone, Copy)]
pub struct Races<'a> {
    patience: &'a RacePatience,
    give_up_at: Timestamp,
}

impl Races<'_> {
    /// After so many lost races: waits (exponential with full jitter) and answers true, or at once false if it has been
    /// enough.
    pub async fn again(self, lost: u32, entropy: &dyn Entropy) -> bool {
        let RacePatience { clock, timer, bound: _ } = self.patience;
        let Some(at) = retry_at(lost, BACKOFF, self.give_up_at, clock.now(), entropy) else { return false };
        timer.sleep_until(at).await;
        true
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use futures_util::future::BoxFuture;

    use super::*;
    use crate::app::ambient::{ManualClock, SeededEntropy};

    /// Sleeps by moving the clock, and a millisecond passes with each try.
    struct Leap {
        clock: Arc<ManualClock>,
        waits: Mutex<Vec<SignedDuration>>,
    }

    impl Timer for Leap {
        fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
            self.waits.lock().unwrap().push(at.duration_since(self.clock.now()));
            self.clock.set(at + SignedDuration::from_millis(1));
            Box::pin(std::future::ready(()))
        }
    }

    #[tokio::test]
    async fn a_change_that_always_loses_waits_longer_and_longer_and_gives_up_in_time() {
        let start = Timestamp::UNIX_EPOCH;
        let clock = Arc::new(ManualClock::new(start));
        let leap = Arc::new(Leap { clock: clock.clone(), waits: Mutex::default() });
        let bound = SignedDuration::from_secs(10);
        let patience = RacePatience::new(clock.clone(), leap.clone(), bound);
        let (races, entropy) = (patience.begin(), SeededEntropy::new(1));
        let mut lost = 1;
        while races.again(lost, &entropy).await {
            lost += 1;
        }
        let took = clock.now().duration_since(start);
        assert!(took >= bound && took <= bound + SignedDuration::from_millis(1), "{took:?}");
        let waits = leap.waits.lock().unwrap();
        assert!((20..200).contains(&waits.len()), "{}", waits.len());
        assert!(waits[0] < BACKOFF.base && waits[1] < BACKOFF.base * 2);
        assert!(waits.iter().all(|wait| *wait < BACKOFF.cap));
        let distinct: std::collections::BTreeSet<_> = waits.iter().collect();
        assert!(distinct.len() > waits.len() / 2, "drawn, not counted: {waits:?}");
    }

    #[tokio::test]
    async fn nobody_waits_who_has_no_time_left() {
        let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
        let patience = RacePatience::new(clock.clone(), clock.clone(), SignedDuration::from_secs(1));
        let races = patience.begin();
        clock.advance(std::time::Duration::from_secs(1));
        assert!(!races.again(1, &SeededEntropy::new(1)).await);
    }
}
