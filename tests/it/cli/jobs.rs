//! The worker's jobs, by the command line.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roundel::app::jobs::{finish, put_off, take_up_tick};
use roundel::domain::jobs::{JobOutcome, WorkerName};

use crate::support::{Roundel, TestClinic, both};

const NOW: &str = "2026-03-02T03:00:00Z";

both! {
    async fn what_ran_last_and_what_runs_next_is_listed(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let worker = WorkerName::draw(clinic.app.entropy());
        let (now, lease): (Timestamp, _) = (NOW.parse().unwrap(), SignedDuration::from_mins(10));
        let failed = take_up_tick(&clinic.app, "review_risk", now, &worker, lease).await.unwrap().unwrap();
        let waits = take_up_tick(&clinic.app, "plan_reminders", now, &worker, lease).await.unwrap().unwrap();
        clinic.clock.advance(Duration::from_millis(2_500));
        finish(&clinic.app, &failed, JobOutcome::Failed, Some("no\tdisk")).await.unwrap();
        let again_at = now + SignedDuration::from_secs(10);
        put_off(&clinic.app, &waits, again_at, Some("no database")).await.unwrap();

        let listed = Roundel::on(&clinic.database.url_text).run(&["jobs"]).done();
        let rows: Vec<Vec<&str>> = listed.lines().map(|line| line.split('\t').collect()).collect();
        assert!(rows.len() >= 7 && rows.iter().all(|row| row.len() == 7), "{listed}");
        let of = |job: &str| rows.iter().find(|row| row[0] == job).unwrap();
        let review = of("review_risk");
        assert_eq!((&review[1..5], review[6]), (&[NOW, "FAILED", "2.5", "1"][..], "no disk"));
        assert!(review[5].parse::<Timestamp>().unwrap() > now, "{listed}");
        let plan = of("plan_reminders");
        assert_eq!(plan[1..], [NOW, "WAITING", "-", "1", "2026-03-02T03:00:10Z", "no database"]);
        let never = of("seal_audit");
        assert_eq!(never[1..5], ["-"; 4]);
        assert!(never[5].parse::<Timestamp>().is_ok(), "{listed}");
    }
}
