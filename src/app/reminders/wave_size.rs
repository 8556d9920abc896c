//! How many mails are begun together.

use jiff::SignedDuration;

/// How long a mail that was begun waits for a connection; after that it is left to another wave.
pub(super) const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(1);

/// How long what was known when a mail was begun is taken as it was: hardly longer than handing it over takes. One that waits longer is
/// asked for once more.
pub(super) const STILL_FRESH: SignedDuration = SignedDuration::from_millis(50);

/// Waves grow while they take no longer than this: one of twice the size is then still handed over in time.
const QUICK: SignedDuration = SignedDuration::from_millis(250);

/// To how many times what is handed over at once they grow.
const MOST: usize = 16;

/// How many mails are begun together.
///
/// Together they cost the database little. But if the worker dies, what was begun is in doubt, and a change can hardly call it back. So
/// only as many as are soon handed over: as many as there are connections at first and whenever the server is slow.
#[derive(Debug, Clone, Copy)]
pub(super) struct WaveSize {
    at_once: usize,
    mails: usize,
}

impl WaveSize {
    /// Of the first wave, where so many mails are handed over at once.
    pub(super) fn new(at_once: usize) -> Self {
        let at_once = at_once.max(1);
        Self { at_once, mails: at_once }
    }

    /// How many mails the next wave has; at least one.
    pub(super) const fn mails(self) -> usize {
        self.mails
    }

    /// After a wave that took so long.
    pub(super) fn adapt(&mut self, took: SignedDuration) {
        if took <= QUICK {
            self.mails = (self.mails * 2).min(self.at_once.saturating_mul(MOST));
        } else if took > LONGEST_WAIT {
            self.mails = self.at_once;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sizes(took: &[i64]) -> Vec<usize> {
        let mut size = WaveSize::new(4);
        let adapted = took.iter().map(|millis| {
            size.adapt(SignedDuration::from_millis(*millis));
            size.mails()
        });
        adapted.collect()
    }

    #[test]
    fn waves_grow_while_they_are_quick_and_shrink_when_one_is_late() {
        assert_eq!(sizes(&[10, 10, 250, 600, 1000, 1001, 2000, 0]), [8, 16, 32, 32, 32, 4, 4, 8]);
        assert_eq!(sizes(&[0; 6]), [8, 16, 32, 64, 64, 64]);
    }

    #[test]
    fn there_is_always_one_at_least() {
        assert_eq!(WaveSize::new(0).mails(), 1);
    }
}
