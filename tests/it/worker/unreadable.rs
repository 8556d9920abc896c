//! What is stored of one mail and can't be read: that one fails, and the others go on.

use roundel::app::reminders::{DeliveryReport, PreviewMails, list_deliveries, preview_mails};
use roundel::domain::reminders::{DeliveryKind, PreviewWindow, ReminderState, ReminderWhy};
use roundel::domain::slice::Slice;

use super::welcomes::{SETTLED, opened};
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

/// Writes what no check of the table allows.
async fn spoil(database: &TestDatabase, table: &str, update: &str) {
    let unchecked = match database.backend {
        Backend::Sqlite => "PRAGMA ignore_check_constraints = ON".to_owned(),
        Backend::Postgres => format!(
            "DO $$ DECLARE checked record; BEGIN
                FOR checked IN SELECT conname FROM pg_constraint WHERE conrelid = '{table}'::regclass AND contype = 'c' LOOP
                    EXECUTE 'ALTER TABLE {table} DROP CONSTRAINT ' || quote_ident(checked.conname);
                END LOOP;
            END $$"
        ),
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

/// How many mails of that kind a preview of the next seven days tells.
async fn foretold(fixture: &ReminderFixture, kind: DeliveryKind) -> usize {
    let app = &fixture.clinic.app;
    let wanted =
        PreviewMails { window: PreviewWindow::parse(None, None, app.now()).unwrap(), client_id: None };
    let page = Slice { after: None, limit: 100 };
    let mails = preview_mails(app, &fixture.clinic.admin, wanted, page).await.unwrap();
    mails.iter().filter(|mail| mail.kind == kind).count()
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
        spoil(database, "reminder_delivery", &postcard).await;

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
        spoil(&fixture.clinic.database, "reminder_delivery", &postcard).await;
        for (limit, told) in [(1, 1), (2, 2), (3, 3), (10, 3)] {
            let slice = Slice { after: None, limit };
            let page = list_deliveries(&fixture.clinic.app, &fixture.clinic.admin, None, None, slice).await.unwrap();
            assert_eq!(page.len(), told, "{limit}");
        }
    }

    async fn a_rule_that_can_t_be_read_stops_neither_the_others_nor_the_preview(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        fixture.session(START, &members).await;
        let late = "UPDATE reminder_rule SET minutes_before = 5 WHERE minutes_before = 180";
        spoil(&fixture.clinic.database, "reminder_rule", late).await;
        assert_eq!(foretold(&fixture, DeliveryKind::Reminder).await, 2);
        let logs = CapturedLogs::default();
        assert_eq!(logs.during(fixture.plan()).await, 2, "two days before");
        let text = logs.text();
        let told: Vec<&str> = text.lines().filter(|line| line.contains("reminders cannot be planned")).collect();
        assert_eq!(told.len(), 1, "{text}");
        assert!(told[0].contains("places=2"), "{text}");
        fixture.clinic.at(DUE);
        assert_eq!(fixture.deliver().await.sent, 2);
    }

    async fn a_notice_that_can_t_be_read_keeps_no_other_back(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let members = fixture.members(2).await;
        let session = fixture.session(START, &members).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        let database = &fixture.clinic.database;
        let spoilt = format!(
            "UPDATE notice SET told_ends_at = {} WHERE participation_id IN (SELECT p.id FROM participation p
                JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id WHERE c.preferred_name = 'Member0')",
            no_instant(database)
        );
        database.execute(&spoilt).await;
        assert_eq!(foretold(&fixture, DeliveryKind::Notice).await, 1);
        let logs = CapturedLogs::default();
        assert_eq!(logs.during(fixture.tell()).await, 1);
        assert!(logs.text().contains("a notice cannot be read"), "{}", logs.text());
        assert_eq!(fixture.mail.sent().len(), 1);
    }

    async fn a_first_session_that_can_t_be_read_keeps_no_other_welcome_back(db) {
        let fixture = opened(db).await;
        let members = fixture.members(2).await;
        let spoilt = fixture.session("2026-03-09T17:30:00Z", &members[..1]).await;
        fixture.session(START, &members[1..]).await;
        let never = match fixture.clinic.database.backend {
            Backend::Sqlite => "starts_at = 'soon', ends_at = 'soon after'",
            Backend::Postgres => "starts_at = '20000-01-01 00:00:00+00', ends_at = '20000-01-01 01:00:00+00'",
        };
        let update = format!("UPDATE session SET {never} WHERE clinic_id = $1 AND id = $2");
        fixture.execute(&update, &[spoilt.uuid().into()]).await;
        assert_eq!(foretold(&fixture, DeliveryKind::Welcome).await, 1);
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at(SETTLED);
        assert_eq!(fixture.deliver().await.sent, 1);
    }
}
