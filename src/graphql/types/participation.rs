//! Participation, with the mark that stands.

use std::sync::Arc;

use async_graphql::{ID, Object};

use super::{Attendance, Client};
use crate::domain::attendance;
use crate::graphql::ids::id;
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
    pub(crate) entry: attendance::RosterEntry,
    pub(crate) client: Arc<Client>,
}

/// One client's place in one session.
#[Object]
impl Participation {
    /// The participation's id (`par_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.entry.participation.id)
    }

    /// The session's id.
    async fn session_id(&self) -> ID {
        id(self.entry.participation.session_id)
    }

    /// The enrollment's id.
    async fn enrollment_id(&self) -> ID {
        id(self.entry.participation.enrollment_id)
    }

    /// The client.
    async fn client(&self) -> &Client {
        &self.client
    }

    /// The id of the missed place that this one makes up for; null for a place of the course. In a group's session it is a
    /// guest's, who is no member.
    async fn makes_up_for(&self) -> Option<ID> {
        self.entry.participation.makes_up_for.map(id)
    }

    /// What the client answered beforehand; not attendance.
    async fn rsvp(&self) -> Rsvp {
        self.entry.participation.rsvp.into()
    }

    /// The mark that stands; a client's cancellation is late by the site's window.
    async fn attendance(&self) -> Attendance {
        Attendance::from(&self.entry)
    }
}
