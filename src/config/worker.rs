//! `[worker]`

use std::str::FromStr;

use chrono::{DateTime, Utc};
use cron::Schedule;
use serde::{Deserialize, Serialize};

use super::check::Checks;
use crate::domain::time::Zone;

/// Background work.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerSettings {
    /// How long a claimed mail belongs to one worker, in seconds.
    pub lease_seconds: u64,
    /// How many mails are claimed at once.
    pub batch_size: u32,
    /// How far ahead reminders are planned, in days.
    pub horizon_days: u32,
    /// How often a server may put a mail off before it has failed.
    pub max_attempts: u32,
    /// The wait after the first failed attempt, in seconds.
    pub backoff_base_seconds: u64,
    /// The longest wait between two attempts, in seconds.
    pub backoff_cap_seconds: u64,
    /// How long a change can be undone before clients are told of it, in seconds.
    pub notice_debounce_seconds: u64,
    /// Whether clients are told by a first mail when their first appointment is.
    pub welcome_clients: bool,
    /// When each job runs.
    pub jobs: JobsSettings,
}

/// When each job runs.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JobsSettings {
    /// Puts reminders for the sessions inside the horizon into the outbox.
    pub plan_reminders: JobSettings,
    /// Puts notices of changes into the outbox.
    pub gather_notices: JobSettings,
    /// Sends what is due.
    pub deliver_reminders: JobSettings,
    /// Counts announced absences whose session has begun.
    pub reassess_risk: JobSettings,
    /// Calibrates the forecast, and looks at all open enrollments again.
    pub review_risk: JobSettings,
    /// Derives sessions again that another release of the tz database derived.
    pub rederive_sessions: JobSettings,
    /// Seals the audit log.
    pub seal_audit: JobSettings,
    /// Drops what was kept of mails that nobody will send again.
    pub clean_up: JobSettings,
    /// Asks therapists to record who came to sessions that are over.
    pub nudge_therapists: JobSettings,
    /// Looks for coordinators whose week in figures is due.
    pub send_digests: JobSettings,
}

/// When one job runs.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct JobSettings {
    /// A cron expression of six or seven fields, seconds first.
    pub cron: String,
    /// The tz database name of the zone whose clock it is read on.
    pub zone: String,
}

impl WorkerSettings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.within("worker.lease_seconds", self.lease_seconds, 10..=3600, "seconds");
        checks.within("worker.batch_size", self.batch_size.into(), 1..=1000, "mails");
        checks.within("worker.horizon_days", self.horizon_days.into(), 1..=60, "days");
        checks.within("worker.max_attempts", self.max_attempts.into(), 1..=50, "attempts");
        checks.within("worker.backoff_base_seconds", self.backoff_base_seconds, 1..=3600, "seconds");
        checks.within("worker.backoff_cap_seconds", self.backoff_cap_seconds, 1..=86_400, "seconds");
        checks.that(
            self.backoff_base_seconds <= self.backoff_cap_seconds,
            "worker.backoff_cap_seconds",
            self.backoff_cap_seconds,
            format!("expected at least worker.backoff_base_seconds ({})", self.backoff_base_seconds),
        );
        checks.within("worker.notice_debounce_seconds", self.notice_debounce_seconds, 0..=3600, "seconds");
        let JobsSettings {
            plan_reminders,
            gather_notices,
            deliver_reminders,
            reassess_risk,
            review_risk,
            rederive_sessions,
            seal_audit,
            clean_up,
            nudge_therapists,
            send_digests,
        } = &self.jobs;
        gather_notices.validate("worker.jobs.gather_notices.cron", "worker.jobs.gather_notices.zone", checks);
        plan_reminders.validate("worker.jobs.plan_reminders.cron", "worker.jobs.plan_reminders.zone", checks);
        deliver_reminders.validate(
            "worker.jobs.deliver_reminders.cron",
            "worker.jobs.deliver_reminders.zone",
            checks,
        );
        reassess_risk.validate("worker.jobs.reassess_risk.cron", "worker.jobs.reassess_risk.zone", checks);
        review_risk.validate("worker.jobs.review_risk.cron", "worker.jobs.review_risk.zone", checks);
        rederive_sessions.validate(
            "worker.jobs.rederive_sessions.cron",
            "worker.jobs.rederive_sessions.zone",
            checks,
        );
        seal_audit.validate("worker.jobs.seal_audit.cron", "worker.jobs.seal_audit.zone", checks);
        clean_up.validate("worker.jobs.clean_up.cron", "worker.jobs.clean_up.zone", checks);
        nudge_therapists.validate(
            "worker.jobs.nudge_therapists.cron",
            "worker.jobs.nudge_therapists.zone",
            checks,
        );
        send_digests.validate("worker.jobs.send_digests.cron", "worker.jobs.send_digests.zone", checks);
    }
}

impl JobSettings {
    fn validate(&self, cron_key: &'static str, zone_key: &'static str, checks: &mut Checks) {
        let fires = Schedule::from_str(&self.cron)
            .is_ok_and(|schedule| schedule.after(&DateTime::<Utc>::UNIX_EPOCH).next().is_some());
        checks.that(
            fires,
            cron_key,
            format!("{:?}", self.cron),
            "expected a cron expression that some date matches: second minute hour day-of-month month day-of-week \
             [year], as in \"0 30 2 * * *\"",
        );
        if let Err(error) = Zone::parse(&self.zone) {
            let allowed = format!("expected a name of the tz database, as in \"Europe/Berlin\" ({error})");
            checks.that(false, zone_key, format!("{:?}", self.zone), allowed);
        }
    }
}
