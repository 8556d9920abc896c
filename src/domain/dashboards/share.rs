//! A share that says what it was divided by.

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// The numerator.
    pub count: u32,
    /// The denominator.
    pub of: u32,
}

impl Share {
    /// Counts one more, of whom it holds or does not.
    pub const fn add(&mut self, holds: bool) {
        self.of = self.of.saturating_add(1);
        if holds {
            self.count = self.count.saturating_add(1);
        }
    }

    /// The share, 0 to 1; nothing where there is nothing to divide by.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.count) / f64::from(self.of))
    }
}
