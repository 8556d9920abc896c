//! The operating system's randomness, and one that a seed determines.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::domain::randomness::Entropy;

/// The operating system's random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system for chance")]
    #[expect(clippy::expect_used, reason = "without randomness ids collide and tokens are guessed: stop")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// The same bytes for the same seed, in the order they are asked for: tests and the demo. Never for secrets.
///
/// SHA-256 over the seed and a counter, so that two seeds share nothing.
#[derive(Debug)]
pub struct SeededEntropy {
    seed: u64,
    blocks_used: AtomicU64,
}

impl SeededEntropy {
    /// Begins the sequence that belongs to `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { seed, blocks_used: AtomicU64::new(0) }
    }

    fn next_block(&self) -> [u8; 32] {
        let counter = self.blocks_used.fetch_add(1, Ordering::Relaxed);
        Sha256::new()
            .chain_update(self.seed.to_be_bytes())
            .chain_update(counter.to_be_bytes())
            .finalize()
            .into()
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for part in bytes.chunks_mut(32) {
            part.copy_from_slice(&self.next_block()[..part.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
        let mut bytes = [0; N];
        entropy.fill(&mut bytes);
        bytes
    }

    #[test]
    fn a_seed_determines_the_sequence_and_the_sequence_does_not_repeat() {
        let (one, again, other) = (SeededEntropy::new(1), SeededEntropy::new(1), SeededEntropy::new(2));
        let first: [u8; 40] = take(&one);
        assert_eq!(first, take(&again));
        assert_ne!(first, take(&other));
        assert_ne!(first, take(&one));
    }

    #[test]
    fn the_systems_bytes_differ_each_time() {
        assert_ne!(take::<16>(&SystemEntropy), take::<16>(&SystemEntropy));
    }
}
