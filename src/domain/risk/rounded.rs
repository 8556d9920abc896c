//! Numbers of an estimate as they are kept.

use serde::{Deserialize, Serialize};

/// How many parts of one are told apart: four decimals.
const PARTS: f64 = 10_000.0;

/// A number rounded to four decimals: two estimates that say the same compare equal, before and after being stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rounded(i64);

impl Rounded {
    /// The number, rounded; what is beyond all sense, or no number, ends at the bounds or at 0.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the cast saturates, and no estimate comes near the bounds"
    )]
    pub fn of(number: f64) -> Self {
        Self((number * PARTS).round() as i64)
    }

    /// The number.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer parts than a float tells apart")]
    pub fn value(self) -> f64 {
        self.0 as f64 / PARTS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_is_what_was_kept() {
        let kept = Rounded::of(0.314_159);
        let stored: Rounded = serde_json::from_str(&serde_json::to_string(&kept).unwrap()).unwrap();
        assert_eq!((stored, stored.value()), (kept, 0.3142));
        assert_eq!((Rounded::of(-1.2).value(), Rounded::of(f64::NAN).value()), (-1.2, 0.0));
    }
}
