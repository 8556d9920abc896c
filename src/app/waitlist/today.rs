//! What date it is where somebody waits.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::clinics::Site;
use crate::domain::ids::{ClinicId, SiteId};
use crate::domain::slice::Slice;
use crate::domain::time::local;
use crate::storage::{Connection, StorageError, clinics};

/// More sites than any clinic has.
const MOST_SITES: u64 = 10_000;

/// The clinic's sites, and what date it is at each.
pub(in crate::app) struct Calendars {
    sites: Vec<Site>,
    now: Timestamp,
}

impl Calendars {
    /// Loads them: one statement.
    pub(in crate::app) async fn load(
        on: &Connection,
        clinic_id: ClinicId,
        now: Timestamp,
    ) -> Result<Self, StorageError> {
        let sites = clinics::list_sites(on, clinic_id, Slice { after: None, limit: MOST_SITES }).await?;
        Ok(Self { sites, now })
    }

    /// The clinic's sites.
    pub(in crate::app) fn sites(&self) -> &[Site] {
        &self.sites
    }

    /// Whether the clinic has that site.
    pub(super) fn has(&self, site_id: SiteId) -> bool {
        self.sites.iter().any(|site| site.id == site_id)
    }

    /// Today at that site, or at the clinic's first if none is named. A clinic has a site from its beginning.
    pub(in crate::app) fn today(&self, site_id: Option<SiteId>) -> Date {
        let named = site_id.and_then(|id| self.sites.iter().find(|site| site.id == id));
        let zone = named.or(self.sites.first()).map(|site| &site.zone);
        let utc = || self.now.to_zoned(jiff::tz::TimeZone::UTC).date();
        zone.map_or_else(utc, |zone| local(self.now, zone).date())
    }
}
