//! New rules of time zones: what moves, what stays, and who is told the new time.
//!
//! The rows are made by the current rules and then given the instants of 2025b, read with CPython's zoneinfo.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use roundel::app::App;
use roundel::app::ambient::SeededEntropy;
use roundel::app::reminders::{list_deliveries, plan_due};
use roundel::app::series::{LeftSession, RederiveReport, WhyLeft, examine_session_times, rederive_sessions};
use roundel::domain::ids::SeriesId;
use roundel::domain::reminders::ReminderState;
use roundel::domain::series::Session;
use roundel::domain::slice::Slice;
use roundel::domain::time::tzdb_version;
use roundel::mail::transport::MemoryTransport;
use roundel::storage::stale_sessions::{list_clinics_with_stale_sessions, lock_stale_sessions};
use roundel::storage::{self, sessions::list_sessions_of_series};
use serde_json::json;

use crate::support::{Backend, LIMITS, ScheduleFixture, both, mailer, plan_of};

/// A weekly series in a zone whose rules changed, and by how much 2025b had it later.
struct Changed {
    zone: &'static str,
    weekday: &'static str,
    local_start: &'static str,
    start_on: &'static str,
    /// The first date on which 2025b had another instant, and the first after it on which it had none again.
    from: &'static str,
    until: &'static str,
    minutes_later: i64,
}

const VANCOUVER: Changed = Changed {
    zone: "America/Vancouver",
    weekday: "TUESDAY",
    local_start: "18:00",
    start_on: "2026-10-20",
    from: "2026-11-03",
    until: "9999",
    minutes_later: 60,
};

/// Winnipeg and Havana kept their summer time in 2026, Casablanca gave up its own, Chisinau takes Brussels' hour.
const OTHERS: [Changed; 4] = [
    Changed { zone: "America/Winnipeg", ..VANCOUVER },
    Changed {
        zone: "Africa/Casablanca",
        start_on: "2026-09-08",
        from: "2026-09-22",
        minutes_later: -60,
        ..VANCOUVER
    },
    Changed {
        zone: "America/Havana",
        weekday: "SUNDAY",
        local_start: "00:30",
        start_on: "2026-10-18",
        from: "2026-11-08",
        ..VANCOUVER
    },
    Changed {
        zone: "Europe/Chisinau",
        weekday: "SUNDAY",
        local_start: "03:30",
        start_on: "2026-03-15",
        from: "2026-03-29",
        until: "2026-04-05",
        minutes_later: -60,
    },
];

/// Twelve weeks of a new group with one member, as 2025b had them: what the current rules say.
async fn planned_by_2025b(fixture: &ScheduleFixture, changed: &Changed, therapist: &str) -> Vec<Session> {
    let Changed { zone, weekday, local_start, start_on, from, until, minutes_later } = changed;
    let group = fixture.add_group(zone, json!({})).await;
    let client = fixture.add_client("Robin", "America/New_York").await;
    fixture.enroll(&group, &client).await;
    let series = fixture
        .commit(&json!({
            "groupId": group, "therapistId": therapist, "weekday": weekday, "localStart": local_start,
            "zone": zone, "startOn": start_on, "minutes": 50, "plannedCount": 12,
        }))
        .await;
    let sessions = sessions(fixture, series["id"].as_str().unwrap().parse().unwrap()).await;
    for session in &sessions {
        let date = session.local_start.date().to_string();
        if (*from..*until).contains(&date.as_str()) {
            stored_before(fixture, session, *minutes_later, "NORMAL").await;
        }
    }
    fixture.clinic.database.execute("UPDATE session SET tzdb_version = '2025b'").await;
    sessions
}

/// Gives a session, and the time it takes, the instant and kind that older rules made of its wall time.
async fn stored_before(fixture: &ScheduleFixture, session: &Session, minutes_later: i64, kind: &str) {
    let later = SignedDuration::from_mins(minutes_later);
    let column = |at: Timestamp| (at + later).strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let times =
        format!("starts_at = '{}', ends_at = '{}'", column(session.starts_at), column(session.ends_at));
    let database = &fixture.clinic.database;
    let id = match database.backend {
        Backend::Sqlite => format!("x'{}'", session.id.uuid().as_simple()),
        Backend::Postgres => format!("'{}'", session.id.uuid()),
    };
    database.execute(&format!("UPDATE session SET {times}, clock_change = '{kind}' WHERE id = {id}")).await;
    database.execute(&format!("UPDATE occupancy SET {times} WHERE session_id = {id}")).await;
}

