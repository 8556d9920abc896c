//! How long is waited for a server.

use std::time::Duration;

use tokio::time::Instant;

/// How long to wait for each answer, and how long for all of them together until a mail's message is written.
///
/// Elapsed time, whatever the clock shows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    each: Duration,
    all: Duration,
    since: Instant,
}

impl Patience {
    /// From now on: `each` for each answer, `all` for all of them.
    pub(super) fn new(each: Duration, all: Duration) -> Self {
        Self { each, all, since: Instant::now() }
    }

    /// As long as each answer may take, however many there are.
    pub(super) fn endless(each: Duration) -> Self {
        Self::new(each, Duration::MAX)
    }

    /// For the next answer.
    pub(super) fn next(self) -> Duration {
        self.each.min(self.left())
    }

    /// For all that are still to come.
    pub(super) fn left(self) -> Duration {
        self.all.saturating_sub(self.since.elapsed())
    }

    /// For the answer to the message, which has its whole time.
    pub(super) const fn last(self) -> Duration {
        self.each
    }
}
