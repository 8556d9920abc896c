//! What a planning tick costs where there is much more than is due.

#![expect(clippy::disallowed_methods, reason = "what it takes is measured by the real clock")]

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use roundel::app::reminders::{SetReminderPolicy, plan_due, set_reminder_policy};
use roundel::domain::patch::Patch;
use roundel::domain::reminders::{PolicyFor, Rules};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::size::{size, tell};
use crate::support::{Backend, ReminderFixture, TestDatabase};

const PEOPLE: usize = 100;
const DUE: usize = 50;
/// How many sessions a course has.
const COURSE: usize = 12;
/// What stands before a copy's number, where no two sessions of a series may have the same.
const STARTS: &str = "2026-01-01T00:00:00+";
/// As a worker has it.
const HORIZON: SignedDuration = SignedDuration::from_hours(240);

/// The names of a table's columns.
async fn columns(fixture: &ReminderFixture, table: &str) -> Vec<String> {
    let sql = match fixture.clinic.database.backend {
        Backend::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
        Backend::Postgres => {
            format!(
                "SELECT column_name::text AS name FROM information_schema.columns WHERE table_name = '{table}'"
            )
        }
    };
    let sql = &sql;
    fixture
        .write(async |tx| {
            let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
            Ok(rows.iter().map(|row| row.try_get("", "name").unwrap()).collect())
        })
        .await
}

/// A course's id by its number, in place of the one that it is a copy of.
fn course_id(backend: Backend, number: &str, original: &str) -> String {
    match backend {
        Backend::Sqlite => format!("unhex(printf('%016X', {number}) || substr(hex({original}), 17))"),
        Backend::Postgres => {
            format!(
                "(lpad(to_hex({number}), 16, '0') || right(replace({original}::text, '-', ''), 16))::uuid"
            )
        }
    }
}

/// Copies the first session with its people so many times, twelve to a course: fifty start within two days, the others long before or
/// after.
async fn multiply(fixture: &ReminderFixture, sessions: usize) {
    let backend = fixture.clinic.database.backend;
    let id = match backend {
        Backend::Sqlite => "randomblob(16)",
        Backend::Postgres => "gen_random_uuid()",
    };
    let numbers = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < $N)"
        .replace("$N", &(sessions - 1).to_string());
    // In minutes from the first session, which starts tomorrow.
    let minutes =
        format!("CASE WHEN n < {DUE} THEN n * 20 WHEN n % 2 = 0 THEN 20000 + n * 7 ELSE -20000 - n * 7 END");
    let moved = |column: &str| match backend {
        Backend::Sqlite => {
            format!("strftime('%Y-%m-%dT%H:%M:%S+00:00', s.{column}, ({minutes}) || ' minutes')")
        }
        Backend::Postgres => format!("s.{column} + ({minutes}) * interval '1 minute'"),
    };
    let of_session = |column: &String| match column.as_str() {
        "id" => id.to_owned(),
        "starts_at" | "ends_at" => moved(column),
        "original_local_start" => format!("'{STARTS}' || n"),
        _ => format!("s.{column}"),
    };
    let names = columns(fixture, "session").await;
    let values: Vec<String> = names.iter().map(of_session).collect();
    let copy = format!(
        "{numbers} INSERT INTO session ({}) SELECT {} FROM session s, number WHERE s.clinic_id = $1",
        names.join(", "),
        values.join(", ")
    );
    insert_copies(fixture, &copy).await;
    let names = columns(fixture, "enrollment").await;
    let of_course = |column: &String| match column.as_str() {
        "id" => course_id(backend, "n", "e.id"),
        // In one group a client has one course at a time.
        "group_id" => "NULL".to_owned(),
        _ => format!("e.{column}"),
    };
    let values: Vec<String> = names.iter().map(of_course).collect();
    let copy = format!(
        "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {})
        INSERT INTO enrollment ({}) SELECT {} FROM enrollment e, number WHERE e.clinic_id = $1",
        sessions / COURSE,
        names.join(", "),
        values.join(", ")
    );
    insert_copies(fixture, &copy).await;
    let names = columns(fixture, "participation").await;
    let number = format!("CAST(substr(s.original_local_start, {}) AS integer) / {COURSE}", STARTS.len() + 1);
    let of_place = |column: &String| match column.as_str() {
        "id" => id.to_owned(),
        "session_id" => "s.id".to_owned(),
        "enrollment_id" => format!(
            "CASE WHEN {number} = 0 THEN p.enrollment_id ELSE {} END",
            course_id(backend, &number, "p.enrollment_id")
        ),
        _ => format!("p.{column}"),
    };
    let values: Vec<String> = names.iter().map(of_place).collect();
    let copy = format!(
        "INSERT INTO participation ({}) SELECT {} FROM session s, participation p
        WHERE s.clinic_id = $1 AND p.clinic_id = $1 AND s.id <> p.session_id",
        names.join(", "),
        values.join(", ")
    );
    insert_copies(fixture, &copy).await;
    if backend == Backend::Postgres {
        fixture.clinic.database.execute("ANALYZE").await;
    }
}

