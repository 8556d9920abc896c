//! How many times a password may be tried.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::domain::people::EmailAddress;

/// Whose tries are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptsOf<'a> {
    /// Those at one login, whether there is one of that address or not.
    Login(&'a EmailAddress),
    /// Those from one network address.
    Source(IpAddr),
}

impl AttemptsOf<'_> {
    /// How long tries are counted together from the first on.
    pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);

    /// How many tries the window takes; the next is not looked at. A source may be a whole clinic's.
    #[must_use]
    pub const fn most(self) -> i64 {
        match self {
            Self::Login(_) => 10,
            Self::Source(_) => 50,
        }
    }

    /// The key they are counted under: no address can be read off it.
    #[must_use]
    pub fn key(self) -> String {
        let text = match self {
            Self::Login(email) => format!("login:{}", email.as_str().to_ascii_lowercase()),
            Self::Source(address) => format!("source:{address}"),
        };
        hex::encode(Sha256::digest(text))
    }

    /// Before when a window must have begun to be over at `now`.
    #[must_use]
    pub fn over_before(now: Timestamp) -> Timestamp {
        now.saturating_sub(Self::WINDOW).unwrap_or(Timestamp::MIN)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_login_is_counted_as_one_whatever_its_capitals_and_apart_from_a_source() {
        let address = |text: &str| EmailAddress::parse(text).unwrap();
        let (small, capital) = (address("ada@example.org"), address("Ada@Example.org"));
        let key = AttemptsOf::Login(&small).key();
        assert_eq!(key, AttemptsOf::Login(&capital).key());
        assert_ne!(key, AttemptsOf::Source([203, 0, 113, 7].into()).key());
        assert!(key.len() == 64 && !key.contains("ada"));
    }
}
