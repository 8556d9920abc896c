//! How many mails a minute a server is given.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::mail::transport::failure::{Fault, Stage, Why};

/// Spaces out the beginnings of mails evenly: a provider that counts by the second is kept to as well.
///
/// Elapsed time, whatever the clock shows, as the server counts it.
pub(super) struct Pace {
    gap: Duration,
    longest_wait: Duration,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    /// At most so many a minute; a mail that would have to wait longer than `longest_wait` doesn't wait at all.
    pub(super) fn new(per_minute: u32, longest_wait: Duration) -> Self {
        Self { gap: gap(per_minute), longest_wait, next: Mutex::new(None) }
    }

    /// Waits for the next beginning.
    pub(super) async fn turn(&self) -> Result<(), Why> {
        let at = self.book(Instant::now()).ok_or(Why { stage: Stage::Turn, fault: Fault::Paced })?;
        sleep_until(at).await;
        Ok(())
    }

    /// Books the next beginning, unless it is too far off.
    fn book(&self, now: Instant) -> Option<Instant> {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let at = next.map_or(now, |next| next.max(now));
        if at - now > self.longest_wait {
            return None;
        }
        *next = Some(at + self.gap);
        Some(at)
    }
}

/// From one beginning to the next.
pub(super) fn gap(per_minute: u32) -> Duration {
    Duration::from_secs(60) / per_minute.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn beginnings_are_spaced_out_and_who_would_wait_too_long_is_sent_away() {
        let pace = Pace::new(30, 5 * SECOND);
        let now = Instant::now();
        let booked: Vec<_> = (0..4).map(|_| pace.book(now).map(|at| at - now)).collect();
        assert_eq!(booked, [Some(Duration::ZERO), Some(2 * SECOND), Some(4 * SECOND), None]);
        assert_eq!(pace.book(now + SECOND), Some(now + 6 * SECOND));
    }

    #[test]
    fn a_pause_is_not_made_up_for_by_a_rush() {
        let pace = Pace::new(60, SECOND);
        let now = Instant::now();
        pace.book(now).unwrap();
        let later = now + 60 * SECOND;
        assert_eq!(pace.book(later), Some(later));
        assert_eq!(pace.book(later), Some(later + SECOND));
    }
}
