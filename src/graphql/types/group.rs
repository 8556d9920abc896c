//! Therapy group.

use async_graphql::{ID, Object, Result};

use super::{Enrollment, Loaded};
use crate::app::attendance::ByInitials;
use crate::domain::access::Action;
use crate::domain::groups;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Where a group stands.
    GroupStatus = groups::GroupStatus {
        /// Being put together.
        Forming,
        /// It has a series of sessions.
        Active,
        /// Its course is over.
        Completed,
        /// It will not take place.
        Cancelled,
    }

    /// Whether people may join while a group runs.
    Admission = groups::Admission {
        /// New members may join at any session.
        Open,
        /// All begin and end together: nobody joins after the first session has begun.
        Closed,
    }
}

/// A therapy group. Its membership is a secret: it never leaves the clinic by mail.
pub(crate) struct TherapyGroup {
    pub(crate) record: groups::TherapyGroup,
    pub(crate) enrollments: Loaded<Vec<Enrollment>>,
    pub(crate) members_by_initials: Loaded<Vec<ByInitials>>,
}

/// A therapy group. Its membership is a secret: it never leaves the clinic by mail.
#[Object]
impl TherapyGroup {
    /// The group's id (`grp_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The name its staff see.
    async fn name(&self) -> &str {
        self.record.name.as_str()
    }

    /// Where it stands.
    async fn status(&self) -> GroupStatus {
        self.record.status.into()
    }

    /// Whether people may join while it runs.
    async fn admission(&self) -> Admission {
        self.record.admission.into()
    }

    /// Below this many members it does not run.
    async fn min_size(&self) -> i64 {
        self.record.sizes.least
    }

    /// From this many members on it works as intended.
    async fn viable_size(&self) -> i64 {
        self.record.sizes.viable
    }

    /// The most members; the database admits no more.
    async fn max_size(&self) -> i64 {
        self.record.sizes.most
    }

    /// How many guests each of its sessions takes, beside its members and whatever their number.
    async fn guest_seats(&self) -> i64 {
        self.record.guest_seats.get()
    }

    /// How many members it has now; guests are none.
    async fn enrolled_count(&self) -> i64 {
        self.record.enrolled_count
    }

    /// The program's id.
    async fn program_id(&self) -> ID {
        id(self.record.program_id)
    }

    /// The site's id.
    async fn site_id(&self) -> ID {
        id(self.record.site_id)
    }

    /// When it was made.
    async fn created_at(&self) -> Instant {
        Instant(self.record.created_at)
    }

    /// Raised by every change.
    async fn row_version(&self) -> i64 {
        self.record.row_version
    }

    /// Its members: the enrollments that are open, oldest first, at most `maxSize`. Needs the right to read clients. The
    /// root `enrollments(groupId:)` lists the ended ones too, page by page.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn enrollments(&self) -> Result<&[Enrollment]> {
        self.enrollments.get("enrollments").map(Vec::as_slice)
    }

    /// Its members by the initials of their preferred names, in the order in which they joined: for a VIEWER, who reads
    /// no client. Needs the right to read attendance.
    #[graphql(directive = needs::apply(rights(&[Action::ReadAttendance])))]
    async fn member_initials(&self) -> Result<Vec<&str>> {
        let members = self.members_by_initials.get("memberInitials")?;
        Ok(members.iter().map(|member| member.initials.as_str()).collect())
    }
}
