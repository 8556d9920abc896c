//! The token by which a report finds its mail.

use std::fmt;
use std::str::FromStr;

use crate::domain::people::EmailAddress;

/// The opaque half of a mail's Message-ID, 32 hexadecimal digits: it tells nothing, and only who saw the mail has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BounceToken(String);

/// The text is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not 32 hexadecimal digits")]
pub struct InvalidBounceToken;

impl BounceToken {
    /// How many digits it has: 128 bits.
    pub const DIGITS: usize = 32;

    /// One that no mail has, for no draw of 128 bits gives it: all zeros.
    #[must_use]
    pub fn sample() -> Self {
        Self("0".repeat(Self::DIGITS))
    }

    /// The token in a Message-ID, angle brackets or not.
    #[must_use]
    pub fn of_message_id(text: &str) -> Option<Self> {
        let inner = text.trim().trim_start_matches('<').trim_end_matches('>');
        inner.split_once('@').and_then(|(opaque, _host)| opaque.parse().ok())
    }

    /// The token in an address that a bounce came to, `bounces+TOKEN@example.org`.
    #[must_use]
    pub fn of_address(text: &str) -> Option<Self> {
        let (local, _domain) = text.trim().trim_start_matches('<').trim_end_matches('>').rsplit_once('@')?;
        local.rsplit_once('+').and_then(|(_, token)| token.parse().ok())
    }

    /// What every Message-ID with this token begins with.
    #[must_use]
    pub fn message_id_begins(&self) -> String {
        format!("<{}", self.0)
    }
}

impl FromStr for BounceToken {
    type Err = InvalidBounceToken;
    /// Servers may change the case of what stands before the `@`.
    fn from_str(text: &str) -> Result<Self, InvalidBounceToken> {
        if text.len() != Self::DIGITS || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(InvalidBounceToken);
        }
        Ok(Self(text.to_ascii_lowercase()))
    }
}

impl fmt::Display for BounceToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The envelope's sender of one mail: `base` with its token behind a `+` (VERP), so that a report finds the mail even if it
/// returns nothing of it. None if that would be too long an address.
#[must_use]
pub fn bounce_address(base: &EmailAddress, token: &BounceToken) -> Option<EmailAddress> {
    EmailAddress::parse(&format!("{}+{token}@{}", base.local_part(), base.domain())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "00112233445566778899aabbccddeeff";

    #[test]
    fn a_token_comes_back_from_the_address_it_was_put_into() {
        let base = EmailAddress::parse("bounces@example.org").unwrap();
        let address = bounce_address(&base, &TOKEN.parse().unwrap()).unwrap();
        assert_eq!(address.as_str(), format!("bounces+{TOKEN}@example.org"));
        assert_eq!(BounceToken::of_address(address.as_str()), TOKEN.parse().ok());
        let shouted = format!("<BOUNCES+{}@EXAMPLE.ORG>", TOKEN.to_uppercase());
        assert_eq!(BounceToken::of_address(&shouted), TOKEN.parse().ok());
        let long = EmailAddress::parse(&format!("{}@example.org", "b".repeat(40))).unwrap();
        assert_eq!(bounce_address(&long, &TOKEN.parse().unwrap()), None);
    }

    #[test]
    fn other_addresses_and_message_ids_hold_none() {
        assert_eq!(BounceToken::of_message_id(&format!("<{TOKEN}@mail.example>")), TOKEN.parse().ok());
        for other in ["", "@", "bounces@example.org", "a+b@example.org", TOKEN, "<1@x>", "+@"] {
            assert_eq!(BounceToken::of_address(other), None, "{other}");
            assert_eq!(BounceToken::of_message_id(other), None, "{other}");
        }
    }
}
