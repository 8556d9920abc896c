//! `roundel worker`: a process that only works.

#![expect(clippy::disallowed_methods, reason = "the program reads the real clock, and is waited for by it")]

use std::process::Child;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use roundel::domain::reminders::DeliveryKind;

use crate::support::{ReminderFixture, Roundel, both};

/// Killed when dropped.
struct Working(Child);

impl Drop for Working {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

both! {
    async fn a_process_that_only_works_waits_as_long_as_it_is_told_to_before_it_welcomes(db) {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let fixture = ReminderFixture::open_at(db, &now.to_string()).await;
        let members = fixture.members(1).await;
        fixture.session(&(now + SignedDuration::from_hours(96)).to_string(), &members).await;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let settings = "[mail]\ntransport = \"dry_run\"\n[worker]\nnotice_debounce_seconds = 3600\n\
            [worker.jobs.plan_reminders]\ncron = \"* * * * * *\"\n";
        std::fs::write(roundel.folder().join("roundel.toml"), settings).unwrap();
        let _working = Working(roundel.start(&["--config", "roundel.toml", "worker"]));
        let mut welcome = None;
        for _ in 0..600 {
            welcome = fixture.outbox().await.into_iter().find(|mail| mail.kind == DeliveryKind::Welcome);
            if welcome.is_some() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        let due_at = welcome.expect("a welcome within a minute").due_at;
        assert!(due_at >= now + SignedDuration::from_secs(3600), "{due_at}");
    }
}
