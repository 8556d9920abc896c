//! The name of a thing: a clinic, a site, a room, a group, a program, a policy, a token.

use std::fmt;
use std::str::FromStr;

/// One line of 1 to 120 characters, trimmed, without control characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Why a text is not a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More than [`Name::MAX_CHARS`] characters.
    #[error("must have at most {max} characters", max = Name::MAX_CHARS)]
    TooLong,
    /// A line break or another control character.
    #[error("must be one line without control characters")]
    ControlCharacter,
}

impl Name {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 120;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = InvalidName;
    fn from_str(given: &str) -> Result<Self, InvalidName> {
        let text = given.trim();
        if text.is_empty() {
            Err(InvalidName::Empty)
        } else if text.chars().any(char::is_control) {
            Err(InvalidName::ControlCharacter)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(InvalidName::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_one_line() {
        assert_eq!(" North site ".parse::<Name>().unwrap().as_str(), "North site");
        assert_eq!("  ".parse::<Name>(), Err(InvalidName::Empty));
        assert_eq!("a\nb".parse::<Name>(), Err(InvalidName::ControlCharacter));
        assert_eq!("x".repeat(121).parse::<Name>(), Err(InvalidName::TooLong));
    }
}
