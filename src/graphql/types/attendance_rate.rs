//! Rates, and the backlog of sessions that nobody has marked.

use async_graphql::{ID, Object};

use crate::domain::attendance as domain;
use crate::domain::groups::TherapyGroup;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;

/// An attendance rate that says what it was divided by, over the sessions begun so far.
pub(crate) struct AttendanceRate(pub(crate) domain::AttendanceRate);

/// An attendance rate that says what it was divided by, over the sessions begun so far.
#[Object]
impl AttendanceRate {
    /// Sessions attended, wholly or for a part. Make-ups are not among them.
    async fn numerator(&self) -> u32 {
        self.0.attended
    }

    /// Sessions that took place while the client was expected, and were marked: attended, missed without notice, or
    /// cancelled by the client.
    async fn denominator(&self) -> u32 {
        self.0.opportunities
    }

    /// Begun sessions that nobody has marked yet, so that they are in neither.
    async fn unrecorded(&self) -> u32 {
        self.0.unrecorded
    }

    /// Numerator by denominator, 0 to 1; null where the denominator is 0.
    async fn ratio(&self) -> Option<f64> {
        self.0.ratio()
    }
}

/// A group with its members' attendance.
pub(crate) struct GroupAttendance(pub(crate) TherapyGroup, pub(crate) Option<domain::AttendanceRate>);

/// A group with its members' attendance.
#[Object]
impl GroupAttendance {
    /// The group's id (`grp_…`).
    async fn group_id(&self) -> ID {
        id(self.0.id)
    }

    /// The group's name.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The rate over all its members, past ones too; null if withheld. To an asker without the right to read clients, a rate
    /// about fewer than five people is withheld, and with it that of the smallest of the other groups, so that the clinic's
    /// does not give it away.
    async fn attendance(&self) -> Option<AttendanceRate> {
        self.1.map(AttendanceRate)
    }

    /// Whether the rate is withheld.
    async fn is_suppressed(&self) -> bool {
        self.1.is_none()
    }
}

/// A session that is over while somebody's attendance is not recorded.
pub(crate) struct UnrecordedSession(pub(crate) domain::UnrecordedSession);

/// A session that is over while somebody's attendance is not recorded.
#[Object]
impl UnrecordedSession {
    /// The session's id (`ses_…`).
    async fn session_id(&self) -> ID {
        id(self.0.session_id)
    }

    /// The group's id (`grp_…`); null for an individual treatment.
    async fn group_id(&self) -> Option<ID> {
        self.0.group_id.map(id)
    }

    /// The id of who leads it (`stf_…`).
    async fn therapist_id(&self) -> ID {
        id(self.0.therapist_id)
    }

    /// When it started, in UTC.
    async fn starts_at(&self) -> Instant {
        Instant(self.0.starts_at)
    }

    /// When it ended, in UTC.
    async fn ends_at(&self) -> Instant {
        Instant(self.0.ends_at)
    }

    /// How many participations nobody has marked, of clients who were enrolled when it started.
    async fn unrecorded(&self) -> u32 {
        self.0.unrecorded
    }
}
