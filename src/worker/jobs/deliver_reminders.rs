//! Emptying the outbox.

use crate::app::reminders::{Delivery, DeliveryReport, Interrupted, deliver_due};
use crate::worker::{Job, JobContext, JobSchedule, Outcome};

/// Delivers the mails that are due.
#[must_use]
pub fn deliver_reminders(schedule: JobSchedule) -> Job {
    Job::new("deliver_reminders", schedule, run)
}

async fn run(context: JobContext) -> Outcome {
    let JobContext { app, mailer, settings, worker, metrics, stop } = context;
    let delivery = Delivery {
        app: &app,
        mailer: &mailer,
        timer: settings.timer.as_ref(),
        settings: settings.delivery,
        worker: &worker,
        keep_going: &|| !stop.is_requested(),
    };
    let (report, outcome) = match deliver_due(&delivery).await {
        Ok(report) => (report, Outcome::Done),
        Err(Interrupted { so_far, failure }) => (so_far, failure.into()),
    };
    if report != DeliveryReport::default() {
        let DeliveryReport { sent, put_off, waiting, failed, suppressed, expired, handed_back } = report;
        for (outcome, count) in [
            ("sent", sent),
            ("put_off", put_off),
            ("waiting", waiting),
            ("failed", failed),
            ("suppressed", suppressed),
            ("expired", expired),
            ("handed_back", handed_back),
        ] {
            metrics.reminded(outcome, count);
        }
        tracing::info!(sent, put_off, waiting, failed, suppressed, expired, handed_back, "outbox");
    }
    outcome
}
