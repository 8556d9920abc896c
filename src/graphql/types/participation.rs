//! Participation, with the mark that stands.

use async_graphql::{ID, Object};

use super::{AbsenceReason, AttendanceStatus, Client};
use crate::domain::attendance;
use crate::domain::clinics::LateCancelWindow;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a client answered beforehand. It is not attendance.
    Rsvp = attendance::Rsvp {
        /// Nothing yet.
        NoResponse,
        /// They will come.
        Confirmed,
        /// They can't.
        Declined,
    }
}

/// One client's place in one session.
pub(crate) struct Participation {
    pub(crate) record: attendance::Participation,
    pub(crate) client: Client,
    pub(crate) starts_at: jiff::Timestamp,
    pub(crate) late_cancel: LateCancelWindow,
}

/// One client's place in one session.
#[Object]
impl Participation {
    /// The participation's id (`par_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The session's id.
    async fn session_id(&self) -> ID {
        id(self.record.session_id)
    }

    /// The enrollment's id.
    async fn enrollment_id(&self) -> ID {
        id(self.record.enrollment_id)
    }

    /// The client.
    async fn client(&self) -> &Client {
        &self.client
    }

    /// What the client answered beforehand; not attendance.
    async fn rsvp(&self) -> Rsvp {
        self.record.rsvp.into()
    }

    /// The attendance that stands; a client's cancellation is late by the site's window.
    async fn attendance(&self) -> AttendanceStatus {
        let mark = &self.record.current.mark;
        let window = u32::try_from(self.late_cancel.minutes()).unwrap_or(u32::MAX);
        attendance::derive(mark.status, mark.notice_given_at, self.starts_at, window).into()
    }

    /// How many minutes they were there, if recorded.
    async fn minutes_attended(&self) -> Option<u32> {
        self.record.current.mark.minutes_attended
    }

    /// Whether they arrived late.
    async fn arrived_late(&self) -> bool {
        self.record.current.mark.arrived_late
    }

    /// Why they were absent, if said.
    async fn absence_reason(&self) -> Option<AbsenceReason> {
        self.record.current.mark.reason.map(Into::into)
    }

    /// When they gave notice, if they cancelled.
    async fn notice_given_at(&self) -> Option<Instant> {
        self.record.current.mark.notice_given_at.map(Instant)
    }

    /// How many marks were recorded so far; 0 before the first. A correction needs it.
    async fn mark_version(&self) -> u32 {
        self.record.current.version
    }
}
