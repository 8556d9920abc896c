//! What it costs to assess a course: the rules and the forecast in memory, and the same with all that is read and compared.
//!
//! Each group has its own `reference`, measured in the same run; `tests/bench` prints the others as ratios to it.

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion};
use jiff::{SignedDuration, Timestamp};
use roundel::app::ambient::{ManualClock, SeededEntropy};
use roundel::app::{App, demo, risk as app_risk};
use roundel::domain::attendance::{AttendanceStatus, Ledger, LedgerEntry, Occasion, Rsvp};
use roundel::domain::ids::{ParticipationId, SessionId};
use roundel::domain::risk::forecast::{AttendanceState, Covariates, PRIOR, forecast, next_session};
use roundel::domain::risk::{Background, Course, RiskModel, assess};
use roundel::storage::{Database, DatabaseUrl, Limits, migrate};
use uuid::Uuid;

/// 2 March 2026 at 18:00 in UTC.
const FIRST_SESSION: &str = "2026-03-02T18:00:00Z";

/// The logistic evaluations that a course of sixteen takes at the most.
const EVALUATIONS: usize = 700;

type Outcome = Result<(), Box<dyn Error>>;

/// Sixteen weekly sessions, of which those in `marks` are over: `A` attended, else missed without notice.
fn ledger(marks: &str) -> Result<Ledger, Box<dyn Error>> {
    let first: Timestamp = FIRST_SESSION.parse()?;
    let mut letters = marks.chars();
    let mut entries = Vec::new();
    for (week, n) in (0..16_i64).zip(0_u128..) {
        entries.push(LedgerEntry {
            participation_id: ParticipationId::from_uuid(Uuid::from_u128(n)),
            session_id: SessionId::from_uuid(Uuid::from_u128(n)),
            starts_at: first + SignedDuration::from_hours(7 * 24 * week),
            occasion: Occasion::Regular,
            status: match letters.next() {
                Some('A') => AttendanceStatus::Attended,
                Some(_) => AttendanceStatus::NoShow,
                None => AttendanceStatus::Unrecorded,
            },
            reason_given: false,
            rsvp: Rsvp::NoResponse,
        });
    }
    let weeks = i64::try_from(marks.len())?;
    Ok(Ledger::new(entries, first + SignedDuration::from_hours(7 * 24 * weeks - 1)))
}

/// The forecast and all rules, beside nothing but the logistic evaluations of the longest forecast.
fn in_memory(criterion: &mut Criterion) -> Outcome {
    let mut group = criterion.benchmark_group("a course of sixteen in memory");
    let ledger = ledger("AANAANAN")?;
    let known = Background { promised: 16, minimum: 8, ..Background::default() };
    let state = AttendanceState::of_marks(&[true, true], 16)?;
    let covariates = Covariates::default();
    group.bench_function("reference", |bencher| {
        bencher.iter(|| {
            for _ in 0..EVALUATIONS {
                black_box(next_session(black_box(&state), &covariates, &PRIOR.means));
            }
        });
    });
    group.bench_function("forecast from the third session on", |bencher| {
        bencher.iter(|| forecast(black_box(&state), &covariates, &PRIOR.means));
    });
    group.bench_function("all rules after the eighth", |bencher| {
        bencher.iter(|| assess(&Course::new(black_box(&ledger), &known, &RiskModel::PRIOR)));
    });
    group.finish();
    Ok(())
}

/// The nightly run over the demo's courses in a SQLite file, beside one statement.
fn with_the_database(criterion: &mut Criterion) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let folder = tempfile::tempdir()?;
    let url: DatabaseUrl = format!("sqlite://{}", folder.path().join("bench.db").display()).parse()?;
    let limits = Limits { max_connections: 4, lock_timeout: Duration::from_secs(10) };
    let clock = Arc::new(ManualClock::new(FIRST_SESSION.parse()?));
    let (db, courses) = runtime.block_on(async {
        let db = Database::connect(&url, limits).await?;
        migrate(&db).await?;
        let app = App::new(db.clone(), clock.clone(), Arc::new(SeededEntropy::new(7)));
        demo::fill(&app).await?;
        let done = app_risk::reassess_open(&app).await?;
        Ok::<_, Box<dyn Error>>((db, done.enrollments))
    })?;
    let app = App::new(db.clone(), clock, Arc::new(SeededEntropy::new(8)));
    let mut group = criterion.benchmark_group("courses in a SQLite file");
    group.bench_function("reference", |bencher| {
        bencher.iter(|| runtime.block_on(db.ping()));
    });
    group.bench_function(BenchmarkId::new("all reassessed", courses), |bencher| {
        bencher.iter(|| runtime.block_on(app_risk::reassess_open(&app)));
    });
    group.finish();
    Ok(())
}

fn main() -> Outcome {
    let mut criterion = Criterion::default().configure_from_args();
    in_memory(&mut criterion)?;
    with_the_database(&mut criterion)?;
    criterion.final_summary();
    Ok(())
}
