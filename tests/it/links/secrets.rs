//! What a link gives away: nothing.

use axum::http::StatusCode;
use roundel::domain::people::Language;
use roundel::mail::transport::Scripted;

use super::desk::{BASE, DUE, Desk, header, page_of, stop_of};
use crate::support::{CapturedLogs, LEASE, ReadMail as _, TestDatabase, both};

fn secret_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

both! {
    async fn links_that_do_not_count_are_answered_the_same_whatever_is_wrong_with_them(db) {
        let desk = Desk::open(db, Language::En).await;
        let mail = desk.remind().await;
        let (page, stop) = (page_of(&mail), stop_of(&mail));
        let missing = desk.get(&format!("/m/rdl_{}", "A".repeat(43))).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.body.contains("not valid") && missing.body.contains("no es válido"), "{}", missing.body);
        let swapped = [format!("/m/{}", secret_of(&stop)), format!("/m/stop/{}", secret_of(&page))];
        desk.fixture.clinic.at("2026-03-10T17:30:00Z");
        for path in [&page, &swapped[0], &swapped[1], "/m/x", "/m/stop/x", "/m/%ff", "/m/x/calendar.ics", &format!("{page}x")] {
            assert_eq!(desk.get(path).await, missing, "{path}");
        }
        for path in [&page, &swapped[1], "/m/x", "/m/stop/x"] {
            assert_eq!(desk.post(path, "act=stop").await, missing, "{path}");
        }
        assert_eq!(desk.get(&stop).await.status, StatusCode::OK, "a way out stays open");
        desk.fixture.clinic.at("2027-03-10T17:30:00Z");
        assert_eq!(desk.get(&stop).await, missing);
    }

    async fn a_secret_is_in_the_mail_and_nowhere_else(db) {
        let logs = CapturedLogs::default();
        let (desk, page, stop) = logs.during(async {
            let desk = Desk::open(db, Language::En).await;
            let mail = desk.remind().await;
            let (page, stop) = (page_of(&mail), stop_of(&mail));
            for path in [&page, &stop, &format!("{page}/calendar.ics"), &format!("/elsewhere{page}")] {
                desk.get(path).await;
            }
            desk.post(&page, "act=decline&reason=TRAVEL").await;
            desk.post(&stop, "act=stop").await;
            (desk, page, stop)
        }).await;
        assert!(logs.text().contains("/m/…"), "it was logged");
        for secret in [secret_of(&page), secret_of(&stop)] {
            let random = secret.strip_prefix("rdl_").unwrap();
            assert_eq!(random.len(), 43, "256 bits");
            assert!(!logs.text().contains(random), "{}", logs.text());
            let url = &desk.fixture.clinic.database.url_text;
            for (table, text) in [("client_link", "token_sha256"), ("audit_event", "details"), ("change", "subject"), ("mail_draft", "message")] {
                let sql = format!("SELECT count(*) AS n FROM {table} WHERE CAST({text} AS text) LIKE '%{random}%'");
                assert_eq!(TestDatabase::number_on(url, &sql).await, 0, "{table}");
            }
        }
    }

    async fn a_mail_repeated_as_it_was_keeps_its_links_and_one_written_anew_gets_new_ones(db) {
        let desk = Desk::open(db, Language::En).await;
        desk.fixture.mail.script([Scripted::AcceptButLoseAnswer]);
        desk.fixture.clinic.at(DUE);
        desk.fixture.deliver().await;
        let first = page_of(&desk.newest());
        assert_eq!(desk.get(&first).await.status, StatusCode::OK);
        let sql = "UPDATE client SET email = 'elsewhere@clients.example' WHERE clinic_id = $1";
        desk.fixture.execute(sql, &[]).await;
        desk.fixture.clinic.clock.advance(LEASE);
        desk.fixture.deliver().await;
        let second = page_of(&desk.newest());
        assert_ne!(first, second);
        assert_eq!(desk.get(&first).await.status, StatusCode::NOT_FOUND, "whoever reads the old address");
        assert_eq!(desk.get(&second).await.status, StatusCode::OK);
        assert_eq!(desk.count("client_link").await, 2);
    }

    async fn without_an_address_of_its_own_the_service_sends_no_links(db) {
        let mut desk = Desk::open(db, Language::En).await;
        desk.fixture.mailer = crate::support::mailer(desk.fixture.mail.clone());
        let mail = desk.remind().await;
        assert_eq!(header(&mail, "List-Unsubscribe"), None);
        assert!(!mail.text().contains(BASE) && !mail.text().contains("://"), "{}", mail.text());
        assert_eq!(desk.count("client_link").await, 0);
    }
}
