//! What is counted where it happens.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use super::labels::{
    BuildLabels, FaultLabel, JobLabel, OperationLabels, OutcomeLabel, RequestLabels, RouteLabel, RunLabels,
};
use super::seen::{Gauges, Seen};

/// The metrics of one process; every clone counts into the same.
#[derive(Clone)]
pub struct Metrics(Arc<Counted>);

struct Counted {
    registry: Registry,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Family<RouteLabel, Histogram, fn() -> Histogram>,
    operations: Family<OperationLabels, Counter>,
    sign_ins: Family<OutcomeLabel, Counter>,
    reminders: Family<OutcomeLabel, Counter>,
    mail_faults: Family<FaultLabel, Counter>,
    runs: Family<RunLabels, Counter>,
    run_seconds: Family<JobLabel, Histogram, fn() -> Histogram>,
    run_succeeded: Family<JobLabel, Gauge>,
    run_lag: Family<JobLabel, Gauge<f64, AtomicU64>>,
    started: Gauge,
    gauges: Gauges,
}

/// In seconds: an answer of some milliseconds, and one that is cut off.
fn request_histogram() -> Histogram {
    Histogram::new([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0])
}

/// In seconds: a look at an empty outbox, and a run as long as its lease.
fn run_histogram() -> Histogram {
    Histogram::new([0.01, 0.1, 1.0, 10.0, 60.0, 600.0])
}

impl Default for Metrics {
    fn default() -> Self {
        let mut counted = Counted {
            registry: Registry::with_prefix("roundel"),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(request_histogram),
            operations: Family::default(),
            sign_ins: Family::default(),
            reminders: Family::default(),
            mail_faults: Family::default(),
            runs: Family::default(),
            run_seconds: Family::new_with_constructor(run_histogram),
            run_succeeded: Family::default(),
            run_lag: Family::default(),
            started: Gauge::default(),
            gauges: Gauges::default(),
        };
        counted.register();
        let metrics = Self(Arc::new(counted));
        metrics.begin_at_zero();
        metrics
    }
}

impl Counted {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("http_requests", "Answered requests", self.requests.clone());
        let help = "How long answers took, in seconds";
        registry.register("http_request_duration_seconds", help, self.request_seconds.clone());
        let help = "Operations, by kind and the code of the first error";
        registry.register("graphql_operations", help, self.operations.clone());
        registry.register("sign_ins", "Tries to sign in with a password", self.sign_ins.clone());
        registry.register("reminders", "What became of mails that were due", self.reminders.clone());
        let help = "Tries to hand a mail over that failed, by what went wrong";
        registry.register("mail_faults", help, self.mail_faults.clone());
        registry.register("job_runs", "Runs of jobs by this process", self.runs.clone());
        registry.register(
            "job_run_duration_seconds",
            "How long runs took, in seconds",
            self.run_seconds.clone(),
        );
        let help = "When a job's run was last done by this process, in seconds since 1970";
        registry.register("job_last_success_seconds", help, self.run_succeeded.clone());
        let help = "How long after its tick a job's last run by this process began, in seconds";
        registry.register("job_lag_seconds", help, self.run_lag.clone());
        let help = "When this process began, in seconds since 1970";
        registry.register("process_start_seconds", help, self.started.clone());
        let build = Info::new(BuildLabels { version: env!("CARGO_PKG_VERSION") });
        registry.register("build", "The program that runs", build);
        self.gauges.register(registry);
    }
}

/// What becomes of a mail that is due.
const REMINDERS: [&str; 7] = ["sent", "put_off", "waiting", "failed", "suppressed", "expired", "handed_back"];

/// What becomes of a try to sign in.
const SIGN_INS: [&str; 5] = ["signed_in", "wrong_credentials", "too_many_attempts", "clinic_needed", "fault"];

impl Metrics {
    /// A series that is not there before the first of its kind can't be seen to grow by one.
    fn begin_at_zero(&self) {
        for outcome in REMINDERS {
            self.reminded(outcome, 0);
        }
        for outcome in SIGN_INS {
            self.0.sign_ins.get_or_create(&OutcomeLabel { outcome }).inc_by(0);
        }
        for kind in ["query", "mutation"] {
            self.0.operations.get_or_create(&OperationLabels { kind, code: "OK" }).inc_by(0);
        }
    }

