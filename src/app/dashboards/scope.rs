//! What every dashboard begins with.

use jiff::Timestamp;
use jiff::civil::Date;

use super::error::DashboardError;
use crate::app::App;
use crate::app::access::require;
use crate::app::waitlist::Calendars;
use crate::domain::access::{Action, Caller, Concern, Reach, decide};
use crate::domain::dashboards::{DashboardFilter, Period};
use crate::storage::Connection;

/// Which way a dashboard looks, where no dates are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Looks {
    /// At what has been.
    Back,
    /// At what is to come.
    Ahead,
}

/// Whose figures of which dates, read when.
pub(super) struct Scope<'a> {
    pub(super) on: &'a Connection,
    pub(super) reach: Reach,
    pub(super) filter: DashboardFilter,
    pub(super) period: Period,
    pub(super) now: Timestamp,
    /// The date at the site asked for, or at the clinic's first.
    pub(super) today: Date,
    /// Whether figures about too few people are withheld from the caller.
    pub(super) suppresses: bool,
}

impl<'a> Scope<'a> {
    /// Passes if the caller may read attendance; today is the date at the site asked for, or at the clinic's first: one
    /// statement.
    pub(super) async fn open(
        app: &'a App,
        caller: &Caller,
        filter: DashboardFilter,
        looks: Looks,
    ) -> Result<Self, DashboardError> {
        require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
        let (on, now) = (app.db.reader(), app.now());
        let today = Calendars::load(on, caller.clinic_id, now).await?.today(filter.site_id);
        let DashboardFilter { from, until, .. } = filter;
        let period = match looks {
            Looks::Back => Period::back_from(today, from, until)?,
            Looks::Ahead => Period::ahead_of(today, from, until)?,
        };
        // Who may not read clients may read aggregates only.
        let suppresses = decide(caller, Action::ReadClients, Concern::Clinic).is_err();
        Ok(Self { on, reach: caller.reach(), filter, period, now, today, suppresses })
    }
}
