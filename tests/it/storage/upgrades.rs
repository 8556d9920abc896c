//! Databases of earlier versions, with rows in them.

use roundel_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};

use crate::support::{Backend, TestDatabase, both};

/// A mail that an earlier version has sent, written past the rules that tie it to a session; `kind` once there are kinds.
fn sent_mail(backend: Backend, kind: Option<&str>) -> String {
    let (column, kind) = kind.map_or_else(Default::default, |kind| (", kind", format!(", '{kind}'")));
    let (rules_off, id) = match backend {
        Backend::Sqlite => ("PRAGMA foreign_keys = OFF", "X'00000000000000000000000000000001'"),
        Backend::Postgres => {
            ("SET session_replication_role = replica", "'00000000-0000-0000-0000-000000000001'")
        }
    };
    format!(
        "{rules_off};
        INSERT INTO reminder_delivery (clinic_id, id, dedupe_key, participation_id, rule_id, notice_version, message_id,
            state, due_at, not_after, next_attempt_at, attempt, sends, unknowns, first_attempt_at, sent_at, created_at{column})
        VALUES ({id}, {id}, 'reminder:a', {id}, {id}, 3, '<a@example.org>', 'SENT', '2026-03-01 10:00:00+00:00',
            '2026-03-03 10:00:00+00:00', '2026-03-01 10:00:00+00:00', 2, 2, 1, '2026-03-01 10:00:01+00:00',
            '2026-03-01 10:00:05+00:00', '2026-02-27 10:00:00+00:00'{kind})"
    )
}

/// A database of the version before that change, with the mail in it, brought to the newest: its address, and a connection.
async fn upgraded(db: &TestDatabase, change: &str, kind: Option<&str>) -> (String, DatabaseConnection) {
    let url = db.unmigrated().await;
    let file = if db.backend == Backend::Sqlite { format!("{url}?mode=rwc") } else { url.clone() };
    let mut options = ConnectOptions::new(file);
    options.max_connections(1);
    let connection = Database::connect(options).await.unwrap();
    let before = Migrator::migrations().iter().position(|one| one.name() == change).unwrap();
    Migrator::up(&connection, Some(u32::try_from(before).unwrap())).await.unwrap();
    connection.execute_unprepared(&sent_mail(db.backend, kind)).await.unwrap();
    Migrator::up(&connection, None).await.unwrap();
    (url, connection)
}

both! {
    async fn an_outbox_keeps_its_mails_when_those_to_staff_come_and_each_has_one_reader(db) {
        let (url, connection) = upgraded(&db, "m20261128_000056_staff_mails", Some("REMINDER")).await;
        for two_or_none in [
            "UPDATE reminder_delivery SET staff_member_id = id",
            "UPDATE reminder_delivery SET participation_id = NULL",
            "UPDATE reminder_delivery SET kind = 'STAFF_DIGEST', rule_id = NULL",
            "UPDATE reminder_delivery SET about_id = id",
            "UPDATE reminder_delivery SET content = 'EARLY'",
            "UPDATE reminder_delivery SET kind = 'CLIENT_DECLINED', rule_id = NULL, participation_id = NULL, staff_member_id = id, \
                content = 'EARLY'",
        ] {
            assert!(connection.execute_unprepared(two_or_none).await.is_err(), "{two_or_none}");
        }
        let to_staff = "UPDATE reminder_delivery SET kind = 'UNRECORDED_NUDGE', rule_id = NULL, participation_id = NULL, \
            staff_member_id = id, state = 'SUPPRESSED', why = 'NO_LONGER_THEIRS', sent_at = NULL";
        connection.execute_unprepared(to_staff).await.unwrap();
        connection.close().await.unwrap();
        let kept = "SELECT COUNT(*) AS n FROM reminder_delivery WHERE kind = 'UNRECORDED_NUDGE' AND dedupe_key = 'reminder:a' \
            AND notice_version = 3 AND message_id = '<a@example.org>' AND attempt = 2 AND sends = 2 AND unknowns = 1";
        assert_eq!(TestDatabase::number_on(&url, kept).await, 1);
    }

    async fn an_outbox_keeps_its_mails_when_notices_come(db) {
        let (url, connection) = upgraded(&db, "m20261127_000030_notices", None).await;
        connection.close().await.unwrap();
        let kept = "SELECT COUNT(*) AS n FROM reminder_delivery WHERE kind = 'REMINDER' AND dedupe_key = 'reminder:a' \
            AND notice_version = 3 AND message_id = '<a@example.org>' AND state = 'SENT' AND attempt = 2 AND sends = 2 \
            AND unknowns = 1 AND sent_at > first_attempt_at AND created_at < due_at AND rule_id = participation_id";
        assert_eq!(TestDatabase::number_on(&url, kept).await, 1);
    }
}
