//! Whether the databases find what is due without reading what exists.

use roundel::storage::reminders::{claim_sql, plan_candidates_sql};
use roundel::storage::{StorageError, Transaction};
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};

use crate::support::{ReminderFixture, both};

/// How the database would run a statement. These tables are small: PostgreSQL is told that reading them whole, to
/// filter or to join, is no option.
async fn plan_of(tx: &Transaction, sql: &str, values: Vec<Value>) -> Result<String, StorageError> {
    let backend = tx.get_database_backend();
    let (explain, column) = match backend {
        DbBackend::Postgres => ("EXPLAIN", "QUERY PLAN"),
        _ => ("EXPLAIN QUERY PLAN", "detail"),
    };
    if backend == DbBackend::Postgres {
        for whole in ["enable_seqscan", "enable_hashjoin", "enable_mergejoin"] {
            tx.execute_unprepared(&format!("SET LOCAL {whole} = off")).await?;
        }
    }
    let statement = Statement::from_sql_and_values(backend, format!("{explain} {sql}"), values);
    let lines = tx.query_all_raw(statement).await?;
    let lines: Vec<String> = lines.iter().map(|line| line.try_get("", column).unwrap()).collect();
    Ok(lines.join("\n"))
}

both! {
    async fn the_planner_reads_the_sessions_of_its_horizon_over_their_index(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        // A year of sessions with ever new people, of which the horizon holds a few.
        let members = fixture.members(24).await;
        for (index, pair) in members.chunks(2).cycle().take(120).enumerate() {
            let (month, day, hour) = (1 + index / 10, 1 + 2 * (index % 10), 8 + index % 7);
            fixture.session(&format!("2026-{month:02}-{day:02}T{hour:02}:30:00Z"), pair).await;
        }
        assert!(fixture.plan().await > 10);
        fixture.write(async |tx| Ok(tx.execute_unprepared("ANALYZE").await?)).await;
        let clinic = fixture.clinic.created.clinic.id.uuid();
        let instant = |text: &str| Value::from(text.parse::<sea_orm::entity::prelude::DateTimeUtc>().unwrap());
        let plan = fixture
            .write(async |tx| {
                let values = vec![
                    clinic.into(),
                    instant("2026-03-02T12:00:00Z"),
                    clinic.into(),
                    instant("2026-03-12T12:00:00Z"),
                    "PLANNED".into(),
                    "ENROLLED".into(),
                    1000_i64.into(),
                ];
                plan_of(tx, &plan_candidates_sql(), values).await
            })
            .await;
        assert!(plan.contains("session_by_start") || plan.contains("session_begins"), "{plan}");
        assert!(plan.contains("participation_once"), "{plan}");
        assert!(plan.contains("reminder_delivery_by_participation"), "{plan}");
        assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN session"), "{plan}");
    }

    async fn claiming_reads_what_is_due_over_its_index(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let instant = |text: &str| Value::from(text.parse::<sea_orm::entity::prelude::DateTimeUtc>().unwrap());
        let plan = fixture
            .write(async |tx| {
                let values = vec![
                    instant("2026-03-02T12:00:00Z"),
                    "worker".into(),
                    instant("2026-03-02T12:02:00Z"),
                    25_i64.into(),
                ];
                plan_of(tx, &claim_sql(tx), values).await
            })
            .await;
        assert!(plan.contains("reminder_delivery_next_attempt"), "{plan}");
    }
}
