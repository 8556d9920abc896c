//! The key.

use std::fmt;
use std::str::FromStr;

/// Names one request, as its sender chose it: 1 to 100 visible ASCII characters (no spaces), such as a UUID.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text can't be a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be 1 to {max} visible ASCII characters without spaces, such as a UUID; this has {chars}",
    max = IdempotencyKey::MAX_CHARS
)]
pub struct InvalidIdempotencyKey {
    /// How many characters were given, of whatever kind.
    pub chars: usize,
}

impl IdempotencyKey {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 100;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = InvalidIdempotencyKey;
    fn from_str(given: &str) -> Result<Self, InvalidIdempotencyKey> {
        let fits = (1..=Self::MAX_CHARS).contains(&given.len());
        if fits && given.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(Self(given.to_owned()))
        } else {
            Err(InvalidIdempotencyKey { chars: given.chars().count() })
        }
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_visible_ascii_of_at_most_a_hundred_characters() {
        for good in ["a", "~!0190-ab", &"k".repeat(100)] {
            assert_eq!(good.parse::<IdempotencyKey>().unwrap().as_str(), good);
        }
        for bad in ["", " ", "a b", "a\n", "schlüssel", "\u{7f}", &"k".repeat(101)] {
            let refused = bad.parse::<IdempotencyKey>().unwrap_err();
            assert_eq!(refused, InvalidIdempotencyKey { chars: bad.chars().count() });
        }
    }
}
