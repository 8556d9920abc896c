//! Clients by their initials.

use async_graphql::Object;

use super::AttendanceStatus;
use crate::app::attendance::ByInitials;
use crate::domain::attendance;

/// A client's attendance of one session, with their initials instead of their name.
pub(crate) struct AttendanceByInitials {
    pub(crate) person: ByInitials,
    pub(crate) status: attendance::AttendanceStatus,
}

/// A client's attendance of one session, with their initials instead of their name.
#[Object]
impl AttendanceByInitials {
    /// The upper-case first letters of the first three words of the preferred name, such as `AL`. Two people may share
    /// them.
    async fn initials(&self) -> &str {
        &self.person.initials
    }

    /// The status of the mark that stands; a client's cancellation is late by the site's window.
    async fn status(&self) -> AttendanceStatus {
        self.status.into()
    }
}
