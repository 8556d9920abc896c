//! Passwords: what one must be like, and the hash that is stored in its place.

use argon2::password_hash::phc::PasswordHash as PhcHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use secrecy::{ExposeSecret as _, SecretString};
use zxcvbn::{Score, zxcvbn};

use crate::domain::randomness::Entropy;

/// The fewest characters.
const FEWEST: usize = 12;

/// The most bytes: beyond what anybody types, and short enough that judging it costs nothing.
const MOST_BYTES: usize = 256;

/// The least strength, as zxcvbn estimates it: more than 10^10 guesses is "very unguessable" (4), 10^8 to 10^10 "safely
/// unguessable" (3). Hashing slows each guess down, so 3 is enough.
const LEAST_STRENGTH: Score = Score::Three;

/// A password as somebody presents it: any text. `Debug` hides it; it is wiped when dropped.
#[derive(Debug, Clone)]
pub struct PresentedPassword(SecretString);

/// A password that is fit to be set. `Debug` hides it; it is wiped when dropped.
#[derive(Debug, Clone)]
pub struct NewPassword(PresentedPassword);

/// Why a text is not fit to be a password. The text is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnfitPassword {
    /// Too few characters.
    #[error("a password has at least {FEWEST} characters: a few unrelated words make a good one")]
    TooShort,
    /// Too many bytes.
    #[error("a password has at most {MOST_BYTES} bytes")]
    TooLong,
    /// It is a common one, or follows from the address, the name or a pattern.
    #[error("this password is too easy to guess: take a few unrelated words")]
    Guessable,
}

/// What is stored of a password: an argon2id hash in PHC string format, its salt and cost with it.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// What keeps two equal passwords from having one hash.
#[derive(Debug, Clone, Copy)]
pub struct Salt([u8; 16]);

impl Salt {
    /// Draws a new one, for one password.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut salt = [0_u8; 16];
        entropy.fill(&mut salt);
        Self(salt)
    }
}

/// The hash could not be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a password cannot be hashed")]
pub struct CannotHash;

impl PresentedPassword {
    /// Takes a text as it is.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(text.into())
    }

    fn bytes(&self) -> &[u8] {
        self.0.expose_secret().as_bytes()
    }
}

impl NewPassword {
    /// Judges a password for somebody of whom these words are known (address, name): they must not give it away.
    ///
    /// # Errors
    /// `UnfitPassword`.
    pub fn parse(presented: PresentedPassword, known: &[&str]) -> Result<Self, UnfitPassword> {
        let text = presented.0.expose_secret();
        if text.chars().count() < FEWEST {
            return Err(UnfitPassword::TooShort);
        }
        if text.len() > MOST_BYTES {
            return Err(UnfitPassword::TooLong);
        }
        // The parts of an address are as well known as the whole.
        let parts: Vec<&str> = known
            .iter()
            .flat_map(|word| word.split(['@', '.', ' ']).chain([*word]))
            .filter(|part| !part.is_empty())
            .collect();
        if zxcvbn(text, &parts).score() < LEAST_STRENGTH {
            return Err(UnfitPassword::Guessable);
        }
        Ok(Self(presented))
    }

    /// What is stored in its place. Takes tens of milliseconds and 19 MiB, on purpose.
    ///
    /// # Errors
    /// `CannotHash` if the library refuses.
    pub fn hash(&self, salt: Salt) -> Result<PasswordHash, CannotHash> {
        let hash = hasher()?.hash_password_with_salt(self.0.bytes(), &salt.0).map_err(|_| CannotHash)?;
        Ok(PasswordHash(hash.to_string()))
    }
}

impl PasswordHash {
    /// Takes the hash as it was stored.
    ///
    /// # Errors
    /// `CannotHash` if it is none.
    pub fn parse(stored: &str) -> Result<Self, CannotHash> {
        PhcHash::new(stored).map_err(|_| CannotHash)?;
        Ok(Self(stored.to_owned()))
    }