    /// The process began then, in seconds since 1970.
    pub fn started(&self, at_seconds: i64) {
        self.0.started.set(at_seconds);
    }

    /// A request was answered. `route` is the pattern of its path, never the path.
    pub fn answered(&self, route: &str, status: u16, took: Duration) {
        let labels = RequestLabels { route: route.to_owned(), status: status.to_string() };
        self.0.requests.get_or_create(&labels).inc();
        let label = RouteLabel { route: route.to_owned() };
        self.0.request_seconds.get_or_create(&label).observe(took.as_secs_f64());
    }

    /// An operation was executed or refused; `code` is that of its first error.
    pub fn operated(&self, kind: &'static str, code: &'static str) {
        self.0.operations.get_or_create(&OperationLabels { kind, code }).inc();
    }

    /// Somebody tried to sign in.
    pub fn tried_to_sign_in(&self, outcome: &'static str) {
        self.0.sign_ins.get_or_create(&OutcomeLabel { outcome }).inc();
    }

    /// So many mails ended in that way.
    pub fn reminded(&self, outcome: &'static str, count: u64) {
        self.0.reminders.get_or_create(&OutcomeLabel { outcome }).inc_by(count);
    }

    /// So many tries to hand a mail over failed of that.
    pub fn mail_faulted(&self, fault: &'static str, count: u64) {
        self.0.mail_faults.get_or_create(&FaultLabel { fault }).inc_by(count);
    }

    /// A job's run begins for the first time, so long after its tick.
    pub fn began(&self, job: &'static str, lag: Duration) {
        self.0.run_lag.get_or_create(&JobLabel { job }).set(lag.as_secs_f64());
    }

    /// A job's run ended; one that is done says when, in seconds since 1970.
    pub fn ran(&self, job: &'static str, outcome: &'static str, took: Duration, done_at: Option<i64>) {
        self.0.runs.get_or_create(&RunLabels { job, outcome }).inc();
        self.0.run_seconds.get_or_create(&JobLabel { job }).observe(took.as_secs_f64());
        if let Some(at) = done_at {
            self.0.run_succeeded.get_or_create(&JobLabel { job }).set(at);
        }
    }

    /// Everything as text, with what is seen now.
    #[must_use]
    pub fn render(&self, seen: Seen) -> String {
        self.0.gauges.set(seen);
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.0.registry);
        text
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::DatabaseSeen;

    #[test]
    fn what_was_counted_and_what_is_seen_stands_there() {
        let metrics = Metrics::default();
        metrics.clone().answered("/graphql", 200, Duration::from_millis(20));
        metrics.began("seal_audit", Duration::from_millis(1_500));
        metrics.ran("seal_audit", "FAILED", Duration::from_secs(2), None);
        metrics.ran("seal_audit", "DONE", Duration::from_secs(2), Some(77));
        let database = Some(DatabaseSeen { due: 3, paused: 2, oldest_due_seconds: 60, unsealed: 5 });
        let text = metrics.render(Seen { connections: (1, 7), sockets: Some(2), database });
        for line in [
            "roundel_http_requests_total{route=\"/graphql\",status=\"200\"} 1",
            "roundel_http_request_duration_seconds_bucket{le=\"0.025\",route=\"/graphql\"} 1",
            "roundel_job_runs_total{job=\"seal_audit\",outcome=\"FAILED\"} 1",
            "roundel_job_last_success_seconds{job=\"seal_audit\"} 77",
            "roundel_job_lag_seconds{job=\"seal_audit\"} 1.5",
            "roundel_database_connections{state=\"idle\"} 7",
            "roundel_outbox_oldest_due_seconds 60",
            "roundel_outbox_paused 2",
            "roundel_database_up 1",
        ] {
            assert!(text.lines().any(|it| it == line), "{line}:\n{text}");
        }
        let away = metrics.render(Seen { connections: (0, 0), sockets: None, database: None });
        assert!(away.contains("roundel_database_up 0\n") && away.ends_with("# EOF\n"), "{away}");
    }
}
