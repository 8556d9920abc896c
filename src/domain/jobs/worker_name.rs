//! What a worker is called.

use std::fmt;

use crate::domain::randomness::Entropy;

/// A name drawn at random when a worker starts: it tells workers apart, and nothing about the host.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkerName(String);

impl WorkerName {
    /// Draws a name: `worker-` and 16 hexadecimal digits.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        Self(format!("worker-{:016x}", u64::from_be_bytes(bytes)))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for WorkerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
