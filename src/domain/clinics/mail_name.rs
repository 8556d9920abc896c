//! The name that a clinic's mails carry.

use std::fmt;
use std::str::FromStr;

use crate::domain::name::{InvalidName, Name};
use crate::domain::neutral::telling_words;

/// A name that says nothing of what appointments are for: it is the first that others read, on lock screens and in mails.
///
/// It is asked for where somebody sets one. Names that were stored before this was asked are read as they are ([`Name`]):
/// their mails go out, and `roundel doctor` warns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailName(Name);

/// Why a text is not a name for mails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMailName {
    /// It is no name at all.
    #[error(transparent)]
    Name(#[from] InvalidName),
    /// It holds words that tell what appointments are for.
    #[error(
        "must be neutral, for it shows on lock screens: without {}, as in \"Riverside Practice\"",
        listed(.0)
    )]
    Telling(Vec<String>),
}

impl MailName {
    /// The name, if it is neutral.
    ///
    /// # Errors
    /// `Telling`, with the words as they stand in it.
    pub fn of(name: Name) -> Result<Self, InvalidMailName> {
        let words: Vec<String> = telling_words(name.as_str()).into_iter().map(str::to_owned).collect();
        if words.is_empty() { Ok(Self(name)) } else { Err(InvalidMailName::Telling(words)) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for MailName {
    type Err = InvalidMailName;
    fn from_str(given: &str) -> Result<Self, InvalidMailName> {
        Self::of(given.parse()?)
    }
}

impl From<MailName> for Name {
    fn from(MailName(name): MailName) -> Self {
        name
    }
}

impl fmt::Display for MailName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// `"A" and "B"`, with commas before.
fn listed(words: &[String]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    match quoted.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        _ => quoted.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_neutral_name_is_taken_and_one_that_tells_is_not() {
        let name: MailName = " Riverside Practice ".parse().unwrap();
        assert_eq!(
            (name.as_str(), Name::from(name.clone()).as_str()),
            ("Riverside Practice", "Riverside Practice")
        );
        let telling = "Harlem Group Therapy for Depression".parse::<MailName>().unwrap_err();
        assert_eq!(
            telling,
            InvalidMailName::Telling(["Group", "Therapy", "Depression"].map(str::to_owned).to_vec())
        );
        assert!(telling.to_string().contains("\"Group\", \"Therapy\" and \"Depression\""), "{telling}");
        let one = "Centro de Salud".parse::<MailName>().unwrap_err();
        assert!(one.to_string().contains(": without \"Salud\", as in"), "{one}");
        assert_eq!(" ".parse::<MailName>(), Err(InvalidMailName::Name(InvalidName::Empty)));
    }
}
