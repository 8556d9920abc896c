//! Past the triggers, as an administrator of the database could: every change is found, and the right row named.

use roundel::app::audit::{Break, verify_chain};
use serde_json::json;

use super::chain::{act, seal, verify};
use crate::support::{Backend, TestClinic, TestDatabase, both};

const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

/// The row sealed at that place.
fn row_of_link(sequence: i64) -> String {
    format!("(SELECT event_id FROM audit_seal WHERE sequence = {sequence})")
}

/// Drops what stands in the way of changes, then runs statements.
async fn tamper(database: &TestDatabase, sql: &str) {
    let drop_guards = match database.backend {
        Backend::Sqlite => {
            "PRAGMA foreign_keys = OFF;
            DROP TRIGGER audit_event_no_update; DROP TRIGGER audit_event_no_delete;
            DROP TRIGGER audit_event_indexed;
            DROP TRIGGER audit_seal_no_update; DROP TRIGGER audit_seal_no_delete;
            DROP TRIGGER audit_mention_no_delete; DROP TRIGGER audit_unsealed_until_sealed;"
        }
        Backend::Postgres => {
            "ALTER TABLE audit_event DISABLE TRIGGER USER; ALTER TABLE audit_seal DISABLE TRIGGER USER;
            ALTER TABLE audit_mention DISABLE TRIGGER USER; ALTER TABLE audit_unsealed DISABLE TRIGGER USER;
            ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_event;
            ALTER TABLE audit_mention DROP CONSTRAINT audit_mention_event;
            ALTER TABLE audit_unsealed DROP CONSTRAINT audit_unsealed_event;"
        }
    };
    database.execute(&format!("{drop_guards}\n{sql}")).await;
}

async fn add_client(clinic: &TestClinic) {
    let input = json!({ "input": { "preferredName": "Kim", "language": "en", "zone": "UTC" } });
    clinic.ask(CREATE_CLIENT, input).await;
}

/// A clinic with six sealed rows.
async fn sealed(db: TestDatabase) -> TestClinic {
    let clinic = TestClinic::open_at(db, NOON).await;
    act(&clinic, 5).await;
    assert_eq!(seal(&clinic.app).await, 6);
    clinic
}

/// The first break that a check finds: what is wrong, and at which place.
async fn first_break(clinic: &TestClinic) -> Option<(Break, Option<i64>)> {
    verify(&clinic.app, &clinic.admin).await.broken.map(|broken| (broken.what, broken.sequence))
}

