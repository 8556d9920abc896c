//! Every job there is.

use std::sync::Arc;

use super::{
    clean_up, deliver_reminders, gather_notices, nudge_therapists, plan_reminders, reassess_risk,
    rederive_sessions, review_risk, seal_audit, send_digests,
};
use crate::app::jobs::KnownJob;
use crate::worker::{Job, WorkerSettings};

/// Every job, by its schedule.
#[must_use]
pub fn all(settings: &WorkerSettings) -> Vec<Job> {
    vec![
        rederive_sessions(settings.rederive_sessions.clone()),
        plan_reminders(settings.plan_reminders.clone()),
        gather_notices(settings.gather_notices.clone()),
        deliver_reminders(settings.deliver_reminders.clone()),
        reassess_risk(settings.reassess_risk.clone()),
        review_risk(settings.review_risk.clone()),
        seal_audit(settings.seal_audit.clone()),
        clean_up(settings.clean_up.clone()),
        nudge_therapists(settings.nudge_therapists.clone()),
        send_digests(settings.send_digests.clone()),
    ]
}

/// The same jobs as those who only tell of them know them.
#[must_use]
pub fn known(settings: &WorkerSettings) -> Vec<KnownJob> {
    let known = |job: Job| {
        let schedule = job.schedule().clone();
        KnownJob {
            name: job.name(),
            cron: schedule.cron().to_owned(),
            zone: schedule.zone().to_owned(),
            next_tick: Arc::new(move |after| schedule.next_after(after).map(|tick| tick.scheduled_at)),
        }
    };
    all(settings).into_iter().map(known).collect()
}