    /// A hash that no password has: what is compared where there is no login, so that it takes as long.
    #[must_use]
    pub fn of_nobody() -> Self {
        Self("$argon2id$v=19$m=19456,t=2,p=1$cm91bmRlbC1ub2JvZHkhIQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned())
    }

    /// Whether this is the password. Takes as long as hashing one.
    #[must_use]
    pub fn is_of(&self, presented: &PresentedPassword) -> bool {
        let Ok(hasher) = hasher() else { return false };
        let longest = presented.bytes().len().min(MOST_BYTES);
        let is_too_long = longest < presented.bytes().len();
        let matches = hasher.verify_password(&presented.bytes()[..longest], self.0.as_str()).is_ok();
        matches && !is_too_long
    }

    /// The text to store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// argon2id with 19 MiB, two passes, one lane: the first choice of the OWASP Password Storage Cheat Sheet.
fn hasher() -> Result<Argon2<'static>, CannotHash> {
    let params = Params::new(19_456, 2, 1, None).map_err(|_| CannotHash)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    const GOOD: &str = "otter lamp velvet quarry";

    fn presented(text: &str) -> PresentedPassword {
        PresentedPassword::new(text.to_owned())
    }

    fn new(text: &str) -> Result<NewPassword, UnfitPassword> {
        NewPassword::parse(presented(text), &["ada.lovelace@northside.example", "Ada Lovelace"])
    }

    #[test]
    fn a_password_is_long_and_hard_to_guess() {
        assert!(new(GOOD).is_ok());
        assert_eq!(new("otter lamp").unwrap_err(), UnfitPassword::TooShort);
        assert_eq!(new(&"x1 ".repeat(100)).unwrap_err(), UnfitPassword::TooLong);
        for common in ["password1234", "qwertyuiopasdf", "aaaaaaaaaaaa", "123456789012", "iloveyou1234"] {
            assert_eq!(new(common).err(), Some(UnfitPassword::Guessable), "{common}");
        }
        assert_eq!(new("ada.lovelace@northside.example").err(), Some(UnfitPassword::Guessable));
        // Letters of any script count, not bytes.
        assert_eq!(new("日本語日本語").unwrap_err(), UnfitPassword::TooShort);
    }

    #[test]
    fn only_the_same_password_matches_its_hash() {
        let hash = new(GOOD).unwrap().hash(Salt::draw(&Sevens)).unwrap();
        assert!(
            hash.as_str().starts_with("$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$"),
            "{hash:?}"
        );
        let hash = PasswordHash::parse(hash.as_str()).unwrap();
        assert!(hash.is_of(&presented(GOOD)));
        for other in ["", "otter lamp velvet quarr", "Otter lamp velvet quarry", &"x".repeat(100_000)] {
            assert!(!hash.is_of(&presented(other)));
        }
    }

    #[test]
    fn nobodys_hash_is_one_of_the_same_cost_and_matches_nothing() {
        let nobody = PasswordHash::of_nobody();
        assert_eq!(PasswordHash::parse(nobody.as_str()), Ok(nobody.clone()));
        assert!(!nobody.is_of(&presented("")) && !nobody.is_of(&presented(GOOD)));
        let real = new(GOOD).unwrap().hash(Salt::draw(&Sevens)).unwrap();
        let cost = |hash: &PasswordHash| hash.as_str().split('$').take(4).collect::<Vec<_>>().join("$");
        assert_eq!(cost(&nobody), cost(&real));
        assert_eq!(PasswordHash::parse("hunter2"), Err(CannotHash));
    }

    #[test]
    fn neither_password_nor_hash_is_shown() {
        assert!(!format!("{:?} {:?}", presented(GOOD), new(GOOD)).contains("otter"));
        assert_eq!(format!("{:?}", PasswordHash::of_nobody()), "PasswordHash(…)");
    }
}