async fn sessions(fixture: &ScheduleFixture, series: SeriesId) -> Vec<Session> {
    let on = fixture.clinic.database.db.reader();
    list_sessions_of_series(on, fixture.clinic.created.clinic.id, series).await.unwrap()
}

async fn again(fixture: &ScheduleFixture, earlier: &[Session]) -> Vec<Session> {
    sessions(fixture, earlier[0].series_id).await
}

async fn rederive(fixture: &ScheduleFixture) -> RederiveReport {
    rederive_sessions(&fixture.clinic.app, &|| true).await.unwrap()
}

/// How many rows take other times than their sessions.
async fn astray(fixture: &ScheduleFixture) -> i64 {
    let sql = "SELECT count(*) AS n FROM occupancy o JOIN session s ON s.clinic_id = o.clinic_id \
               AND s.id = o.session_id WHERE o.starts_at <> s.starts_at OR o.ends_at <> s.ends_at";
    fixture.clinic.database.number(sql).await
}

/// A session as it is once the run is over: by the current rules, with so many versions more than at its birth.
fn derived(session: &Session, versions: i64) -> Session {
    Session {
        tzdb_version: tzdb_version().to_owned(),
        notice_version: 1 + versions,
        row_version: 1 + versions,
        ..session.clone()
    }
}

fn left(sessions: &[&Session], why: &WhyLeft) -> Vec<LeftSession> {
    let one = |session: &&Session| LeftSession { session_id: session.id, why: why.clone() };
    sessions.iter().map(one).collect()
}

