//! A wall time with its zone: every time that is shown names its zone.

use std::fmt;

use jiff::civil::DateTime;

use super::zone::Zone;

/// A wall time with its zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallTime {
    /// The wall time.
    pub local: DateTime,
    /// The zone.
    pub zone: Zone,
}

/// `2026-03-10 18:00 (Europe/Berlin)`.
impl fmt::Display for WallTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.local.strftime("%Y-%m-%d %H:%M"), self.zone.name())
    }
}
