//! The secret half of an API token, and the hash by which it is found.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::domain::randomness::Entropy;

/// How many random bytes a secret holds: 256 bits, beyond guessing, so that a fast hash is safe to store.
const BYTES: usize = 32;

/// What a bearer presents: `rdl_` and 43 base64url characters. `Debug` hides it; it is wiped when dropped.
#[derive(Debug, Clone)]
pub struct TokenSecret(SecretString);

/// The text is no token of ours. The text itself is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token: expected `{prefix}` and 43 characters", prefix = TokenSecret::PREFIX)]
pub struct InvalidTokenSecret;

/// The SHA-256 of a whole secret, `rdl_` included, as 64 lower-case hexadecimal digits: what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHash(String);

impl TokenSecret {
    /// What every token begins with, so that scanners find one that leaked.
    pub const PREFIX: &'static str = "rdl_";

    /// Makes a new secret.
    #[must_use]
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; BYTES];
        entropy.fill(&mut random);
        Self(format!("{}{}", Self::PREFIX, URL_SAFE_NO_PAD.encode(random)).into())
    }

    /// Parses what a bearer presents, exactly as it was issued.
    ///
    /// # Errors
    /// `InvalidTokenSecret` if it can't be one, whatever is stored.
    pub fn parse(text: &str) -> Result<Self, InvalidTokenSecret> {
        let characters = text.strip_prefix(Self::PREFIX).ok_or(InvalidTokenSecret)?;
        let mut decoded = [0_u8; BYTES];
        let length =
            URL_SAFE_NO_PAD.decode_slice(characters, &mut decoded).map_err(|_| InvalidTokenSecret)?;
        if length == BYTES { Ok(Self(text.into())) } else { Err(InvalidTokenSecret) }
    }

    /// The text itself: to hand it to its bearer, once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// What is stored in its place.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(hex::encode(Sha256::digest(self.expose())))
    }
}

impl TokenHash {
    /// The hexadecimal digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    struct Bytes([u8; BYTES]);
    impl Entropy for Bytes {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.copy_from_slice(&self.0);
        }
    }

    #[test]
    fn a_secret_shows_its_prefix_and_hides_in_debug() {
        let secret = TokenSecret::mint(&Bytes([0xff; BYTES]));
        assert_eq!(secret.expose(), "rdl___________________________________________8");
        assert!(!format!("{secret:?}").contains("rdl_"));
    }

    #[test]
    fn the_hash_is_that_of_the_text_as_the_bearer_has_it() {
        // printf %s rdl_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA | sha256sum
        let hash = TokenSecret::mint(&Bytes([0; BYTES])).hash();
        assert_eq!(hash.as_str(), "2cf2f469b65d9b82a91586ef9ca339db89711eda69a45ef3a1cbdcc76d06b01e");
    }

    #[test]
    fn what_is_not_exactly_as_issued_is_no_secret() {
        let good = TokenSecret::mint(&Bytes([7; BYTES])).expose().to_owned();
        for bad in [
            "",
            "rdl_",
            &good[4..],
            &good[..46],
            &good.to_uppercase(),
            &format!("{good}="),
            &format!("{good}A"),
            &format!(" {good}"),
            &format!("{good}\n"),
            // The last character's two spare bits must be zero: one secret has one text.
            &format!("{}d", &good[..46]),
            &format!("rdl_{}", "+".repeat(43)),
        ] {
            assert!(TokenSecret::parse(bad).is_err(), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn every_minted_secret_parses_and_hashes_alike(random: [u8; BYTES]) {
            let secret = TokenSecret::mint(&Bytes(random));
            let again = TokenSecret::parse(secret.expose()).unwrap();
            prop_assert_eq!(again.hash(), secret.hash());
            prop_assert_eq!(secret.expose().len(), 47);
        }
    }
}
