//! An e-mail address we are willing to write to.

use std::fmt;

/// An ASCII mailbox, `local@domain`, with a lower-case domain of at least two labels.
///
/// Stricter than RFC 5321: no quoted local parts, no address literals, no SMTPUTF8, so that what is accepted
/// here can be delivered by any server and put into any header as it stands. It has no `Display`, and `Debug`
/// hides it: logs hold no addresses.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

/// Why a text is not an address we can write to. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmailAddress {
    /// Longer than [`EmailAddress::MAX_BYTES`], or a part of it longer than its own limit.
    #[error("the address is too long")]
    TooLong,
    /// CR, LF, NUL, another control character, or white space within.
    #[error("the address holds a control character or a space")]
    ControlOrSpace,
    /// No `@`, or several.
    #[error("the address needs exactly one @")]
    NotOneAt,
    /// A letter outside ASCII before the `@`.
    #[error("addresses with letters outside ASCII before the @ cannot be delivered yet")]
    NonAsciiLocalPart,
    /// A letter outside ASCII after the `@`.
    #[error("write an international domain in its xn-- form")]
    NonAsciiDomain,
    /// Before the `@`: empty, a misplaced dot, or a character that needs quoting.
    #[error("the part before the @ is not valid")]
    LocalPart,
    /// After the `@`: no dot, an empty label, or a character that names don't have.
    #[error("the part after the @ is not a domain")]
    Domain,
}

impl EmailAddress {
    /// The greatest length: the 256 octets of a path less its angle brackets (RFC 5321, 4.5.3.1.3).
    pub const MAX_BYTES: usize = 254;
    /// The greatest length before the `@` (RFC 5321, 4.5.3.1.1).
    const MAX_LOCAL_BYTES: usize = 64;
    /// The greatest length of a domain's label (RFC 1035, 2.3.4).
    const MAX_LABEL_BYTES: usize = 63;

    /// Parses an address, without the white space around it.
    ///
    /// # Errors
    /// The first rule the text breaks.
    pub fn parse(given: &str) -> Result<Self, InvalidEmailAddress> {
        let text = given.trim_matches(' ');
        if text.len() > Self::MAX_BYTES {
            return Err(InvalidEmailAddress::TooLong);
        }
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(InvalidEmailAddress::ControlOrSpace);
        }
        let (local, domain) = text.split_once('@').ok_or(InvalidEmailAddress::NotOneAt)?;
        if domain.contains('@') {
            return Err(InvalidEmailAddress::NotOneAt);
        }
        check_local(local)?;
        check_domain(domain)?;
        Ok(Self { text: format!("{local}@{}", domain.to_ascii_lowercase()), at: local.len() })
    }

    /// The whole address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`, as given.
    #[must_use]
    pub fn local_part(&self) -> &str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// The part after the `@`, in lower case.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.text.get(self.at + 1..).unwrap_or_default()
    }
}

fn check_local(local: &str) -> Result<(), InvalidEmailAddress> {
    if !local.is_ascii() {
        return Err(InvalidEmailAddress::NonAsciiLocalPart);
    }
    if local.len() > EmailAddress::MAX_LOCAL_BYTES {
        return Err(InvalidEmailAddress::TooLong);
    }
    // RFC 5322, 3.2.3: dot-atom-text.
    let atom =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || is_atom_sign(b));
    if local.split('.').all(atom) { Ok(()) } else { Err(InvalidEmailAddress::LocalPart) }
}

fn is_atom_sign(byte: u8) -> bool {
    b"!#$%&'*+-/=?^_`{|}~".contains(&byte)
}

fn check_domain(domain: &str) -> Result<(), InvalidEmailAddress> {
    if !domain.is_ascii() {
        return Err(InvalidEmailAddress::NonAsciiDomain);
    }
    let label = |label: &str| {
        (1..=EmailAddress::MAX_LABEL_BYTES).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let named_top =
        domain.rsplit_once('.').is_some_and(|(_, top)| top.bytes().any(|b| b.is_ascii_alphabetic()));
    if named_top && domain.split('.').all(label) { Ok(()) } else { Err(InvalidEmailAddress::Domain) }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[test]
    fn an_address_keeps_its_local_part_and_lowers_its_domain() {
        let address = EmailAddress::parse(" Ana.Ruiz+ipt@Mail.Example.ORG ").unwrap();
        assert_eq!(address.as_str(), "Ana.Ruiz+ipt@mail.example.org");
        assert_eq!((address.local_part(), address.domain()), ("Ana.Ruiz+ipt", "mail.example.org"));
        assert!(!format!("{address:?}").contains("Ana"));
    }

    #[rstest]
    #[case("", InvalidEmailAddress::NotOneAt)]
    #[case("ana", InvalidEmailAddress::NotOneAt)]
    #[case("a@b@example.org", InvalidEmailAddress::NotOneAt)]
    #[case("ana@example.org\r\nBcc: x@example.org", InvalidEmailAddress::ControlOrSpace)]
    #[case("ana@example.org\n", InvalidEmailAddress::ControlOrSpace)]
    #[case("ana\0@example.org", InvalidEmailAddress::ControlOrSpace)]
    #[case("ana ruiz@example.org", InvalidEmailAddress::ControlOrSpace)]
    #[case("añá@example.org", InvalidEmailAddress::NonAsciiLocalPart)]
    #[case("ana@señal.org", InvalidEmailAddress::NonAsciiDomain)]
    #[case("@example.org", InvalidEmailAddress::LocalPart)]
    #[case("ana..ruiz@example.org", InvalidEmailAddress::LocalPart)]
    #[case("\"ana\"@example.org", InvalidEmailAddress::LocalPart)]
    #[case("ana<x>@example.org", InvalidEmailAddress::LocalPart)]
    #[case("ana@example", InvalidEmailAddress::Domain)]
    #[case("ana@example..org", InvalidEmailAddress::Domain)]
    #[case("ana@-example.org", InvalidEmailAddress::Domain)]
    #[case("ana@192.0.2.1", InvalidEmailAddress::Domain)]
    #[case("ana@[192.0.2.1]", InvalidEmailAddress::Domain)]
    fn what_cannot_be_delivered_is_refused_with_its_reason(
        #[case] given: &str,
        #[case] why: InvalidEmailAddress,
    ) {
        assert_eq!(EmailAddress::parse(given), Err(why));
    }

    #[test]
    fn lengths_are_limited_as_rfc_5321_limits_them() {
        let local = |n| EmailAddress::parse(&format!("{}@example.org", "a".repeat(n)));
        assert!(local(64).is_ok());
        assert_eq!(local(65), Err(InvalidEmailAddress::TooLong));
        let domain = format!("{}org", "abcdefghi.".repeat(30));
        assert_eq!(EmailAddress::parse(&format!("a@{domain}")), Err(InvalidEmailAddress::TooLong));
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_is_printable_ascii_and_parses_again(given in "\\PC{0,12}@\\PC{0,12}\\.[a-z]{2}") {
            if let Ok(address) = EmailAddress::parse(&given) {
                prop_assert!(address.as_str().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
                prop_assert_eq!(format!("{}@{}", address.local_part(), address.domain()), address.as_str());
            }
        }
    }
}