both! {
    async fn only_sessions_that_the_rules_of_2026_move_get_new_times(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut all = Vec::new();
        for changed in [VANCOUVER].into_iter().chain(OTHERS) {
            let therapist = fixture.add_therapist("Tess").await;
            let sessions = planned_by_2025b(&fixture, &changed, &therapist).await;
            all.push((changed, sessions));
        }
        // Its clocks went back at one in the morning by 2025b: half past midnight came twice, the first at the same instant.
        let havana = &all.iter().find(|(changed, _)| changed.zone == "America/Havana").unwrap().1;
        stored_before(&fixture, &havana[2], 0, "OVERLAP").await;

        let taken = fixture.clinic.database.number("SELECT count(*) AS n FROM occupancy").await;
        let report = rederive(&fixture).await;
        assert_eq!(report, RederiveReport { confirmed: 19, moved: 41, left: Vec::new() });
        for (changed, planned) in &all {
            let expected: Vec<Session> = planned
                .iter()
                .map(|session| {
                    let date = session.local_start.date().to_string();
                    let moved = (changed.from..changed.until).contains(&date.as_str())
                        || (changed.zone == "America/Havana" && date == "2026-11-01");
                    derived(session, moved.into())
                })
                .collect();
            assert_eq!(again(&fixture, planned).await, expected, "{}", changed.zone);
        }
        assert_eq!(astray(&fixture).await, 0);
        assert_eq!(fixture.clinic.database.number("SELECT count(*) AS n FROM occupancy").await, taken);
        let recorded = "SELECT count(*) AS n FROM audit_event WHERE operation = 'rederiveSession'";
        assert_eq!(fixture.clinic.database.number(recorded).await, 41);
        assert_eq!(rederive(&fixture).await, RederiveReport::default());
        assert_eq!(fixture.clinic.database.number(recorded).await, 41);
    }

    async fn what_has_begun_is_marked_or_cancelled_stays_to_the_byte(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let planned = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let database = &fixture.clinic.database;
        let on = |index: usize| format!("local_start = '{}'", planned[index].local_start);
        database.execute(&format!(
            "UPDATE participation SET attendance = 'EXCUSED' WHERE session_id IN (SELECT id FROM session WHERE {})", on(5)
        )).await;
        database.execute(&format!(
            "UPDATE session SET status = 'CANCELLED', cancelled_by = 'CLINIC' WHERE {}", on(6)
        )).await;
        database.execute(&format!("UPDATE session SET status = 'HELD' WHERE {}", on(7))).await;
        // The fourth has begun by the clock of 2025b in this moment.
        fixture.clinic.at("2026-11-11T02:00:00Z");
        let before = again(&fixture, &planned).await;
        let report = rederive(&fixture).await;
        assert_eq!(report.left, left(&[&planned[5]], &WhyLeft::Marked));
        assert_eq!((report.confirmed, report.moved), (0, 5));
        let after = again(&fixture, &planned).await;
        for index in [0, 1, 2, 3, 5, 6, 7] {
            assert_eq!(after[index], before[index], "{index}");
        }
        for index in [4, 8, 9, 10, 11] {
            assert_eq!(after[index], derived(&planned[index], 1), "{index}");
        }
    }

    async fn an_evening_moves_into_its_own_old_times(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let late = Changed { local_start: "19:00", ..VANCOUVER };
        let late = planned_by_2025b(&fixture, &late, &fixture.therapist).await;
        let early = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        assert_eq!(rederive(&fixture).await, RederiveReport { confirmed: 4, moved: 20, left: Vec::new() });
        assert_eq!(again(&fixture, &early).await[11], derived(&early[11], 1));
        assert_eq!(again(&fixture, &late).await[2], derived(&late[2], 1));
        assert_eq!(astray(&fixture).await, 0);
    }

    async fn a_double_booking_that_new_rules_would_make_leaves_the_session_as_it_was(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let planned = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        // The same therapist, in Phoenix, whose rules stay: 18:00 there is 18:00 in Vancouver by 2026f, not by 2025b.
        let group = fixture.add_group("Phoenix", json!({})).await;
        let there = fixture.commit(&json!({
            "groupId": group, "therapistId": fixture.therapist, "weekday": "TUESDAY", "localStart": "18:00",
            "zone": "America/Phoenix", "startOn": "2026-12-22", "minutes": 50, "plannedCount": 12,
        })).await;
        let before = again(&fixture, &planned).await;
        let report = rederive(&fixture).await;
        let (standing, moved) = (&before[9..], &before[2..9]);
        assert_eq!(standing.len(), 3);
        let mut found = report.left.clone();
        found.sort_by_key(|one| one.session_id);
        let mut expected = left(&standing.iter().collect::<Vec<_>>(), &WhyLeft::DoubleBooked);
        expected.sort_by_key(|one| one.session_id);
        assert_eq!(found, expected);
        assert_eq!(report.moved, moved.len() as u64);
        assert_eq!(again(&fixture, &planned).await[9..], *standing, "nothing of them is lost");
        assert_eq!(astray(&fixture).await, 0);
        let told = examine_session_times(&fixture.clinic.app).await.unwrap();
        assert!(told.left.unwrap().contains(&standing[0].id.to_string()));

        // The next run tries again: by then the way is free.
        let in_the_way: SeriesId = there["id"].as_str().unwrap().parse().unwrap();
        for session in sessions(&fixture, in_the_way).await {
            stored_before(&fixture, &session, 300, "NORMAL").await;
        }
        assert_eq!(rederive(&fixture).await, RederiveReport { confirmed: 0, moved: 3, left: Vec::new() });
        assert_eq!(examine_session_times(&fixture.clinic.app).await.unwrap().left, None);
    }

    async fn a_zone_that_the_data_lack_is_told_and_keeps_nobody_else(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let planned = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let database = &fixture.clinic.database;
        let one = format!("local_start = '{}'", planned[4].local_start);
        database.execute(&format!("UPDATE session SET zone = 'America/Atlantis' WHERE {one}")).await;
        database.execute("UPDATE session_series SET zone = 'Europe/Atlantis', canonical_zone = 'Europe/Atlantis'").await;
        let report = rederive(&fixture).await;
        assert_eq!((report.confirmed, report.moved), (2, 9));
        let [LeftSession { session_id, why: WhyLeft::UnknownZone(unknown) }] = &report.left[..] else {
            panic!("{report:?}")
        };
        assert_eq!((*session_id, &*unknown.given), (planned[4].id, "America/Atlantis"));
        let told = examine_session_times(&fixture.clinic.app).await.unwrap();
        assert_eq!(told.unknown_zones, ["America/Atlantis", "Europe/Atlantis"]);
        assert_eq!(told.by_release, [("2025b".to_owned(), 1), (tzdb_version().to_owned(), 11)]);
        let stored = format!("SELECT count(*) AS n FROM session WHERE zone = 'America/Atlantis' AND row_version = 1 AND {one}");
        assert_eq!(database.number(&stored).await, 1);
    }

    async fn reminders_of_the_old_time_are_superseded_and_those_of_the_new_one_planned(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let planned = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let (app, mailer) = (&fixture.clinic.app, mailer(Arc::new(MemoryTransport::new())));
        // The first two sessions in view are over by the end of October; of the next two, 2026f moves both.
        fixture.clinic.at("2026-10-31T00:00:00Z");
        let plan = async || plan_due(app, &mailer, SignedDuration::from_hours(240), &|| true).await.unwrap();
        let outbox = async || {
            let slice = Slice { after: None, limit: 100 };
            let mails = list_deliveries(app, &fixture.clinic.admin, None, None, slice).await.unwrap();
            let mut mails: Vec<_> =
                mails.into_iter().map(|mail| (mail.notice_version, mail.state, mail.not_after)).collect();
            mails.sort_by_key(|(version, _, not_after)| (*version, *not_after));
            mails
        };
        let first = plan().await;
        assert!(first > 0);
        let an_hour_late = planned[2].starts_at + SignedDuration::from_hours(1);
        assert_eq!(outbox().await[0], (1, ReminderState::Planned, an_hour_late));
        assert_eq!(rederive(&fixture).await.moved, 10);
        assert!(outbox().await.iter().all(|(_, state, _)| *state == ReminderState::Suppressed));
        assert_eq!(plan().await, first, "as many as before, for the new time");
        let (old, new): (Vec<_>, Vec<_>) = outbox().await.into_iter().partition(|(version, _, _)| *version == 1);
        assert!(old.iter().all(|(_, state, _)| *state == ReminderState::Suppressed));
        assert_eq!(new.len(), old.len());
        assert_eq!(new[0], (2, ReminderState::Planned, planned[2].starts_at));
        assert!(new.iter().all(|(_, state, _)| *state == ReminderState::Planned));
    }

    async fn two_workers_at_once_move_each_session_once(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let planned = planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let pool = fixture.clinic.database.another_pool(LIMITS).await;
        let other = App::new(pool, fixture.clinic.clock.clone(), Arc::new(SeededEntropy::new(8)));
        let (mine, theirs) =
            tokio::join!(rederive_sessions(&fixture.clinic.app, &|| true), rederive_sessions(&other, &|| true));
        let (mine, theirs) = (mine.unwrap(), theirs.unwrap());
        assert_eq!((mine.moved + theirs.moved, mine.confirmed + theirs.confirmed), (10, 2));
        assert_eq!(again(&fixture, &planned).await[11], derived(&planned[11], 1));
        assert_eq!(astray(&fixture).await, 0);
    }

    async fn a_run_costs_the_same_statements_for_few_sessions_and_for_many(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let app = &fixture.clinic.app;
        // All but the last two have begun.
        fixture.clinic.at("2026-12-25T00:00:00Z");
        let begun = app.statement_count();
        assert_eq!(rederive(&fixture).await.moved, 2);
        let few = app.statement_count() - begun;
        fixture.clinic.at("2026-03-03T00:00:00Z");
        let others = fixture.add_therapist("Theo").await;
        planned_by_2025b(&fixture, &OTHERS[0], &others).await;
        let begun = app.statement_count();
        assert_eq!(rederive(&fixture).await.moved, 18);
        // One more: of those that stay where they are.
        assert_eq!(app.statement_count() - begun, few + 1);
    }

    async fn sessions_by_another_release_are_found_over_their_index(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        planned_by_2025b(&fixture, &VANCOUVER, &fixture.therapist).await;
        let (database, now) = (&fixture.clinic.database, fixture.clinic.app.now());
        if database.backend == Backend::Postgres {
            database.execute("ANALYZE").await;
        }
        let asked = list_clinics_with_stale_sessions(database.db.reader(), tzdb_version(), now);
        let plan = plan_of(database, asked).await;
        assert!(plan.contains("session_by_start") || plan.contains("session_begins"), "{plan}");
        let clinic_id = fixture.clinic.created.clinic.id;
        let page = storage::write(
            &database.db,
            |error| error,
            |_| std::future::ready(true),
            |tx| async move { lock_stale_sessions(&tx, clinic_id, tzdb_version(), now, None, 500).await },
        );
        let plan = plan_of(database, page).await;
        assert!(plan.contains("session_by_start") || plan.contains("session_begins"), "{plan}");
    }
}
