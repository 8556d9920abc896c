//! One group.

use jiff::Timestamp;

use crate::domain::ids::{GroupId, ProgramId, SiteId};
use crate::domain::name::Name;
use crate::domain::words::words;

words! {
    /// Where a group stands.
    pub enum GroupStatus {
        /// Being put together.
        Forming = "FORMING",
        /// It has a series of sessions.
        Active = "ACTIVE",
        /// Its course is over.
        Completed = "COMPLETED",
        /// It will not take place.
        Cancelled = "CANCELLED",
    }
}

words! {
    /// Whether people may join while a group runs.
    pub enum Admission {
        /// New members may join at any session.
        Open = "OPEN",
        /// All begin and end together: nobody joins after the first session has begun.
        Closed = "CLOSED",
    }
}

/// How many members a group has: it does not run below `least`, works from `viable`, and holds `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupSizes {
    /// Below this it does not run.
    pub least: i64,
    /// From this on it works as intended.
    pub viable: i64,
    /// No more than this.
    pub most: i64,
}

/// The sizes contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the sizes must be 1 ≤ minSize ≤ viableSize ≤ maxSize ≤ 100, and are {least}, {viable} and {most}; one that is left \
     out is the group's own, or the program's while it has none"
)]
pub struct InvalidGroupSizes {
    /// Below this it would not run.
    pub least: i64,
    /// From this on it would work as intended.
    pub viable: i64,
    /// No more than this.
    pub most: i64,
}

impl GroupSizes {
    /// Checks that the sizes fit together.
    ///
    /// # Errors
    /// `InvalidGroupSizes` unless `1 <= least <= viable <= most <= 100`.
    pub const fn parse(least: i64, viable: i64, most: i64) -> Result<Self, InvalidGroupSizes> {
        if 1 <= least && least <= viable && viable <= most && most <= 100 {
            Ok(Self { least, viable, most })
        } else {
            Err(InvalidGroupSizes { least, viable, most })
        }
    }
}

/// How many guests a session of a group takes, beside its members and whatever their number: people of a sister group who
/// make up for a session they missed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestSeats(i64);

/// A number of guests that no group takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session takes from 0 to {most} guests, not {0}", most = GuestSeats::MOST)]
pub struct InvalidGuestSeats(i64);

impl GuestSeats {
    /// One guest a session: what a group takes unless told otherwise.
    pub const DEFAULT: Self = Self(1);
    /// The most a session takes.
    pub const MOST: i64 = 20;

    /// Checks that a session can take so many.
    ///
    /// # Errors
    /// `InvalidGuestSeats` unless `0 <= seats <= 20`.
    pub const fn parse(seats: i64) -> Result<Self, InvalidGuestSeats> {
        if 0 <= seats && seats <= Self::MOST { Ok(Self(seats)) } else { Err(InvalidGuestSeats(seats)) }
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> i64 {
        self.0
    }
}

/// A therapy group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TherapyGroup {
    /// Its id.
    pub id: GroupId,
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// The name its staff see; it never leaves the clinic by mail.
    pub name: Name,
    /// Where it stands.
    pub status: GroupStatus,
    /// Whether people may join while it runs.
    pub admission: Admission,
    /// How many members.
    pub sizes: GroupSizes,
    /// How many guests each of its sessions takes beside its members.
    pub guest_seats: GuestSeats,
    /// How many open enrollments it has; the database keeps it within `sizes.most`.
    pub enrolled_count: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}
