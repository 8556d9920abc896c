//! What a monitoring system is told by a running server.

#![expect(clippy::disallowed_methods, reason = "another process is waited for: its clock is the real one")]

use std::time::{Duration, Instant};

use jiff::{Timestamp, ToSpan as _};

use super::course::{FIVE_DAYS, client, group, remind, schedule, sessions_of};
use super::operations::{Viewer, viewer};
use super::outbox::wait_for;
use super::server::PATIENCE;
use super::setting::Setting;
use crate::support::{TestDatabase, both};

/// The number of a series; 0 while there is none.
fn number(text: &str, series: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.map_or(0.0, |number| number.parse().unwrap())
}

both! {
    async fn metrics_follow_what_happens_and_name_nobody(db) {
        let setting = Setting::prepare(db).await;
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        setting.configure(&format!("[metrics]\nlisten = \"127.0.0.1:{port}\""));
        let (server, api) = setting.serve_clinic();
        let url = format!("http://127.0.0.1:{port}/metrics");
        let scrape = || async {
            let answer = reqwest::get(&url).await.unwrap();
            let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
            assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
            answer.text().await.unwrap()
        };
        let before = scrape().await;
        let queries = "roundel_graphql_operations_total{kind=\"query\",code=\"OK\"}";
        let answers = "roundel_http_requests_total{route=\"/graphql\",status=\"200\"}";
        assert_eq!((number(&before, queries), number(&before, "roundel_database_up")), (0.0, 1.0), "{before}");
        api.ask::<Viewer>(viewer::Variables {}).await;
        let after = scrape().await;
        assert_eq!((number(&after, queries), number(&after, answers)), (1.0, 1.0), "{after}");

        remind(&api, FIVE_DAYS).await;
        let ana = client(&api, "Anastasia", "America/New_York", Some("anastasia@clients.example")).await;
        let group = group(&api, &[&ana]).await;
        let today = Timestamp::now().in_tz("America/New_York").unwrap().date();
        schedule(&api, &group, today + 2.days()).await;
        let session = sessions_of(&api, &group).await[0].id.clone();
        wait_for(&api, &session, "SENT", None, 1).await;
        // Past the job: a table that is gone makes it fail.
        TestDatabase::execute_on(&setting.url, "ALTER TABLE reminder_policy RENAME TO gone").await;
        let begun = Instant::now();
        let failed = "roundel_job_runs_total{job=\"plan_reminders\",outcome=\"RETRY\"}";
        let mut text = scrape().await;
        while number(&text, failed) == 0.0 || number(&text, "roundel_reminders_total{outcome=\"sent\"}") == 0.0 {
            assert!(begun.elapsed() < PATIENCE, "{text}");
            tokio::time::sleep(Duration::from_millis(200)).await;
            text = scrape().await;
        }
        assert!(number(&text, "roundel_job_last_success_seconds{job=\"deliver_reminders\"}") > 1e9, "{text}");
        // A minute may just have begun, and all be sealed.
        while number(&text, "roundel_audit_unsealed") == 0.0 {
            assert!(begun.elapsed() < PATIENCE, "{text}");
            client(&api, "Anastasia", "America/New_York", None).await;
            text = scrape().await;
        }
        assert!(text.ends_with("# EOF\n"));
        for secret in ["Anastasia", "clients.example", "Northside", "northside", "Ada", "cli_", "cln_", "ses_", &ana] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
        // The public listener has no such page.
        assert_eq!(reqwest::get(server.url_of("/metrics")).await.unwrap().status(), 404);
        assert!(number(&scrape().await, "roundel_http_requests_total{route=\"none\",status=\"404\"}") == 1.0);
        assert_eq!(server.terminate().0, Some(0));
    }
}
