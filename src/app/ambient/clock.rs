//! The system's clock, and one that is moved by hand.

use std::time::Duration;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use tokio::sync::watch;

use crate::domain::time::Clock;

/// The host's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the host's clock")]
    fn now(&self) -> Timestamp {
        whole_milliseconds(Timestamp::now())
    }
}

/// A clock that stands still until it is moved: the present of tests and of the demo.
///
/// It is a `Timer` too: moving it wakes whoever sleeps until a time it has reached.
#[derive(Debug)]
pub struct ManualClock {
    present: watch::Sender<Timestamp>,
}

impl ManualClock {
    /// Starts at `present`, cut to whole milliseconds.
    #[must_use]
    pub fn new(present: Timestamp) -> Self {
        Self { present: watch::Sender::new(whole_milliseconds(present)) }
    }

    /// Moves the present forward and wakes the sleepers whose time has come.
    ///
    /// It stays where it is rather than leave the years jiff can count (−9999 to 9999).
    pub fn advance(&self, by: Duration) {
        self.present.send_modify(|now| *now = now.checked_add(by).map_or(*now, whole_milliseconds));
    }

    /// Sets the present, back as well as forward; wakes the sleepers whose time has come.
    pub fn set(&self, present: Timestamp) {
        self.present.send_replace(whole_milliseconds(present));
    }

    /// Returns once the present has reached `at`.
    pub(super) async fn reached(&self, at: Timestamp) {
        // Fails only when the sender is gone, and `self` owns it.
        let _ = self.present.subscribe().wait_for(|now| *now >= at).await;
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.present.borrow()
    }
}

/// Cuts an instant to what both databases store without loss.
fn whole_milliseconds(instant: Timestamp) -> Timestamp {
    let cut = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Floor);
    instant.round(cut).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_stands_still_until_it_is_moved() {
        let clock = ManualClock::new("2025-03-01T09:00:00Z".parse().unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now().to_string(), "2025-03-01T09:01:30Z");
        clock.set(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now(), Timestamp::UNIX_EPOCH);
    }

    #[test]
    fn both_clocks_tell_whole_milliseconds() {
        let clock = ManualClock::new("2025-03-01T09:00:00.123999999Z".parse().unwrap());
        assert_eq!(clock.now().to_string(), "2025-03-01T09:00:00.123Z");
        assert_eq!(SystemClock.now().subsec_nanosecond() % 1_000_000, 0);
    }
}
