//! Where sessions take place.

use crate::domain::attendance::MarkingLock;
use crate::domain::ids::{RoomId, SiteId};
use crate::domain::name::Name;
use crate::domain::time::Zone;

/// A number outside what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{given} is out of range: from {least} to {greatest}")]
pub struct OutOfRange {
    /// What was given.
    pub given: i64,
    /// The least allowed.
    pub least: i64,
    /// The greatest allowed.
    pub greatest: i64,
}

impl OutOfRange {
    /// `given` if it lies within `least..=greatest`.
    ///
    /// # Errors
    /// `OutOfRange` otherwise.
    pub const fn check(given: i64, least: i64, greatest: i64) -> Result<i64, Self> {
        if given < least || given > greatest { Err(Self { given, least, greatest }) } else { Ok(given) }
    }
}

/// How short a notice makes a cancellation late, in minutes before the start: 0 to 14 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LateCancelWindow(i64);

impl LateCancelWindow {
    /// 24 hours: the usual rule of outpatient clinics.
    pub const DEFAULT: Self = Self(24 * 60);

    /// Parses minutes.
    ///
    /// # Errors
    /// `OutOfRange` below 0 or above 20,160 (14 days).
    pub const fn parse(minutes: i64) -> Result<Self, OutOfRange> {
        match OutOfRange::check(minutes, 0, 14 * 24 * 60) {
            Ok(minutes) => Ok(Self(minutes)),
            Err(error) => Err(error),
        }
    }

    /// The window in minutes.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        self.0
    }
}

/// A place with its own zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Its name, unique in the clinic.
    pub name: Name,
    /// The zone that its wall clocks show.
    pub zone: Zone,
    /// How short a notice makes a cancellation late here.
    pub late_cancel: LateCancelWindow,
    /// After how many days marks of a session are locked for its therapist; never if none.
    pub marking_lock: Option<MarkingLock>,
    /// The telephone number in its mails; the clinic's if none.
    pub phone: Option<Name>,
    /// Crisis lines of its country for the mails' footer; the clinic's if none.
    pub crisis_lines: Option<Name>,
    /// Counts its changes, from 1.
    pub row_version: i64,
}

/// How many people a room holds: 1 to 500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoomCapacity(i64);

impl RoomCapacity {
    /// Parses a number of people.
    ///
    /// # Errors
    /// `OutOfRange` below 1 or above 500.
    pub const fn parse(people: i64) -> Result<Self, OutOfRange> {
        match OutOfRange::check(people, 1, 500) {
            Ok(people) => Ok(Self(people)),
            Err(error) => Err(error),
        }
    }

    /// The number of people.
    #[must_use]
    pub const fn people(self) -> i64 {
        self.0
    }
}

/// A room of a site: never used by two sessions at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Room {
    /// Its id.
    pub id: RoomId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// Its name, unique in the site.
    pub name: Name,
    /// How many people it holds.
    pub capacity: RoomCapacity,
}
