//! The order of a list of closures.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::domain::ids::{ClosureId, InvalidId};

/// A place in a list of closures: by their last dates, then by age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByLastDate {
    /// The closure's last date.
    pub last_on: Date,
    /// Its id.
    pub id: ClosureId,
}

impl fmt::Display for ByLastDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.last_on, self.id)
    }
}

impl FromStr for ByLastDate {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = InvalidId { expected: ClosureId::PREFIX };
        let (last_on, id) = text.split_once('~').ok_or(invalid.clone())?;
        Ok(Self { last_on: last_on.parse().map_err(|_| invalid)?, id: id.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_as_it_is_written() {
        let place = ByLastDate {
            last_on: jiff::civil::date(2026, 12, 24),
            id: ClosureId::from_uuid(uuid::Uuid::from_u128(7)),
        };
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in
            ["", "2026-12-24", "2026-12-24~", "~clo_1", "2026-13-24~clo_00000000000000000000000000000007"]
        {
            assert!(bad.parse::<ByLastDate>().is_err(), "{bad}");
        }
    }
}
