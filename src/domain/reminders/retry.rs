//! When a mail that failed for now is tried again.

use jiff::{SignedDuration, Timestamp};

use crate::domain::randomness::Entropy;

/// How the waits grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backoff {
    /// The longest wait after the first failure; it doubles with each.
    pub base: SignedDuration,
    /// No wait is longer.
    pub cap: SignedDuration,
}

/// The instant of the next try after `failures` of them: exponential with full jitter, which keeps thousands of mails
/// that failed together from coming back together
/// (<https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
///
/// Between `now` and `min(cap, base · 2^(failures − 1))` later, and always before `not_after`; none if that has passed.
#[must_use]
pub fn retry_at(
    failures: u32,
    backoff: Backoff,
    not_after: Timestamp,
    now: Timestamp,
    entropy: &dyn Entropy,
) -> Option<Timestamp> {
    let left = not_after.duration_since(now);
    let doublings = failures.saturating_sub(1).min(30);
    let grown = backoff.base.checked_mul(1 << doublings).unwrap_or(backoff.cap);
    let longest =
        u64::try_from(grown.min(backoff.cap).min(left).as_millis()).ok().filter(|_| left.is_positive())?;
    let mut bytes = [0; 8];
    entropy.fill(&mut bytes);
    let wait = u64::from_be_bytes(bytes) % longest.max(1);
    now.checked_add(SignedDuration::from_millis(i64::try_from(wait).ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every draw is this number.
    struct Always(u64);
    impl Entropy for Always {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0.to_be_bytes());
        }
    }

    proptest! {
        #[test]
        fn a_retry_lies_within_its_window_and_before_the_start(
            failures in 0_u32..100,
            base in 1_i64..3600,
            cap in 3600_i64..86_400,
            left in -10_i64..100_000,
            draw: u64,
        ) {
            let backoff = Backoff { base: SignedDuration::from_secs(base), cap: SignedDuration::from_secs(cap) };
            let now = Timestamp::from_second(1_700_000_000).unwrap();
            let not_after = now + SignedDuration::from_secs(left);
            let retry = retry_at(failures, backoff, not_after, now, &Always(draw));
            prop_assert_eq!(retry.is_some(), left > 0);
            if let Some(at) = retry {
                prop_assert!(at >= now && at < not_after);
                prop_assert!(at.duration_since(now) <= SignedDuration::from_secs(cap));
            }
        }
    }

    #[test]
    fn the_window_doubles_up_to_its_cap() {
        let backoff = Backoff { base: SignedDuration::from_secs(30), cap: SignedDuration::from_secs(100) };
        let (now, far) = (Timestamp::UNIX_EPOCH, Timestamp::MAX);
        let longest = |failures: u32, milliseconds: u64| {
            let at = retry_at(failures, backoff, far, now, &Always(milliseconds - 1)).unwrap();
            assert_eq!(at.as_millisecond().unsigned_abs(), milliseconds - 1, "after {failures}");
            assert_eq!(retry_at(failures, backoff, far, now, &Always(milliseconds)), Some(now));
        };
        longest(1, 30_000);
        longest(2, 60_000);
        longest(3, 100_000);
        longest(90, 100_000);
    }
}
