//! What speaks against a session as it is planned.

use async_graphql::{ID, Object};

use crate::domain::conflicts;
use crate::graphql::ids::id;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What speaks against a session that is planned. (Double bookings are refused and never get so far.)
    SessionConflictKind = conflicts::SessionConflictKind {
        /// The site is closed then.
        SiteClosed,
        /// Its therapist has time off then.
        TherapistAway,
        /// Its therapist's membership is disabled.
        TherapistDisabled,
        /// It is outside the times when its therapist can lead, in the therapist's own zone.
        TherapistUnavailable,
        /// It is outside the times when a client can come, in the client's own zone.
        ClientUnavailable,
        /// Its therapist has no licence for where a client is. A country's licence holds in its parts.
        NotLicensed,
        /// Its therapist's licence for where a client is ends before it.
        LicenceExpired,
        /// More people are expected, the therapist among them, than its room holds.
        RoomTooSmall,
        /// Fewer members are expected than the group's least.
        BelowMinimum,
    }
}

/// One thing that speaks against a session to come.
pub(crate) struct SessionConflict(pub(crate) conflicts::SessionConflict);

/// One thing that speaks against a session to come.
#[Object]
impl SessionConflict {
    /// What.
    async fn kind(&self) -> SessionConflictKind {
        self.0.kind.into()
    }

    /// The id of the client it is about; null if about the session as a whole.
    async fn client_id(&self) -> Option<ID> {
        self.0.client_id.map(id)
    }

    /// The same in words, without a name; local times name their zone.
    async fn message(&self) -> &str {
        &self.0.message
    }
}
