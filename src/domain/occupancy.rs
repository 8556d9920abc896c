//! Who or what is taken when: no therapist, room or client is in two sessions at once.

use jiff::Timestamp;
use uuid::Uuid;

use super::ids::{ClientId, RoomId, RowId, SessionId, StaffMemberId};
use super::words::words;

words! {
    /// What can be taken.
    pub enum HolderKind {
        /// A therapist.
        Therapist = "THERAPIST",
        /// A room.
        Room = "ROOM",
        /// A client.
        Client = "CLIENT",
    }
}

/// Who or what is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A therapist.
    Therapist(StaffMemberId),
    /// A room.
    Room(RoomId),
    /// A client.
    Client(ClientId),
}

impl Holder {
    /// The holder of that kind and key.
    #[must_use]
    pub const fn new(kind: HolderKind, key: Uuid) -> Self {
        match kind {
            HolderKind::Therapist => Self::Therapist(StaffMemberId::from_uuid(key)),
            HolderKind::Room => Self::Room(RoomId::from_uuid(key)),
            HolderKind::Client => Self::Client(ClientId::from_uuid(key)),
        }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> HolderKind {
        match self {
            Self::Therapist(_) => HolderKind::Therapist,
            Self::Room(_) => HolderKind::Room,
            Self::Client(_) => HolderKind::Client,
        }
    }

    /// The client, if it is one.
    #[must_use]
    pub const fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(id) => Some(id),
            Self::Therapist(_) | Self::Room(_) => None,
        }
    }

    /// Its key.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Therapist(id) => id.uuid(),
            Self::Room(id) => id.uuid(),
            Self::Client(id) => id.uuid(),
        }
    }
}

/// One holder taken by one session, from `starts_at` up to but without `ends_at`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupancy {
    /// The row's id.
    pub id: RowId,
    /// By which session.
    pub session_id: SessionId,
    /// Who or what.
    pub holder: Holder,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when.
    pub ends_at: Timestamp,
}

impl Occupancy {
    /// Whether it overlaps the time from `starts_at` up to `ends_at`; touching is not overlapping.
    #[must_use]
    pub fn overlaps(&self, starts_at: Timestamp, ends_at: Timestamp) -> bool {
        self.starts_at < ends_at && starts_at < self.ends_at
    }
}
