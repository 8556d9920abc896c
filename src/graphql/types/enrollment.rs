//! Enrollment.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};

use super::{Client, Loaded};
use crate::domain::access::Action;
use crate::domain::enrollments;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Where an enrollment stands, as somebody decided it.
    EnrollmentStatus = enrollments::EnrollmentStatus {
        /// Under way.
        Enrolled,
        /// Paused; the place is kept.
        OnHold,
        /// The course was completed.
        Completed,
        /// It ended before its time, agreed or not.
        EndedEarly,
        /// It goes on in another group.
        Transferred,
    }
}

/// One client's course: a place in a group, or an individual treatment.
pub(crate) struct Enrollment {
    pub(crate) record: enrollments::Enrollment,
    pub(crate) client: Loaded<Arc<Client>>,
}

/// One client's course: a place in a group, or an individual treatment.
#[Object]
impl Enrollment {
    /// The enrollment's id (`enr_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The client's id.
    async fn client_id(&self) -> ID {
        id(self.record.client_id)
    }

    /// The client.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn client(&self) -> Result<&Client> {
        self.client.get("client").map(Arc::as_ref)
    }

    /// The group's id; null for an individual treatment.
    async fn group_id(&self) -> Option<ID> {
        self.record.group_id.map(id)
    }

    /// The program's id.
    async fn program_id(&self) -> ID {
        id(self.record.program_id)
    }

    /// The site's id.
    async fn site_id(&self) -> ID {
        id(self.record.site_id)
    }

    /// Where it stands.
    async fn status(&self) -> EnrollmentStatus {
        self.record.status.into()
    }

    /// How many sessions were promised at the outset.
    async fn planned_sessions(&self) -> i64 {
        self.record.planned_sessions
    }

    /// Since when.
    async fn enrolled_at(&self) -> Instant {
        Instant(self.record.enrolled_at)
    }

    /// Until when, once it is over.
    async fn ended_at(&self) -> Option<Instant> {
        self.record.ended_at.map(Instant)
    }

    /// Whether client and clinician agreed on the ending, once it is over.
    async fn ending_agreed(&self) -> Option<bool> {
        self.record.ending_agreed
    }

    /// Raised by every change; `endEnrollment` needs it.
    async fn row_version(&self) -> i64 {
        self.record.row_version
    }
}
