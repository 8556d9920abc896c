//! Sealing: everything committed, once, in one chain.

use roundel::app::App;
use roundel::app::audit::{ChainReport, seal_audit, verify_chain};
use roundel::domain::access::Caller;
use serde_json::json;

use crate::support::{TestClinic, TestDatabase, both};

const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

/// Writes so many rows into the clinic's log.
pub(super) async fn act(clinic: &TestClinic, times: usize) {
    for number in 0..times {
        let name = format!("Site {number} of {}", clinic.app.statement_count());
        clinic.ask(CREATE_SITE, json!({ "input": { "name": name, "zone": "UTC" } })).await;
    }
}

/// Seals everything: how many rows that were.
pub(super) async fn seal(app: &App) -> u64 {
    seal_audit(app, &|| true).await.unwrap()
}

pub(super) async fn verify(app: &App, caller: &Caller) -> ChainReport {
    verify_chain(app, caller, None, &|_, _| {}).await.unwrap()
}

async fn count(database: &TestDatabase, what: &str) -> i64 {
    TestDatabase::number_on(&database.url_text, &format!("SELECT COUNT(*) AS n FROM {what}")).await
}

both! {
    async fn rows_are_sealed_once_and_the_chain_holds(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        act(&clinic, 4).await;
        let before = verify(&clinic.app, &clinic.admin).await;
        assert_eq!((before.sealed, before.unsealed, before.broken), (0, 5, None));
        assert_eq!(seal(&clinic.app).await, 5);
        assert_eq!(seal(&clinic.app).await, 0);
        act(&clinic, 1).await;
        let half = verify(&clinic.app, &clinic.admin).await;
        assert_eq!((half.sealed, half.unsealed, half.broken), (5, 1, None));
        assert_ne!(half.head, before.head);
        assert_eq!(seal(&clinic.app).await, 1);
        let whole = verify_chain(&clinic.app, &clinic.admin, Some(half.head), &|_, _| {}).await.unwrap();
        assert_eq!((whole.sealed, whole.unsealed, whole.broken), (6, 0, None), "it goes through the head that was kept");
    }

    async fn each_clinic_has_a_chain_of_its_own(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let neighbour = clinic.neighbour().await;
        act(&clinic, 2).await;
        assert_eq!(seal(&clinic.app).await, 4);
        let (own, other) = (verify(&clinic.app, &clinic.admin).await, verify(&clinic.app, &neighbour).await);
        assert_eq!((own.sealed, own.broken, other.sealed, other.broken), (3, None, 1, None));
        assert_ne!(own.head, other.head);
    }

    async fn workers_that_seal_at_once_make_one_chain(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        act(&clinic, 30).await;
        let sealing = (0..4).map(|_| {
            let app = clinic.app.clone();
            tokio::spawn(async move { seal(&app).await })
        });
        let writing = act(&clinic, 10);
        let (sealed, ()) = tokio::join!(futures_util::future::join_all(sealing), writing);
        let mut sealed: u64 = sealed.into_iter().map(Result::unwrap).sum();
        sealed += seal(&clinic.app).await;
        assert_eq!(sealed, 41);
        let whole = verify(&clinic.app, &clinic.admin).await;
        assert_eq!((whole.sealed, whole.unsealed, whole.broken), (41, 0, None));
        assert_eq!(count(&clinic.database, "(SELECT DISTINCT event_id FROM audit_seal) AS once").await, 41);
    }

    async fn a_transaction_that_commits_late_is_sealed_later(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        if clinic.database.backend == crate::support::Backend::Sqlite {
            // There is one writer at a time: nobody seals while a row is being written.
            return;
        }
        let first = "INSERT INTO audit_event (clinic_id, id, at, actor_kind, rule, operation, outcome, details)
            SELECT clinic_id, '00000000-0000-7000-8000-000000000001', at, actor_kind, rule, 'late', outcome, details
            FROM audit_event LIMIT 1";
        let late = TestDatabase::hold_on(&clinic.database.url_text, first).await;
        act(&clinic, 3).await;
        assert_eq!(seal(&clinic.app).await, 4);
        late.commit().await.unwrap();
        assert_eq!(seal(&clinic.app).await, 1);
        let whole = verify(&clinic.app, &clinic.admin).await;
        assert_eq!((whole.sealed, whole.unsealed, whole.broken), (5, 0, None));
    }

    async fn a_long_log_is_sealed_and_checked_in_batches(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        fill(&clinic, 2_500).await;
        assert_eq!(seal(&clinic.app).await, 2_501);
        let told = std::sync::Mutex::new(Vec::new());
        let tell = |checked, all| told.lock().unwrap().push((checked, all));
        let report = verify_chain(&clinic.app, &clinic.admin, None, &tell).await.unwrap();
        assert_eq!((report.sealed, report.unsealed, report.broken), (2_501, 0, None));
        assert_eq!(*told.lock().unwrap(), [(1_000, 2_501), (2_000, 2_501), (2_501, 2_501)]);
        let hashes = count(&clinic.database, "(SELECT DISTINCT event_hash FROM audit_seal) AS distinct_ones").await;
        assert_eq!(hashes, 2_501, "every row has a hash of its own");
    }
}

/// Adds copies of the clinic's first row, as fast as the database can, each under an id of its own.
async fn fill(clinic: &TestClinic, rows: u32) {
    let columns = "clinic_id, id, at, actor_kind, rule, operation, outcome, details";
    let values = match clinic.database.backend {
        crate::support::Backend::Sqlite => format!(
            "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < {rows})
            SELECT clinic_id, unhex(printf('01a00000000070008000%012x', n)), at, actor_kind, rule, operation, outcome,
            details FROM number, (SELECT * FROM audit_event LIMIT 1)"
        ),
        crate::support::Backend::Postgres => format!(
            "SELECT clinic_id, ('01a00000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, at, actor_kind, rule,
            operation, outcome, details FROM generate_series(1, {rows}) AS n, (SELECT * FROM audit_event LIMIT 1) AS one"
        ),
    };
    clinic.database.execute(&format!("INSERT INTO audit_event ({columns}) {values}")).await;
}