both! {
    async fn the_tables_refuse_to_be_changed(db) {
        let clinic = sealed(db).await;
        act(&clinic, 1).await;
        let mut statements = Vec::new();
        for (table, column) in [
            ("audit_event", "operation"), ("audit_seal", "event_hash"), ("audit_mention", "record_id"),
            ("audit_unsealed", "event_id"),
        ] {
            statements.push(format!("UPDATE {table} SET {column} = {column}"));
            statements.push(format!("DELETE FROM {table}"));
            match clinic.database.backend {
                Backend::Sqlite => statements.push(format!("REPLACE INTO {table} SELECT * FROM {table}")),
                Backend::Postgres => statements.push(format!("TRUNCATE {table} CASCADE")),
            }
        }
        // Something of each table is there to be refused.
        add_client(&clinic).await;
        for statement in statements {
            // Replacing an entry of the queue by itself changes nothing.
            let harmless = statement.starts_with("REPLACE INTO audit_unsealed");
            let refused = clinic.database.try_execute(&statement).await;
            let told = refused.as_ref().is_err_and(|message| message.contains("append_only"));
            assert!(told || harmless, "{statement}: {refused:?}");
        }
        assert_eq!(verify(&clinic.app, &clinic.admin).await.broken, None);
    }

    async fn a_changed_row_is_named(db) {
        let clinic = sealed(db).await;
        tamper(&clinic.database, &format!(
            "UPDATE audit_event SET outcome = 'REFUSED' WHERE id = {}", row_of_link(3)
        )).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Changed, Some(3))));
    }

    async fn a_deleted_row_is_named(db) {
        let clinic = sealed(db).await;
        tamper(&clinic.database, &format!("DELETE FROM audit_event WHERE id = {}", row_of_link(4))).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Missing, Some(4))));
    }

    async fn a_row_deleted_with_its_link_leaves_a_gap(db) {
        let clinic = sealed(db).await;
        tamper(&clinic.database, &format!(
            "DELETE FROM audit_event WHERE id = {}; DELETE FROM audit_seal WHERE sequence = 4", row_of_link(4)
        )).await;
        assert_eq!(first_break(&clinic).await, Some((Break::LinkMissing, Some(4))));
    }

    async fn links_that_close_ranks_after_a_deletion_are_found(db) {
        let clinic = sealed(db).await;
        tamper(&clinic.database, &format!(
            "DELETE FROM audit_event WHERE id = {}; DELETE FROM audit_seal WHERE sequence = 4;
            UPDATE audit_seal SET sequence = 4 WHERE sequence = 5; UPDATE audit_seal SET sequence = 5 WHERE sequence = 6",
            row_of_link(4)
        )).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Reordered, Some(4))));
    }

    async fn a_row_inserted_past_the_triggers_is_found(db) {
        let clinic = sealed(db).await;
        let id = match clinic.database.backend {
            Backend::Sqlite => "unhex('0199aaaaaaaa70008000aaaaaaaaaaaa')",
            Backend::Postgres => "'0199aaaa-aaaa-7000-8000-aaaaaaaaaaaa'::uuid",
        };
        tamper(&clinic.database, &copy_of_a_row(id, "at")).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Inserted, None)));
    }

    async fn a_row_inserted_with_an_old_date_is_found_once_it_is_sealed(db) {
        let clinic = sealed(db).await;
        let (id, at) = match clinic.database.backend {
            Backend::Sqlite => ("unhex('0199aaaaaaaa70008000aaaaaaaaaaaa')", "'2026-03-01T12:00:00+00:00'"),
            Backend::Postgres => ("'0199aaaa-aaaa-7000-8000-aaaaaaaaaaaa'::uuid", "'2026-03-01T12:00:00Z'::timestamptz"),
        };
        clinic.database.execute(&copy_of_a_row(id, at)).await;
        assert_eq!(seal(&clinic.app).await, 1);
        assert_eq!(first_break(&clinic).await, Some((Break::OutOfTime, Some(7))));
    }

    async fn rows_that_swapped_what_they_say_are_found(db) {
        let clinic = sealed(db).await;
        let put = |from: i64, to: i64| format!(
            "UPDATE audit_event SET subject = (SELECT subject FROM kept WHERE id = {}) WHERE id = {};",
            row_of_link(from), row_of_link(to)
        );
        tamper(&clinic.database, &format!(
            "CREATE TABLE kept AS SELECT id, subject FROM audit_event; {} {}", put(2, 5), put(5, 2)
        )).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Changed, Some(2))));
    }

    async fn links_in_another_order_are_found(db) {
        let clinic = sealed(db).await;
        tamper(&clinic.database,
            "UPDATE audit_seal SET sequence = 99 WHERE sequence = 3; UPDATE audit_seal SET sequence = 3 WHERE sequence = 4;
            UPDATE audit_seal SET sequence = 4 WHERE sequence = 99"
        ).await;
        assert_eq!(first_break(&clinic).await, Some((Break::Reordered, Some(3))));
    }

    async fn a_chain_that_is_cut_at_its_end_is_known_by_the_head_that_was_kept(db) {
        let clinic = sealed(db).await;
        let kept = verify(&clinic.app, &clinic.admin).await.head;
        tamper(&clinic.database, &format!(
            "DELETE FROM audit_event WHERE id = {}; DELETE FROM audit_seal WHERE sequence = 6", row_of_link(6)
        )).await;
        assert_eq!(first_break(&clinic).await, None, "nothing that is left tells of it");
        let found = verify_chain(&clinic.app, &clinic.admin, Some(kept), &|_, _| {}).await.unwrap();
        assert_eq!(found.broken.map(|broken| broken.what), Some(Break::HeadUnknown));
    }

    async fn a_row_hidden_from_a_clients_history_is_found(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        add_client(&clinic).await;
        seal(&clinic.app).await;
        assert_eq!(first_break(&clinic).await, None);
        tamper(&clinic.database, "DELETE FROM audit_mention").await;
        assert_eq!(first_break(&clinic).await.map(|(what, _)| what), Some(Break::Misindexed));
    }

    async fn a_row_deleted_while_it_waited_is_found(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        tamper(&clinic.database, "DELETE FROM audit_event").await;
        assert_eq!(first_break(&clinic).await, Some((Break::Missing, None)));
    }
}

/// Inserts a copy of a row under another id and date.
fn copy_of_a_row(id: &str, at: &str) -> String {
    format!(
        "INSERT INTO audit_event (clinic_id, id, at, actor_kind, rule, operation, outcome, details)
        SELECT clinic_id, {id}, {at}, actor_kind, rule, operation, outcome, details FROM audit_event
        WHERE rule IS NOT NULL LIMIT 1"
    )
}
