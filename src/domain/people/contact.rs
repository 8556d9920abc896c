//! How to write to somebody, and whether they agreed to it.

use jiff::Timestamp;

use super::EmailAddress;
use crate::domain::patch::Patch;

/// A consenting contact's address: mails go out only where consent was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// The address, if there is one.
    pub email: Option<EmailAddress>,
    /// When its owner agreed to be written to; none means they did not.
    pub email_consent_at: Option<Timestamp>,
}

/// Somebody is said to agree to mails, but there is no address to write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("consent to e-mail needs an address")]
pub struct ConsentWithoutAddress;

impl Contact {
    /// The address, if its owner agreed to mails.
    #[must_use]
    pub fn mailable(&self) -> Option<&EmailAddress> {
        self.email_consent_at.and(self.email.as_ref())
    }

    /// The contact after an edit made at `now`. No `consents` keeps the consent there is.
    ///
    /// Consent is the person's and outlives a corrected address, with the date it was first given; it ends when it is
    /// withdrawn, or with the last address.
    ///
    /// # Errors
    /// `ConsentWithoutAddress` if `consents` says yes and no address is left.
    pub fn edited(
        &self,
        email: Patch<EmailAddress>,
        consents: Option<bool>,
        now: Timestamp,
    ) -> Result<Self, ConsentWithoutAddress> {
        let email = email.apply(self.email.clone());
        let email_consent_at = match (consents, &email) {
            (Some(true), None) => return Err(ConsentWithoutAddress),
            (Some(false), _) | (None, None) => None,
            (Some(true), Some(_)) => Some(self.email_consent_at.unwrap_or(now)),
            (None, Some(_)) => self.email_consent_at,
        };
        Ok(Self { email, email_consent_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Timestamp = Timestamp::UNIX_EPOCH;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn consenting() -> Contact {
        Contact { email: Some(address("ana@example.org")), email_consent_at: Some(FIRST) }
    }

    #[test]
    fn consent_needs_an_address() {
        assert_eq!(Contact::default().edited(Patch::Keep, Some(true), FIRST), Err(ConsentWithoutAddress));
        assert_eq!(consenting().edited(Patch::Clear, Some(true), FIRST), Err(ConsentWithoutAddress));
    }

    #[test]
    fn consent_keeps_its_date_through_a_corrected_address() {
        let later = FIRST + jiff::SignedDuration::from_hours(1);
        for consents in [None, Some(true)] {
            let edited =
                consenting().edited(Patch::Set(address("ana@example.com")), consents, later).unwrap();
            assert_eq!(edited.email_consent_at, Some(FIRST));
            assert_eq!(edited.mailable(), Some(&address("ana@example.com")));
        }
    }

    #[test]
    fn consent_ends_when_withdrawn_and_with_the_address() {
        let withdrawn = consenting().edited(Patch::Keep, Some(false), FIRST).unwrap();
        assert_eq!((withdrawn.mailable(), withdrawn.email.is_some()), (None, true));
        assert_eq!(consenting().edited(Patch::Clear, None, FIRST), Ok(Contact::default()));
    }
}
