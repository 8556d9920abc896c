//! The clinic's own number for a person.

use std::fmt;
use std::str::FromStr;

/// What another system of the clinic calls this person: trimmed, one line, 1 to 64 characters, unique in the clinic.
/// Its `Debug` hides it: elsewhere it identifies somebody.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ExternalId(String);

/// The text can't be such a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be one line of 1 to {max} characters", max = ExternalId::MAX_CHARS)]
pub struct InvalidExternalId;

impl ExternalId {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 64;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ExternalId {
    type Err = InvalidExternalId;
    fn from_str(given: &str) -> Result<Self, InvalidExternalId> {
        let text = given.trim();
        let fits = (1..=Self::MAX_CHARS).contains(&text.chars().count());
        if fits && !text.chars().any(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidExternalId)
        }
    }
}

impl fmt::Debug for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ExternalId(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_short_line() {
        assert_eq!(" A-17 ".parse::<ExternalId>().unwrap().as_str(), "A-17");
        for bad in ["", "  ", "A\n17", &"7".repeat(65)] {
            assert_eq!(bad.parse::<ExternalId>(), Err(InvalidExternalId));
        }
    }
}
