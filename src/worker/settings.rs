//! How the worker works.

use std::sync::Arc;

use jiff::SignedDuration;

use super::schedule::JobSchedule;
use crate::app::ambient::Timer;
use crate::app::reminders::DeliverySettings;
use crate::domain::reminders::Backoff;

/// How the worker works, as its configuration says.
#[derive(Clone)]
pub struct WorkerSettings {
    /// What it sleeps by: the timer that goes with the application's clock.
    pub timer: Arc<dyn Timer>,
    /// How far ahead reminders are planned.
    pub horizon: SignedDuration,
    /// Whether clients get a first mail that tells when their first appointment is.
    pub welcomes: bool,
    /// How mails are delivered.
    pub delivery: DeliverySettings,
    /// When the outbox is filled.
    pub plan_reminders: JobSchedule,
    /// When notices of changes are put into it.
    pub gather_notices: JobSchedule,
    /// When it is emptied of what is due.
    pub deliver_reminders: JobSchedule,
    /// When announced absences whose session has begun are counted.
    pub reassess_risk: JobSchedule,
    /// When the forecast is calibrated, and all open enrollments are looked at again.
    pub review_risk: JobSchedule,
    /// When sessions by another release of the tz database are derived again.
    pub rederive_sessions: JobSchedule,
    /// When the audit log is sealed.
    pub seal_audit: JobSchedule,
    /// When what serves nothing any more is dropped.
    pub clean_up: JobSchedule,
    /// When therapists are asked to record who came.
    pub nudge_therapists: JobSchedule,
    /// When coordinators are looked for whose week in figures is due.
    pub send_digests: JobSchedule,
    /// How long a run belongs to one worker; after that, another takes it for dead and runs it again.
    pub run_lease: SignedDuration,
    /// How the waits grow between the tries of a run that did not work.
    pub run_backoff: Backoff,
}

impl WorkerSettings {
    /// Ten minutes: a run that takes longer is most likely gone, and if not, running it twice does no harm.
    pub const RUN_LEASE: SignedDuration = SignedDuration::from_mins(10);
    /// Ten seconds, doubling, five minutes at the most.
    pub const RUN_BACKOFF: Backoff =
        Backoff { base: SignedDuration::from_secs(10), cap: SignedDuration::from_mins(5) };
}
