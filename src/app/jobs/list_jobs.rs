//! The worker's jobs: what each did last, and when it is next.

use std::sync::Arc;

use jiff::Timestamp;

use super::runs::last_run;
use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::jobs::JobRun;

/// The first tick after an instant, or none once the schedule is over.
pub type NextTick = dyn Fn(Timestamp) -> Option<Timestamp> + Send + Sync;

/// A job that the worker has, with its schedule as this process is configured.
#[derive(Clone)]
pub struct KnownJob {
    /// Its name.
    pub name: &'static str,
    /// Its cron expression.
    pub cron: String,
    /// The tz database name of the zone whose clock the expression is read on.
    pub zone: String,
    /// When it is next.
    pub next_tick: Arc<NextTick>,
}

/// A job as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStanding {
    /// Its name.
    pub name: &'static str,
    /// Its cron expression.
    pub cron: String,
    /// The tz database name of the zone whose clock the expression is read on.
    pub zone: String,
    /// The run of its last tick; none if it never ran.
    pub last_run: Option<JobRun>,
    /// Its next tick; none once its schedule is over.
    pub next_tick_at: Option<Timestamp>,
}

/// Every job that this process knows of, in the order in which a worker begins them: a statement for each. They are the whole
/// service's, and hold nobody's records.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_jobs(app: &App, caller: &Caller) -> Result<Vec<JobStanding>, Failure> {
    require(app, caller, Action::ReadAudit, Concern::Clinic).await?;
    let now = app.now();
    let mut standings = Vec::new();
    for KnownJob { name, cron, zone, next_tick } in app.known_jobs() {
        standings.push(JobStanding {
            name,
            cron: cron.clone(),
            zone: zone.clone(),
            last_run: last_run(app, name).await?,
            next_tick_at: next_tick(now),
        });
    }
    Ok(standings)
}
