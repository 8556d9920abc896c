//! Whose turn it is: each tick once, whatever happens to a worker.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};
use roundel::app::App;
use roundel::app::jobs::{JobStanding, list_jobs, list_runs, take_up_tick};
use roundel::domain::jobs::{JobOutcome, JobRun, WorkerName};
use roundel::domain::reminders::ReminderState;
use roundel::worker::jobs::known;
use roundel::worker::{Job, JobSchedule, Outcome, Worker, WorkerSettings};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::support::{ReminderFixture, SETTINGS, both};

/// A minute before the first tick of everything here.
const NOW: &str = "2026-03-02T11:59:00Z";

fn hourly() -> JobSchedule {
    JobSchedule::parse("0 0 * * * *", "UTC").unwrap()
}

fn settings(fixture: &ReminderFixture) -> WorkerSettings {
    WorkerSettings {
        timer: fixture.clinic.clock.clone(),
        horizon: SignedDuration::from_hours(240),
        welcomes: false,
        delivery: SETTINGS,
        plan_reminders: hourly(),
        deliver_reminders: JobSchedule::parse("30 * * * * *", "UTC").unwrap(),
        reassess_risk: hourly(),
        review_risk: hourly(),
        rederive_sessions: hourly(),
        seal_audit: hourly(),
        clean_up: hourly(),
        nudge_therapists: hourly(),
        send_digests: hourly(),
        gather_notices: hourly(),
        run_lease: WorkerSettings::RUN_LEASE,
        run_backoff: WorkerSettings::RUN_BACKOFF,
    }
}

/// A worker in a task of its own.
struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    fn start(worker: Worker) -> Self {
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(worker.run(async {
            let _ = stopped.await;
        }));
        Self { stop, task }
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap();
    }
}

/// Waits, in real time, until something holds.
#[expect(clippy::disallowed_methods, reason = "the worker runs beside the test: there is nothing to await")]
async fn eventually(what: &str, holds: impl AsyncFn() -> bool) {
    for _ in 0..1000 {
        if holds().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never: {what}");
}

async fn runs(fixture: &ReminderFixture, job: &str) -> Vec<JobRun> {
    let mut runs = list_runs(&fixture.clinic.app, &fixture.clinic.admin, Some(job), 100).await.unwrap();
    runs.reverse();
    runs
}

/// A job that ends as it is told, and says so each time.
#[derive(Clone, Default)]
struct Scripted {
    outcomes: Arc<Mutex<VecDeque<Outcome>>>,
    ran_at: Arc<Mutex<Vec<Timestamp>>>,
}

impl Scripted {
    fn ending(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        Self { outcomes: Arc::new(Mutex::new(outcomes.into_iter().collect())), ran_at: Arc::default() }
    }

    fn job(&self) -> Job {
        let this = self.clone();
        Job::new("scripted", hourly(), move |context| -> BoxFuture<'static, Outcome> {
            this.ran_at.lock().unwrap().push(context.app.now());
            let outcome = this.outcomes.lock().unwrap().pop_front().unwrap_or(Outcome::Done);
            Box::pin(async move { outcome })
        })
    }

    fn count(&self) -> usize {
        self.ran_at.lock().unwrap().len()
    }
}

fn worker(fixture: &ReminderFixture, app: &App) -> Worker {
    Worker::new(app.clone(), fixture.mailer.clone(), settings(fixture))
}

