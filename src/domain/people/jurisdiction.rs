//! Where somebody is or may treat, as far as licensing cares.

use std::fmt;
use std::str::FromStr;

/// A country or one of its parts by its ISO 3166 code: `DE`, `US-NY`.
///
/// Only the form is checked (3166-1 alpha-2, then optionally the 1 to 3 letters or digits of 3166-2): the lists
/// change, and a licence for a place that has been renamed is still a licence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction(String);

/// The text has not the form of such a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an ISO 3166 code: expected one such as DE or US-NY")]
pub struct InvalidJurisdiction;

impl Jurisdiction {
    /// The code, in upper case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this place or a part of it: a country includes its parts.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        let rest = other.0.strip_prefix(self.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }
}

impl FromStr for Jurisdiction {
    type Err = InvalidJurisdiction;
    fn from_str(given: &str) -> Result<Self, InvalidJurisdiction> {
        let (country, part) = match given.split_once('-') {
            Some((country, part)) => (country, Some(part)),
            None => (given, None),
        };
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic());
        let is_part = part.is_none_or(|part| {
            (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        });
        if is_country && is_part { Ok(Self(given.to_ascii_uppercase())) } else { Err(InvalidJurisdiction) }
    }
}

impl fmt::Display for Jurisdiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_country_or_a_part_of_one_in_upper_case() {
        for (given, kept) in [("DE", "DE"), ("us-ny", "US-NY"), ("GB-ENG", "GB-ENG"), ("FR-75", "FR-75")] {
            assert_eq!(given.parse::<Jurisdiction>().unwrap().as_str(), kept);
        }
        for bad in ["", "D", "DEU", "DE-", "DE-ABCD", "D3", "DE-B B", "New York", "ÖS", "US-NY-X", " DE"] {
            assert_eq!(bad.parse::<Jurisdiction>(), Err(InvalidJurisdiction), "{bad}");
        }
    }

    #[test]
    fn a_country_includes_its_parts_and_a_part_only_itself() {
        let code = |text: &str| text.parse::<Jurisdiction>().unwrap();
        for (outer, inner) in [("DE", "DE"), ("DE", "DE-BY"), ("US-NY", "us-ny")] {
            assert!(code(outer).includes(&code(inner)), "{outer} {inner}");
        }
        for (outer, other) in [("US-NY", "US"), ("US-NY", "US-NJ"), ("DE", "DK"), ("FR-7", "FR-75")] {
            assert!(!code(outer).includes(&code(other)), "{outer} {other}");
        }
    }
}
