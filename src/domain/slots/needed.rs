//! Who or what has to be free.

use super::busy::BusyTimes;
use crate::domain::occupancy::Holder;
use crate::domain::people::AvailabilityWindow;
use crate::domain::time::Zone;

/// Somebody or something that a weekly hour has to suit.
#[derive(Debug, Clone)]
pub struct Needed {
    /// Who or what.
    pub holder: Holder,
    /// The zone of a person's clock; none for a room.
    pub zone: Option<Zone>,
    /// When a person can come or lead, in that zone; empty if nothing was said, which rules nothing out.
    pub windows: Vec<AvailabilityWindow>,
    /// When they are taken otherwise.
    pub busy: BusyTimes,
}
