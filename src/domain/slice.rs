//! A stretch of a list, by keyset.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

/// Which part of a list is wanted: after the row with this key, so many rows.
#[derive(Debug, Clone, Copy)]
pub struct Slice<Key> {
    /// The key of the last row seen; none begins at the start.
    pub after: Option<Key>,
    /// How many rows at the most. A page asks for one more than it shows, to know whether more follow.
    pub limit: u64,
}

/// The key of a list in the order of an instant, then of an id: `2026-03-02T17:30:00Z/ses_…` as a cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct InstantKey<Id> {
    /// The instant.
    pub at: Timestamp,
    /// The id, for rows of the same instant.
    pub id: Id,
}

/// The text is no such key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of this list")]
pub struct InvalidKey;

impl<Id: fmt::Display> fmt::Display for InstantKey<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.at, self.id)
    }
}

impl<Id: FromStr> FromStr for InstantKey<Id> {
    type Err = InvalidKey;
    fn from_str(text: &str) -> Result<Self, InvalidKey> {
        let (at, id) = text.split_once('/').ok_or(InvalidKey)?;
        Ok(Self { at: at.parse().map_err(|_| InvalidKey)?, id: id.parse().map_err(|_| InvalidKey)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_round_trip_through_its_cursor() {
        let key = InstantKey { at: "2026-03-02T17:30:00.5Z".parse().unwrap(), id: 7 };
        assert_eq!(key.to_string(), "2026-03-02T17:30:00.5Z/7");
        assert_eq!(key.to_string().parse(), Ok(key));
        assert_eq!("2026-03-02T17:30:00Z".parse::<InstantKey<u8>>(), Err(InvalidKey));
    }
}
