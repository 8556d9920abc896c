//! A time zone by its name in the tz database.

use std::fmt;

use jiff::tz::TimeZone;

/// A tz database zone, kept under the name it was given (links such as `Asia/Calcutta` included).
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// The name is not a zone of the bundled tz database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone `{given}`")]
pub struct UnknownZone {
    /// What was given.
    pub given: String,
}

impl Zone {
    /// Parses a name such as `Europe/Berlin`.
    ///
    /// # Errors
    /// `UnknownZone` if the bundled tz database has no zone of that name.
    pub fn parse(given: &str) -> Result<Self, UnknownZone> {
        let rules = TimeZone::get(given).map_err(|_| UnknownZone { given: given.to_owned() })?;
        Ok(Self { name: given.to_owned(), rules })
    }

    /// The name as given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone's rules.
    #[must_use]
    pub fn rules(&self) -> &TimeZone {
        &self.rules
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}