/// Runs a statement that copies rows of the clinic. They refer to what their originals refer to: PostgreSQL, which would ask
/// for each of them, is told not to.
async fn insert_copies(fixture: &ReminderFixture, copy: &str) {
    let clinic = fixture.clinic.created.clinic.id.uuid();
    fixture
        .write(async |tx| {
            let backend = tx.get_database_backend();
            if backend == DbBackend::Postgres {
                tx.execute_unprepared("SET LOCAL session_replication_role = replica").await?;
            }
            let copied =
                tx.execute_raw(Statement::from_sql_and_values(backend, copy, [clinic.into()])).await?;
            assert!(copied.rows_affected() > 0);
            Ok(())
        })
        .await;
}

/// What a tick cost.
struct Cost {
    /// How many mails were planned.
    planned: u64,
    /// How long planning them took.
    first: Duration,
    /// The shortest of some ticks after it that find nothing to do.
    later: Duration,
}

/// What it costs among so many sessions, under the rules that a new clinic has.
async fn cost(backend: Backend, sessions: usize) -> Option<Cost> {
    let fixture =
        ReminderFixture::open_at(TestDatabase::create(backend).await?, "2026-03-02T12:00:00Z").await;
    let command = SetReminderPolicy {
        of: PolicyFor::Clinic,
        name: "Default".parse().unwrap(),
        is_active: true,
        rules: Rules::default_of_clinics(),
        stops_when_confirmed: None,
        quiet_hours: Patch::Keep,
    };
    set_reminder_policy(&fixture.clinic.app, &fixture.clinic.admin, command).await.unwrap();
    let members = fixture.members(PEOPLE).await;
    fixture.session("2026-03-03T12:00:00Z", &members).await;
    multiply(&fixture, sessions).await;
    let places = fixture.clinic.database.number("SELECT COUNT(*) AS n FROM participation").await;
    assert_eq!(usize::try_from(places).unwrap(), sessions * PEOPLE);
    let tick = async || {
        let begun = Instant::now();
        let planned = plan_due(&fixture.clinic.app, &fixture.mailer, HORIZON, &|| true).await.unwrap();
        (planned, begun.elapsed())
    };
    let (planned, first) = tick().await;
    assert!(planned >= (DUE * PEOPLE) as u64, "{planned}");
    let mut later = Duration::MAX;
    for _ in 0..5 {
        let (more, took) = tick().await;
        assert_eq!(more, 0);
        later = later.min(took);
    }
    Some(Cost { planned, first, later })
}

async fn compared(backend: Backend) {
    let many = size("ROUNDEL_MAIL_TICK", 1_000_000) / PEOPLE;
    let Some(small) = cost(backend, 100).await else { return };
    let Some(large) = cost(backend, many).await else { return };
    assert_eq!(small.planned, large.planned);
    let ratio = |large: Duration, small: Duration| large.as_secs_f64() / small.as_secs_f64();
    let (first, later) = (ratio(large.first, small.first), ratio(large.later, small.later));
    tell(&format!(
        "{backend:?}, a planning tick with {} reminders of 5000 places to plan: {:?} among {} places, {:?} among 10000, ratio \
         {first:.2}; with nothing to plan {:?} and {:?}, ratio {later:.2}",
        small.planned,
        large.first,
        many * PEOPLE,
        small.first,
        large.later,
        small.later
    ));
    // A hundred times as much is there: what is read grows with what is due, up to the depth of an index.
    assert!(first < 2.5 && later < 2.5, "{first:.2} and {later:.2} times as long");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a million places: tests/full"]
async fn a_planning_tick_costs_what_is_due_on_sqlite() {
    compared(Backend::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a million places: tests/full"]
async fn a_planning_tick_costs_what_is_due_on_postgres() {
    compared(Backend::Postgres).await;
}
