//! A meeting as somebody asks for it.

use jiff::civil::DateTime;

use crate::domain::ids::{RoomId, StaffMemberId};
use crate::domain::series::{MeetingLink, SessionMinutes};
use crate::domain::time::Zone;

/// When, with whom and where a meeting of one client is asked for. What is left out is as in the sessions it belongs to.
#[derive(Debug, Clone)]
pub struct MeetingRequest {
    /// The wall time.
    pub local_start: DateTime,
    /// The zone of that wall time.
    pub zone: Option<Zone>,
    /// How long it takes.
    pub minutes: Option<SessionMinutes>,
    /// Who leads it.
    pub therapist_id: Option<StaffMemberId>,
    /// Where; remote if none.
    pub room_id: Option<RoomId>,
    /// Where a remote one is held.
    pub meeting_link: Option<MeetingLink>,
}
