//! How a database would run what storage asks it.

use std::fmt;
use std::sync::{Arc, Mutex};

use roundel::storage::Limits;
use sea_orm::{ConnectionTrait, Statement};
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

use super::{Backend, LIMITS, TestDatabase};

/// Keeps the SQL of every statement that storage runs.
#[derive(Clone, Default)]
struct Statements(Arc<Mutex<Vec<String>>>);

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "roundel::sql" {
            event.record(&mut &*self);
        }
    }
}

impl Visit for &Statements {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "sql" {
            self.0.lock().unwrap().push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

/// How the database would run the only statement of `query`, whatever its values are. Test data are small: PostgreSQL
/// is told that reading a table whole, to filter or to join it, is no option.
pub(crate) async fn plan_of<T>(database: &TestDatabase, query: impl Future<Output = T>) -> String {
    let statements = Statements::default();
    let guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(statements.clone()));
    query.await;
    drop(guard);
    let sql = statements.0.lock().unwrap().clone();
    let [sql] = sql.as_slice() else { panic!("one statement, not {sql:#?}") };
    let one = database.another_pool(Limits { max_connections: 1, ..LIMITS }).await;
    let on = one.reader();
    let explain = match database.backend {
        Backend::Sqlite => format!("EXPLAIN QUERY PLAN {sql}"),
        Backend::Postgres => {
            let values = (1..).take_while(|number| sql.contains(&format!("${number}"))).count();
            for preparation in [
                "SET enable_seqscan = off",
                "SET enable_hashjoin = off",
                "SET enable_mergejoin = off",
                "SET plan_cache_mode = force_generic_plan",
                &format!("PREPARE asked AS {sql}"),
            ] {
                on.execute_unprepared(preparation).await.unwrap();
            }
            format!("EXPLAIN EXECUTE asked({})", vec!["NULL"; values].join(", "))
        }
    };
    let column = if database.backend == Backend::Sqlite { "detail" } else { "QUERY PLAN" };
    let rows = on.query_all_raw(Statement::from_string(on.get_database_backend(), explain)).await.unwrap();
    let lines: Vec<String> = rows.iter().map(|row| row.try_get("", column).unwrap()).collect();
    let plan = lines.join("\n");
    assert!(!plan.contains("Seq Scan") && !plan.contains("SCAN session"), "{sql}\n{plan}");
    assert!(!plan.contains("SCAN occupancy") && !plan.contains("SCAN enrollment"), "{sql}\n{plan}");
    assert!(!plan.contains("SCAN participation"), "{sql}\n{plan}");
    plan
}
