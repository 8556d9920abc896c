//! What is stored of one mail and can't be read: that one fails, and the others go on.

use roundel::app::reminders::{DeliveryReport, list_deliveries};
use roundel::domain::reminders::{ReminderState, ReminderWhy};
use roundel::domain::slice::Slice;

use crate::support::{Backend, CapturedLogs, LEASE, ReminderFixture, TestDatabase, both};

const NOW: &str = "2026-03-02T12:00:00Z";
/// A session whose first reminder is due on 8 March at 17:30 UTC.
const START: &str = "2026-03-10T17:30:00Z";
const DUE: &str = "2026-03-08T17:30:00Z";

/// An instant that nobody can read, as a literal.
const fn no_instant(database: &TestDatabase) -> &'static str {
    match database.backend {
        Backend::Sqlite => "'soon'",
        Backend::Postgres => "'20000-01-01 00:00:00+00'",
    }
}

/// The same, which the database itself takes for one.
const fn no_end(database: &TestDatabase) -> &'static str {
    match database.backend {
        Backend::Sqlite => "'never'",
        Backend::Postgres => "'infinity'",
    }
}

/// Writes what that constraint of the table does not allow.
async fn spoil(database: &TestDatabase, table: &str, constraint: &str, update: &str) {
    let unchecked = match database.backend {
        Backend::Sqlite => "PRAGMA ignore_check_constraints = ON".to_owned(),
        Backend::Postgres => format!("ALTER TABLE {table} DROP CONSTRAINT {constraint}"),
    };
    database.execute(&format!("{unchecked};\n{update}")).await;
}

/// Which mail: the first or the last that is due to that client.
fn mail_of(name: &str, which: &str) -> String {
    format!(
        "due_at = (SELECT {which}(due_at) FROM reminder_delivery) AND participation_id IN (SELECT p.id FROM participation p
            JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id WHERE c.preferred_name = '{name}')"
    )
}

both! {
    async fn a_mail_that_can_t_be_read_fails_and_the_others_leave(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(6).await;
        fixture.session(START, &members).await;
        assert_eq!(fixture.plan().await, 12);
        let database = &fixture.clinic.database;
        for (name, set) in [
            ("Member0", "sends = -1".to_owned()),
            ("Member1", format!("not_after = {}", no_end(database))),
            ("Member2", format!("first_attempt_at = {}", no_instant(database))),
        ] {
            let which = mail_of(name, "MIN");
            database.execute(&format!("UPDATE reminder_delivery SET {set} WHERE {which}")).await;
        }
        let postcard = format!("UPDATE reminder_delivery SET kind = 'POSTCARD' WHERE {}", mail_of("Member3", "MIN"));
        spoil(database, "reminder_delivery", "reminder_delivery_kind_check", &postcard).await;

        fixture.clinic.at(DUE);
        let logs = CapturedLogs::default();
        let report = logs.during(fixture.deliver()).await;
        assert_eq!(report, DeliveryReport { sent: 2, failed: 4, ..DeliveryReport::default() });
        let text = logs.text();
        for column in ["sends", "not_after", "first_attempt_at", "kind"] {
            let told = format!("a stored value of reminder_delivery.{column} cannot be read");
            let line = text.lines().find(|line| line.contains(&told));
            assert!(line.is_some_and(|line| line.contains("dlv_") && line.contains("NOT_BUILT")), "{column}\n{text}");
            let failed = format!("SELECT COUNT(*) AS n FROM reminder_delivery WHERE state = 'FAILED' AND why_detail = '{told}'");
            assert_eq!(database.number(&failed).await, 1, "{column}");
        }
        assert!(!text.contains("Member") && !text.contains('@'), "{text}");

        let mut failed = fixture.outbox().await;
        failed.retain(|mail| mail.state == ReminderState::Failed);
        assert_eq!(failed.len(), 3, "of no known kind is one that no list can tell");
        for mail in failed {
            assert_eq!((mail.why, mail.sends, mail.unknowns), (Some(ReminderWhy::NotBuilt), 0, 0));
        }
        fixture.clinic.clock.advance(LEASE * 2);
        assert_eq!(fixture.deliver().await, DeliveryReport::default(), "nobody claims them again");
    }

    async fn a_page_goes_on_past_a_mail_that_can_t_be_read(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session(START, &members).await;
        fixture.plan().await;
        let postcard = format!("UPDATE reminder_delivery SET kind = 'POSTCARD' WHERE {}", mail_of("Member0", "MAX"));
        spoil(&fixture.clinic.database, "reminder_delivery", "reminder_delivery_kind_check", &postcard).await;
        for (limit, told) in [(1, 1), (2, 2), (3, 3), (10, 3)] {
            let slice = Slice { after: None, limit };
            let page = list_deliveries(&fixture.clinic.app, &fixture.clinic.admin, None, None, slice).await.unwrap();
            assert_eq!(page.len(), told, "{limit}");
        }
    }
}
