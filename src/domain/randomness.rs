//! Chance as a parameter.

/// A source of unpredictable bytes: the operating system's in a server, a seeded one in tests and the demo.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` completely.
    fn fill(&self, bytes: &mut [u8]);
}
