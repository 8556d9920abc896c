//! The lists of words: what one database takes the other takes, and a word that is none neither.

use roundel::domain::access::Scope;
use roundel::domain::people::Barrier;

use crate::support::{Backend, ScheduleFixture, TestClinic, both};

/// The statement that gives every token of the clinic these scopes.
fn scopes(words: &str) -> String {
    format!("UPDATE api_token SET scopes = '{words}'")
}

fn barriers(json: &str) -> String {
    format!("UPDATE client SET barriers = '{json}'")
}

impl TestClinic {
    /// A token of the administrator with these scopes, written past the use case.
    async fn insert_token(&self, scopes: &str) -> Result<(), String> {
        let (id, now) = match self.database.backend {
            Backend::Sqlite => ("randomblob(16)", "'2026-03-02T12:00:00+00:00'"),
            Backend::Postgres => ("gen_random_uuid()", "now()"),
        };
        let sql = format!(
            "INSERT INTO api_token (clinic_id, id, staff_member_id, label, token_sha256, scopes, created_at, expires_at)
             SELECT clinic_id, {id}, id, 'x', 'h', '{scopes}', {now}, {now} FROM staff_member LIMIT 1"
        );
        self.database.try_execute(&sql).await.map(|_| ())
    }
}

both! {
    async fn every_known_word_is_taken_in_a_list(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let database = &fixture.clinic.database;
        fixture.clinic.insert_token(&Scope::WORDS.join(" ")).await.unwrap();
        for list in ["", Scope::WORDS[0]] {
            database.execute(&scopes(list)).await;
        }
        for list in ["[]".to_owned(), format!("{:?}", &Barrier::WORDS[..1]), format!("{:?}", Barrier::WORDS)] {
            database.execute(&barriers(&list)).await;
        }
    }

    async fn a_list_with_an_unknown_word_is_refused_whether_inserted_or_changed(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let database = &fixture.clinic.database;
        fixture.clinic.insert_token("schedule:read").await.unwrap();
        let copy = |barriers: &str| {
            let id = match database.backend {
                Backend::Sqlite => "randomblob(16)",
                Backend::Postgres => "gen_random_uuid()",
            };
            format!(
                "INSERT INTO client (clinic_id, id, preferred_name, search_name, language, zone, barriers, created_at)
                 SELECT clinic_id, {id}, 'A', 'a', 'en', 'UTC', '{barriers}', created_at FROM client"
            )
        };
        for list in [r#"["PARKING"]"#, r#"["COST", "cost"]"#, r#""COST""#, "[7]", "[null]", "{}"] {
            for statement in [barriers(list), copy(list)] {
                let message = database.try_execute(&statement).await.expect_err(&statement);
                assert!(message.contains("client_barriers_known"), "{list}: {message}");
            }
        }
        for list in ["schedule", "schedule:read clients", "schedule:read  clients:read", " "] {
            let changed = database.try_execute(&scopes(list)).await.expect_err(list);
            let inserted = fixture.clinic.insert_token(list).await.expect_err(list);
            for message in [changed, inserted] {
                assert!(message.contains("api_token_scopes_known"), "{list}: {message}");
            }
        }
        database.execute(&copy(r#"["COST"]"#)).await;
    }
}
