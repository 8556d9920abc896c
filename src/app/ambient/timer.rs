//! Sleeping: the one place that does.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;

use super::clock::ManualClock;
use crate::domain::time::Clock;

/// Sleeps until its clock shows an instant.
pub trait Timer: Send + Sync {
    /// Returns once the present has reached `at`; at once if it has already.
    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()>;
}

/// Sleeps by the runtime's timer and checks against a clock.
///
/// It looks at the clock at least once a minute: the runtime counts elapsed time, which a suspended host or a
/// corrected clock leaves apart from the time of day.
pub struct SystemTimer {
    clock: Arc<dyn Clock>,
}

/// The longest sleep without a look at the clock.
const LONGEST_NAP: Duration = Duration::from_secs(60);

impl SystemTimer {
    /// Sleeps by `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

impl Timer for SystemTimer {
    #[expect(clippy::disallowed_methods, reason = "the one place that sleeps")]
    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(async move {
            // A duration until a time that has passed is negative and does not convert: the loop ends.
            while let Ok(left) = Duration::try_from(at.duration_since(self.clock.now()))
                && !left.is_zero()
            {
                tokio::time::sleep(left.min(LONGEST_NAP)).await;
            }
        })
    }
}

impl Timer for ManualClock {
    fn sleep_until(&self, at: Timestamp) -> BoxFuture<'_, ()> {
        Box::pin(self.reached(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::ambient::SystemClock;

    #[tokio::test]
    async fn moving_the_manual_clock_wakes_only_the_sleepers_whose_time_has_come() {
        let start = Timestamp::from_second(1_700_000_000).unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let sleeper = |seconds: i64| {
            let clock = Arc::clone(&clock);
            tokio::spawn(
                async move { clock.sleep_until(start + jiff::SignedDuration::from_secs(seconds)).await },
            )
        };
        let (soon, late) = (sleeper(10), sleeper(60));
        tokio::task::yield_now().await;
        assert!(!soon.is_finished());

        clock.advance(Duration::from_secs(10));
        soon.await.unwrap();
        assert!(!late.is_finished());

        clock.advance(Duration::from_secs(3600));
        late.await.unwrap();
    }

    #[tokio::test]
    async fn a_time_that_has_passed_is_not_waited_for() {
        let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
        clock.sleep_until(Timestamp::UNIX_EPOCH).await;
        SystemTimer::new(clock).sleep_until(Timestamp::MIN).await;
    }

    #[tokio::test]
    async fn the_systems_timer_does_not_return_before_its_time() {
        let until = SystemClock.now() + jiff::SignedDuration::from_millis(30);
        SystemTimer::new(Arc::new(SystemClock)).sleep_until(until).await;
        assert!(SystemClock.now() >= until);
    }
}
