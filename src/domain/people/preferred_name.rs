//! What a person wants to be called.

use std::fmt;

/// A name as its owner gives it: trimmed, one line, 1 to 80 characters.
///
/// It reaches mail headers and pages, so it holds nothing that can break a line or turn the direction of the
/// text around it. Its `Debug` hides it: logs hold no names.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PreferredName(String);

/// Why a text is not a name. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPreferredName {
    /// Nothing but white space.
    #[error("the name is empty")]
    Empty,
    /// More than [`PreferredName::MAX_CHARS`] characters.
    #[error("the name is longer than {max} characters", max = PreferredName::MAX_CHARS)]
    TooLong,
    /// A control character, a line or paragraph separator, or a bidirectional control.
    #[error("the name holds an invisible control character")]
    ControlCharacter,
}

impl PreferredName {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 80;

    /// Parses a name, without the white space around it.
    ///
    /// # Errors
    /// `Empty`, `TooLong` or `ControlCharacter`.
    pub fn parse(given: &str) -> Result<Self, InvalidPreferredName> {
        let name = given.trim();
        if name.is_empty() {
            return Err(InvalidPreferredName::Empty);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(InvalidPreferredName::TooLong);
        }
        if name.chars().any(disturbs_the_line) {
            return Err(InvalidPreferredName::ControlCharacter);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name in lower case, of any script: what a search compares.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// The upper-case first letters of the first three words: what a viewer sees instead of the name.
    #[must_use]
    pub fn initials(&self) -> String {
        self.0
            .split(|c: char| c.is_whitespace() || c == '-')
            .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()))
            .take(3)
            .flat_map(char::to_uppercase)
            .collect()
    }
}

/// Control characters, line and paragraph separators, and the bidirectional controls of Unicode UAX #9.
/// Joiners stay: names in several scripts need them.
fn disturbs_the_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Debug for PreferredName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PreferredName(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_trimmed_and_kept_as_its_owner_writes_it() {
        assert_eq!(PreferredName::parse("  Zoë Ó'Brien ").unwrap().as_str(), "Zoë Ó'Brien");
        assert!(PreferredName::parse(&"é".repeat(80)).is_ok());
    }

    #[test]
    fn what_breaks_a_line_or_turns_text_around_is_refused() {
        for bad in ["Ana\r\nBcc: x", "Ana\0", "Ana\u{202e}x", "A\u{2066}b", "A\u{2028}b", "A\u{85}b"] {
            assert_eq!(PreferredName::parse(bad), Err(InvalidPreferredName::ControlCharacter), "{bad:?}");
        }
        assert_eq!(PreferredName::parse(" \t\n "), Err(InvalidPreferredName::Empty));
        assert_eq!(PreferredName::parse(&"x".repeat(81)), Err(InvalidPreferredName::TooLong));
    }

    #[test]
    fn initials_are_the_first_letters_of_at_most_three_words() {
        let initials = |name| PreferredName::parse(name).unwrap().initials();
        assert_eq!(initials("ana"), "A");
        assert_eq!(initials("Ana-María de la Cruz"), "AMD");
        assert_eq!(initials("(élise)"), "É");
    }

    #[test]
    fn debug_hides_the_name() {
        assert!(!format!("{:?}", PreferredName::parse("Ana").unwrap()).contains("Ana"));
    }
}
