//! A request with a key.

use std::fmt;

use sha2::{Digest, Sha256};

use super::key::IdempotencyKey;
use crate::domain::command_text::CommandText;

/// What a request asks for, in a form that can be kept: SHA-256, shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RequestHash([u8; 32]);

impl RequestHash {
    /// Hashes a command. The key and the present are no part of it.
    #[must_use]
    pub fn of(command: &CommandText) -> Self {
        Self(Sha256::digest(command.as_str()).into())
    }
}

impl fmt::Display for RequestHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for RequestHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestHash({self})")
    }
}

/// A request that its sender has named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyedRequest {
    /// The operation, as the schema names it; each has keys of its own.
    pub operation: &'static str,
    /// The name its sender gave it.
    pub key: IdempotencyKey,
    /// What it asks for.
    pub hash: RequestHash,
}

impl KeyedRequest {
    /// The request under its key; none if it has no key.
    #[must_use]
    pub fn new(operation: &'static str, key: Option<&IdempotencyKey>, command: &CommandText) -> Option<Self> {
        key.map(|key| Self { operation, key: key.clone(), hash: RequestHash::of(command) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_command_has_the_same_hash_and_another_has_another() {
        let hash = |value: &str| RequestHash::of(&CommandText::new("X").field("a", value)).to_string();
        assert_eq!(hash("1"), hash("1"));
        assert_ne!(hash("1"), hash("2"));
        assert_eq!(hash("1").len(), 64);
    }
}
