//! Chance that a seed repeats.

use std::hash::{DefaultHasher, Hash, Hasher as _};

/// A number that follows from the seed and what it is about, and from nothing else.
pub(super) fn draw(seed: u64, about: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, about).hash(&mut hasher);
    hasher.finish()
}
