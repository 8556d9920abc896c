//! Clinic, site, room.

use async_graphql::{ID, Object};

use crate::domain::attendance::MarkingLock;
use crate::domain::clinics;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;

/// A clinic: the tenant. A token belongs to exactly one, and everything it can read is that clinic's.
pub(crate) struct Clinic(pub(crate) clinics::Clinic);

/// A clinic: the tenant. A token belongs to exactly one, and everything it can read is that clinic's.
#[Object]
impl Clinic {
    /// The clinic's id (`cln_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The name its staff see.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The neutral name its mails carry.
    async fn mail_name(&self) -> &str {
        self.0.mail_name.as_str()
    }

    /// The telephone number in its mails.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_ref().map(|phone| phone.as_str())
    }

    /// When it was set up.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// Since when its mails are paused (`pauseMails`); null if they leave.
    async fn mails_paused_at(&self) -> Option<Instant> {
        self.0.mails_paused.as_ref().map(|paused| Instant(paused.at))
    }

    /// Why they are, in the words of whoever paused them.
    async fn mails_paused_reason(&self) -> Option<&str> {
        self.0.mails_paused.as_ref().map(|paused| paused.reason.as_str())
    }
}

/// A place with its own time zone.
pub(crate) struct Site(pub(crate) clinics::Site);

/// A place with its own time zone.
#[Object]
impl Site {
    /// The site's id (`sit_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// Its name, unique in the clinic.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// The tz database zone of its wall clocks, such as `America/New_York`.
    async fn zone(&self) -> &str {
        self.0.zone.name()
    }

    /// A client's cancellation with less notice than this, in minutes before the start, is late.
    async fn late_cancel_minutes(&self) -> i64 {
        self.0.late_cancel.minutes()
    }

    /// After how many days marks of a session are recorded and corrected by coordinators and administrators alone; null for
    /// never.
    async fn marking_lock_days(&self) -> Option<i64> {
        self.0.marking_lock.map(MarkingLock::days)
    }

    /// The telephone number in its mails; null if they carry the clinic's.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_ref().map(|phone| phone.as_str())
    }

    /// Crisis lines at the foot of its mails; null if they carry the clinic's.
    async fn crisis_lines(&self) -> Option<&str> {
        self.0.crisis_lines.as_ref().map(|lines| lines.as_str())
    }

    /// Counts its changes, from 1; `updateSite` takes it.
    async fn row_version(&self) -> i64 {
        self.0.row_version
    }
}

impl From<clinics::Site> for Site {
    fn from(site: clinics::Site) -> Self {
        Self(site)
    }
}

/// A room of a site; no two sessions use it at once.
pub(crate) struct Room(pub(crate) clinics::Room);

/// A room of a site; no two sessions use it at once.
#[Object]
impl Room {
    /// The room's id (`rom_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// Its name, unique in the site.
    async fn name(&self) -> &str {
        self.0.name.as_str()
    }

    /// How many people it holds.
    async fn capacity(&self) -> i64 {
        self.0.capacity.people()
    }

    /// The site's id.
    async fn site_id(&self) -> ID {
        id(self.0.site_id)
    }
}

impl From<clinics::Room> for Room {
    fn from(room: clinics::Room) -> Self {
        Self(room)
    }
}