both! {
    async fn a_worker_plans_and_delivers_by_its_schedule_until_it_is_stopped(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(3).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        let running = Running::start(worker(&fixture, &fixture.clinic.app));
        // A job that has never run is due at once.
        eventually("the outbox is filled", async || fixture.outbox().await.len() == 6).await;
        assert_eq!(fixture.arrived().len(), 0);
        fixture.clinic.at("2026-03-08T17:30:00Z");
        eventually("the mails are sent", async || fixture.arrived().len() == 3).await;
        eventually("the runs are over", async || {
            let last = |runs: Vec<JobRun>| runs.last().and_then(|run| run.outcome) == Some(JobOutcome::Done);
            last(runs(&fixture, "deliver_reminders").await) && last(runs(&fixture, "plan_reminders").await)
        })
        .await;
        running.stop().await;
        // The days between were missed: caught up once.
        let ticks: Vec<_> =
            runs(&fixture, "plan_reminders").await.iter().map(|run| run.scheduled_at.to_string()).collect();
        assert_eq!(ticks, ["2026-03-02T11:00:00Z", "2026-03-08T17:00:00Z"]);
        assert_eq!(fixture.arrived().len(), 3);
    }

    async fn a_worker_welcomes_before_it_reminds(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session("2026-03-03T17:30:00Z", &members).await;
        let welcoming = WorkerSettings { welcomes: true, ..settings(&fixture) };
        let running = Running::start(Worker::new(fixture.clinic.app.clone(), fixture.mailer.clone(), welcoming));
        // One welcome and two reminders each, one of which is due already.
        eventually("the outbox is filled", async || fixture.outbox().await.len() == 6).await;
        fixture.clinic.at("2026-03-02T12:03:00Z");
        eventually("the welcomes are sent", async || fixture.arrived().len() == 2).await;
        running.stop().await;
        assert_eq!(fixture.subjects(), ["Your first appointment"; 2]);
    }

    async fn a_worker_that_gathers_changes_welcomes_before(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        let session = fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.clinic.at("2026-03-02T12:02:30Z");
        // No welcome was planned yet, and the notice is due.
        let gathering = WorkerSettings {
            welcomes: true,
            plan_reminders: JobSchedule::parse("0 0 0 1 1 *", "UTC").unwrap(),
            gather_notices: JobSchedule::parse("0 * * * * *", "UTC").unwrap(),
            ..settings(&fixture)
        };
        let running = Running::start(Worker::new(fixture.clinic.app.clone(), fixture.mailer.clone(), gathering));
        eventually("the notice is put into a mail", async || fixture.notices().await.len() == 1).await;
        for now in ["2026-03-02T12:08:00Z", "2026-03-02T12:20:00Z"] {
            fixture.clinic.at(now);
            eventually("the welcome is sent", async || fixture.arrived().len() == 1).await;
        }
        eventually("the notice is dropped", async || {
            fixture.notices().await[0].state == ReminderState::Suppressed
        })
        .await;
        running.stop().await;
        assert_eq!(fixture.subjects(), ["Your first appointment"]);
    }

    async fn each_job_is_listed_with_its_schedule_its_last_run_and_its_next_tick(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let app = fixture.clinic.app.clone().with_jobs(known(&settings(&fixture)));
        let (now, worker) = (app.now(), WorkerName::draw(app.entropy()));
        let run = take_up_tick(&app, "deliver_reminders", now, &worker, WorkerSettings::RUN_LEASE).await.unwrap();
        let listed = list_jobs(&app, &fixture.clinic.admin).await.unwrap();
        assert!(listed.len() >= 8, "{listed:?}");
        let of = |name: &str| listed.iter().find(|job| job.name == name).unwrap();
        let JobStanding { name: _, cron, zone, last_run, next_tick_at } = of("deliver_reminders");
        assert_eq!((&**cron, &**zone), ("30 * * * * *", "UTC"));
        assert_eq!((last_run, next_tick_at.unwrap().to_string()), (&run, "2026-03-02T11:59:30Z".to_owned()));
        let never = of("plan_reminders");
        assert_eq!((&never.last_run, never.next_tick_at.unwrap().to_string()), (&None, "2026-03-02T12:00:00Z".to_owned()));
    }

    async fn a_worker_that_starts_derives_sessions_again_before_anything_is_planned(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        // As if Berlin had been two hours ahead by an older release.
        let sql = "UPDATE session SET tzdb_version = '2025b', local_start = '2026-03-10T19:30:00' WHERE clinic_id = $1";
        fixture.execute(sql, &[]).await;
        let running = Running::start(worker(&fixture, &fixture.clinic.app));
        eventually("the outbox is filled", async || fixture.outbox().await.len() == 2).await;
        running.stop().await;
        let told: Vec<_> =
            fixture.outbox().await.iter().map(|mail| (mail.notice_version, mail.not_after.to_string())).collect();
        assert_eq!(told, [(2, "2026-03-10T18:30:00Z".to_owned()), (2, "2026-03-10T18:30:00Z".to_owned())]);
        let [run] = &runs(&fixture, "rederive_sessions").await[..] else { panic!("one run") };
        assert_eq!((run.scheduled_at.to_string(), run.outcome), (NOW.to_owned(), Some(JobOutcome::Done)));
    }

    async fn several_workers_run_each_tick_once(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let job = Scripted::default();
        let mut workers = Vec::new();
        for seed in 1..=3 {
            let app = fixture.another_process(seed).await;
            workers.push(Running::start(worker(&fixture, &app).with_job(job.job())));
        }
        for tick in 1..=5 {
            eventually("the tick has run", async || runs(&fixture, "scripted").await.len() == tick).await;
            fixture.clinic.clock.advance(Duration::from_secs(3600));
        }
        eventually("the last tick has run", async || {
            runs(&fixture, "scripted").await.iter().filter(|run| run.outcome.is_some()).count() == 6
        })
        .await;
        for worker in workers {
            worker.stop().await;
        }
        assert_eq!(job.count(), 6);
        assert_eq!(runs(&fixture, "scripted").await.len(), 6);
    }

    async fn a_jobs_outcome_decides_what_follows(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let snoozed_until = "2026-03-02T12:20:00Z".parse().unwrap();
        let job = Scripted::ending([
            Outcome::Cancel("not needed".to_owned()),
            Outcome::Snooze(snoozed_until),
            Outcome::Retry("busy".to_owned()),
            Outcome::Done,
            Outcome::Fail("broken".to_owned()),
        ]);
        let running = Running::start(worker(&fixture, &fixture.clinic.app).with_job(job.job()));
        let ended = async |outcome, why: Option<&str>| {
            eventually(&format!("{outcome:?}"), async || {
                let runs = runs(&fixture, "scripted").await;
                runs.last().is_some_and(|run| run.outcome == Some(outcome) && run.why.as_deref() == why)
            })
            .await;
        };
        ended(JobOutcome::Cancelled, Some("not needed")).await;

        fixture.clinic.at("2026-03-02T12:00:00Z");
        eventually("it snoozes", async || {
            runs(&fixture, "scripted").await.last().is_some_and(|run| run.next_attempt_at == snoozed_until)
        })
        .await;
        assert_eq!(job.count(), 2);
        fixture.clinic.at("2026-03-02T12:20:00Z");
        eventually("it asks to be tried again", async || {
            runs(&fixture, "scripted").await.last().is_some_and(|run| run.why.as_deref() == Some("busy"))
        })
        .await;
        fixture.clinic.at("2026-03-02T12:26:00Z");
        ended(JobOutcome::Done, None).await;
        assert_eq!(runs(&fixture, "scripted").await.last().unwrap().attempt, 3);
        assert_eq!(job.count(), 4);

        fixture.clinic.at("2026-03-02T13:00:00Z");
        ended(JobOutcome::Failed, Some("broken")).await;
        running.stop().await;
        assert_eq!(job.count(), 5);
    }

    async fn a_job_that_panics_fails_its_run_and_nothing_else(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let job = Job::new("panics", hourly(), |_| async { panic!("a mistake") });
        let running = Running::start(worker(&fixture, &fixture.clinic.app).with_job(job));
        for tick in 1..=2 {
            eventually("it failed", async || {
                let runs = runs(&fixture, "panics").await;
                runs.len() == tick && runs.iter().all(|run| run.outcome == Some(JobOutcome::Failed))
            })
            .await;
            fixture.clinic.clock.advance(Duration::from_secs(3600));
        }
        running.stop().await;
    }

    async fn a_run_whose_worker_is_gone_is_taken_over_when_its_lease_is_over(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:01:00Z").await;
        let never = Job::new("scripted", hourly(), |_| std::future::pending());
        let doomed = Running::start(worker(&fixture, &fixture.another_process(1).await).with_job(never));
        eventually("noon's run began", async || runs(&fixture, "scripted").await.len() == 1).await;
        // Gone before the clock moves, or it would take the next tick along.
        doomed.task.abort();
        assert!(doomed.task.await.unwrap_err().is_cancelled());

        fixture.clinic.at("2026-03-02T12:10:59Z");
        let job = Scripted::default();
        let app = fixture.another_process(2).await;
        let running = Running::start(worker(&fixture, &app).with_job(job.job()));
        eventually("the other worker works", async || {
            runs(&fixture, "deliver_reminders").await.last().is_some_and(|run| {
                run.scheduled_at == "2026-03-02T12:10:30Z".parse().unwrap() && run.outcome.is_some()
            })
        })
        .await;
        assert_eq!(job.count(), 0, "the lease of ten minutes still holds");
        fixture.clinic.at("2026-03-02T12:11:00Z");
        eventually("noon's run was taken over", async || {
            let runs = runs(&fixture, "scripted").await;
            runs.len() == 1 && runs[0].attempt == 2 && runs[0].outcome == Some(JobOutcome::Done)
        })
        .await;
        running.stop().await;
        assert_eq!(job.count(), 1);
    }
}
