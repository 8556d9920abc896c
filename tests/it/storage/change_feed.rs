//! The change feed, read in the order of commits.

use roundel::storage::change_feed::{FeedPosition, list_changes_since, read_end_of_feed};

use crate::support::{Backend, TestClinic, TestDatabase, both};

const NOW: &str = "2026-03-02T12:00:00Z";

/// An entry of whatever clinic there is, as SQL of both databases.
fn insert(db: &TestDatabase, subject: &str) -> String {
    let (id, now) = match db.backend {
        Backend::Sqlite => ("randomblob(16)", "'2026-03-02T12:00:00+00:00'"),
        Backend::Postgres => ("gen_random_uuid()", "now()"),
    };
    format!(
        "INSERT INTO change (clinic_id, id, at, subject, what) SELECT id, {id}, {now}, '{subject}', 'test' FROM clinic"
    )
}

async fn since(db: &TestDatabase, position: &mut FeedPosition) -> Vec<String> {
    let (changes, end) = list_changes_since(db.db.reader(), position, 100).await.unwrap();
    *position = end;
    changes.into_iter().map(|change| change.subject).collect()
}

both! {
    async fn each_entry_is_read_once_and_nothing_of_before(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let db = &clinic.database;
        let mut position = read_end_of_feed(db.db.reader()).await.unwrap();
        assert_eq!(since(db, &mut position).await, [""; 0]);
        db.execute(&insert(db, "first")).await;
        db.execute(&insert(db, "second")).await;
        assert_eq!(since(db, &mut position).await, ["first", "second"]);
        assert_eq!(since(db, &mut position).await, [""; 0]);
        db.execute(&insert(db, "third")).await;
        assert_eq!(since(db, &mut position).await, ["third"]);
    }

    async fn what_is_rolled_back_is_never_read(db) {
        let clinic = TestClinic::open_at(db, NOW).await;
        let db = &clinic.database;
        let mut position = read_end_of_feed(db.db.reader()).await.unwrap();
        let held = TestDatabase::hold_on(&db.url_text, &insert(db, "undone")).await;
        assert_eq!(since(db, &mut position).await, [""; 0]);
        held.rollback().await.unwrap();
        db.execute(&insert(db, "done")).await;
        assert_eq!(since(db, &mut position).await, ["done"]);
    }
}

#[tokio::test]
async fn on_postgres_an_entry_that_commits_late_is_not_passed_over() {
    let Some(db) = TestDatabase::create(Backend::Postgres).await else { return };
    let clinic = TestClinic::open_at(db, NOW).await;
    let db = &clinic.database;
    let mut position = read_end_of_feed(db.db.reader()).await.unwrap();
    let early = TestDatabase::hold_on(&db.url_text, &insert(db, "began first")).await;
    let late = TestDatabase::hold_on(&db.url_text, &insert(db, "began second")).await;
    late.commit().await.unwrap();
    assert_eq!(since(db, &mut position).await, ["began second"]);
    assert_eq!(since(db, &mut position).await, [""; 0]);
    early.commit().await.unwrap();
    assert_eq!(since(db, &mut position).await, ["began first"]);
    assert_eq!(since(db, &mut position).await, [""; 0]);
}

#[tokio::test]
async fn on_postgres_a_row_of_another_cluster_is_no_news() {
    let Some(db) = TestDatabase::create(Backend::Postgres).await else { return };
    let clinic = TestClinic::open_at(db, NOW).await;
    let db = &clinic.database;
    let mut position = read_end_of_feed(db.db.reader()).await.unwrap();
    db.execute(&insert(db, "restored")).await;
    db.execute("UPDATE change SET transaction_id = '9000000000000' WHERE subject = 'restored'").await;
    assert_eq!(since(db, &mut position).await, [""; 0]);
}
