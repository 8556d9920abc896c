//! A weekly hour that suits.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday};

use super::busy::ObstacleKind;
use crate::domain::occupancy::Holder;
use crate::domain::time::Zone;

/// The weekly hours that suit, the best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSlots {
    /// At most as many as were asked for, and fewer than that for more than forty people.
    pub slots: Vec<FreeSlot>,
    /// How many there are altogether.
    pub total: usize,
}

/// One weekly hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSlot {
    /// The day of the week, in the frame's zone.
    pub weekday: Weekday,
    /// The wall time of the start, in the frame's zone.
    pub local_start: Time,
    /// The first session's date, in the frame's zone.
    pub first_on: Date,
    /// In how many of the weeks all are free.
    pub weeks_free: u16,
    /// The other weeks.
    pub missed: Vec<MissedWeek>,
    /// When it is on each person's clock.
    pub people: Vec<OwnHours>,
    /// For how many people and sessions, of those who have not said when they can come, it starts before 08:00 or ends
    /// after 21:00 on their clock.
    pub unusual_hours: u32,
}

/// A week in which somebody or something is not free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedWeek {
    /// Which session, from 1.
    pub ordinal: u16,
    /// Its wall time, in the frame's zone.
    pub local_start: DateTime,
    /// When it would start.
    pub starts_at: Timestamp,
    /// Who or what is not free, and why; never empty.
    pub obstacles: Vec<Obstacle>,
}

/// Who or what is not free, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obstacle {
    /// Who or what.
    pub holder: Holder,
    /// Why.
    pub kind: ObstacleKind,
}

/// The slot on one person's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHours {
    /// Whose.
    pub holder: Holder,
    /// The zone of their clock.
    pub zone: Zone,
    /// Whether they have said when they can come.
    pub is_availability_known: bool,
    /// The starts: one, unless clocks change differently; the earliest week's first.
    pub starts: Vec<OwnStart>,
}

/// One hour of the week on somebody's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnStart {
    /// The day of the week there.
    pub weekday: Weekday,
    /// The wall time there.
    pub local_start: Time,
    /// In how many of the weeks.
    pub weeks: u16,
}
