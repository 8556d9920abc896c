//! One thing that speaks against a session.

use crate::domain::ids::ClientId;
use crate::domain::words::words;

words! {
    /// What speaks against a session that is planned.
    pub enum SessionConflictKind {
        /// The site is closed then.
        SiteClosed = "SITE_CLOSED",
        /// Its therapist has time off then.
        TherapistAway = "THERAPIST_AWAY",
        /// Its therapist's membership is disabled.
        TherapistDisabled = "THERAPIST_DISABLED",
        /// It is outside the times when its therapist can lead.
        TherapistUnavailable = "THERAPIST_UNAVAILABLE",
        /// It is outside the times when a client can come.
        ClientUnavailable = "CLIENT_UNAVAILABLE",
        /// Its therapist has no licence for where a client is.
        NotLicensed = "NOT_LICENSED",
        /// Its therapist's licence for where a client is ends before it.
        LicenceExpired = "LICENCE_EXPIRED",
        /// More people are expected than its room holds.
        RoomTooSmall = "ROOM_TOO_SMALL",
        /// Fewer members are expected than the group runs with.
        BelowMinimum = "BELOW_MINIMUM",
    }
}

/// One thing that speaks against a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionConflict {
    /// What.
    pub kind: SessionConflictKind,
    /// The client it is about, if about one.
    pub client_id: Option<ClientId>,
    /// The same in words, without a name; local times name their zone.
    pub message: String,
}

impl SessionConflict {
    /// One that is about nobody in particular among the clients.
    pub(super) const fn new(kind: SessionConflictKind, message: String) -> Self {
        Self { kind, client_id: None, message }
    }

    /// The same, about that client.
    pub(super) fn about(self, client_id: ClientId) -> Self {
        Self { client_id: Some(client_id), ..self }
    }
}
