//! Enhanced status codes, and what they say of an address.

use std::fmt;
use std::str::FromStr;

use crate::domain::words::words;

/// An enhanced status code, `class.subject.detail` (RFC 3463), of a failure: 4 for now, 5 for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusCode {
    class: u8,
    subject: u16,
    detail: u16,
}

/// The text is no such code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a status code of a failure, such as 5.1.1")]
pub struct InvalidStatusCode;

words! {
    /// What a failure says.
    pub enum Verdict {
        /// It is still being tried.
        Delayed = "DELAYED",
        /// This mail won't arrive; the next one may.
        Failed = "FAILED",
        /// Neither this mail nor another to that address will arrive.
        Hard = "HARD",
    }
}

impl StatusCode {
    /// A failure for good of which nothing more is known (RFC 3463, 3.1).
    pub const UNDEFINED: Self = Self { class: 5, subject: 0, detail: 0 };

    /// Puts a code together.
    ///
    /// # Errors
    /// `InvalidStatusCode` if the class is not 4 or 5, or a number is above 999.
    pub const fn new(class: u8, subject: u16, detail: u16) -> Result<Self, InvalidStatusCode> {
        if !matches!(class, 4 | 5) || subject > 999 || detail > 999 {
            return Err(InvalidStatusCode);
        }
        Ok(Self { class, subject, detail })
    }

    /// Whether it says no more than its class.
    #[must_use]
    pub const fn is_undefined(self) -> bool {
        self.subject == 0
    }

    /// Whether it says that no mail to that address will arrive, whoever sends it and whatever it says.
    ///
    /// RFC 3463, 3.2: 5.1.x is about the address: no such mailbox (1), no such domain (2, and by RFC 7505 10), not an address
    /// (3), moved away (6). But 5.1.5 says that it is good, and 5.1.7, 5.1.8 and 5.1.9 speak of the sender's address or
    /// of a relay. Of the mailbox's own state (3.3) only 5.2.1, switched off, lasts: one that is full (5.2.2) is
    /// emptied. 5.7.x (3.8) is a refusal by policy: of our server, our words or our signature, so it would
    /// suspend every address of a provider that takes us for a sender of spam.
    #[must_use]
    pub const fn is_hard(self) -> bool {
        match (self.class, self.subject) {
            (5, 1) => !matches!(self.detail, 5 | 7 | 8 | 9),
            (5, 2) => self.detail == 1,
            _ => false,
        }
    }

    /// What it says of a mail that won't be tried again.
    #[must_use]
    pub const fn verdict(self) -> Verdict {
        if self.is_hard() { Verdict::Hard } else { Verdict::Failed }
    }
}

impl FromStr for StatusCode {
    type Err = InvalidStatusCode;
    fn from_str(text: &str) -> Result<Self, InvalidStatusCode> {
        let mut parts = text.split('.');
        let mut number = || {
            let digits = parts.next().filter(|part| (1..=3).contains(&part.len()))?;
            digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
        };
        let (class, subject, detail): (Option<u16>, Option<u16>, Option<u16>) =
            (number(), number(), number());
        let (Some(class), Some(subject), Some(detail), None) = (class, subject, detail, parts.next()) else {
            return Err(InvalidStatusCode);
        };
        Self::new(u8::try_from(class).map_err(|_| InvalidStatusCode)?, subject, detail)
    }
}

impl fmt::Display for StatusCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_three_numbers_of_a_failure() {
        for good in ["5.1.1", "4.4.7", "5.0.0", "5.1.10", "5.999.999"] {
            assert_eq!(good.parse::<StatusCode>().unwrap().to_string(), good);
        }
        for bad in ["", "5.1", "5.1.1.1", "2.0.0", "9.1.1", "5.1.1000", "5.1.x", "5..1", "+5.1.1", "5.1.1 x"]
        {
            assert_eq!(bad.parse::<StatusCode>(), Err(InvalidStatusCode), "{bad}");
        }
    }

    #[test]
    fn only_what_speaks_of_the_address_itself_is_hard() {
        let is_hard = |code: &str| code.parse::<StatusCode>().unwrap().is_hard();
        for hard in ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"] {
            assert!(is_hard(hard), "{hard}");
        }
        for soft in [
            "5.0.0", "5.1.5", "5.1.7", "5.1.8", "5.1.9", "5.2.0", "5.2.2", "5.2.3", "5.4.4", "5.7.1",
            "5.7.26", "4.1.1", "4.2.1", "4.4.7",
        ] {
            assert!(!is_hard(soft), "{soft}");
        }
    }
}
