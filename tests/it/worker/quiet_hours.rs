//! Nobody is mailed at night, by their own clock.

use roundel::domain::people::Language;
use roundel::domain::reminders::ReminderState;
use serde_json::json;

use crate::support::{LEASE, ReadMail as _, ReminderFixture, both, done};

const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

async fn due(fixture: &ReminderFixture) -> Vec<String> {
    fixture.outbox().await.iter().map(|mail| mail.due_at.to_string()).collect()
}

async fn move_to(fixture: &ReminderFixture, client: &str, zone: &str) {
    let read = fixture
        .clinic
        .ask("query ($id: ID!) { node(id: $id) { ... on Client { rowVersion } } }", json!({ "id": client }));
    let version = read.await["node"]["rowVersion"].clone();
    let input = json!({ "id": client, "rowVersion": version, "zone": zone });
    done(fixture.clinic.ask(UPDATE, json!({ "input": input })).await["updateClient"].clone(), "client");
}

async fn set_quiet(fixture: &ReminderFixture, quiet: serde_json::Value) {
    let rules = json!([{ "minutesBefore": 2880 }, { "minutesBefore": 180 }]);
    let input = json!({ "name": "Standard", "isActive": true, "rules": rules, "quietHours": quiet });
    let set = fixture.clinic.ask(SET_POLICY, json!({ "input": input })).await;
    done(set["setReminderPolicy"].clone(), "reminderPolicy");
}

both! {
    async fn a_reminder_is_due_outside_the_night_of_the_client(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        // 02:30 in Tokyo, 23 hours in Lisbon's day before the start at 10:00 there.
        let tokyo = fixture.member("Zoe", Language::En, "Asia/Tokyo").await;
        fixture.session("2026-03-10T17:30:00Z", &[tokyo]).await;
        fixture.plan().await;
        assert_eq!(due(&fixture).await, ["2026-03-08T23:00:00Z", "2026-03-10T12:00:00Z"], "at 8 in the morning, at 9 in the evening");
        fixture.clinic.at("2026-03-08T22:59:59Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-08T23:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn who_moves_to_another_zone_is_reminded_by_its_clock(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        assert_eq!(due(&fixture).await, ["2026-03-08T17:30:00Z", "2026-03-10T14:30:00Z"]);
        move_to(&fixture, &member.client_id.to_string(), "Asia/Tokyo").await;
        fixture.plan().await;
        assert_eq!(due(&fixture).await, ["2026-03-08T23:00:00Z", "2026-03-10T12:00:00Z"]);
    }

    async fn after_an_outage_nobody_is_woken(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-09T01:00:00Z");
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.waiting), (0, 1));
        let waiting = &fixture.outbox().await[0];
        assert_eq!((waiting.state, waiting.sends), (ReminderState::Planned, 0));
        assert_eq!(waiting.next_attempt_at.to_string(), "2026-03-09T07:00:00Z");
        fixture.clinic.at("2026-03-09T07:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_change_is_told_in_the_morning_unless_it_is_soon(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let soon = fixture.session("2026-03-09T04:00:00Z", &[member]).await;
        let later = fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.clinic.at("2026-03-09T01:30:00Z");
        fixture.cancel_session(later, false).await;
        fixture.tell().await;
        assert_eq!(fixture.mail.sent().len(), 0, "the night of the day before");
        fixture.cancel_session(soon, false).await;
        fixture.tell().await;
        let sent = fixture.mail.sent();
        assert_eq!(sent.len(), 1);
        assert!(sent[0].text().contains("March 9"), "{}", sent[0].text());
        fixture.clinic.at("2026-03-09T07:00:00Z");
        fixture.deliver().await;
        fixture.clinic.clock.advance(LEASE);
        fixture.deliver().await;
        assert!(fixture.mail.sent().iter().any(|mail| mail.text().contains("March 10")));
    }

    async fn quiet_hours_are_the_policy_s_and_can_be_none(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Asia/Tokyo").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        let set = async |quiet: serde_json::Value| {
            let mut input = json!({ "name": "Standard", "isActive": true, "rules": [{ "minutesBefore": 2880 }, { "minutesBefore": 180 }] });
            if !quiet.is_boolean() {
                input["quietHours"] = quiet;
            }
            fixture.clinic.ask(SET_POLICY, json!({ "input": input })).await["setReminderPolicy"].clone()
        };
        let kept = set(json!(false)).await;
        assert_eq!(kept["reminderPolicy"]["quietHours"], json!({ "from": "21:00:00", "until": "08:00:00" }));
        let refused = set(json!({ "from": "08:00:00", "until": "08:00:00" })).await;
        assert_eq!((&refused["userErrors"][0]["code"], &refused["userErrors"][0]["field"]), (&json!("INVALID_INPUT"), &json!("quietHours")));
        let none = set(json!(null)).await;
        assert_eq!(none["reminderPolicy"]["quietHours"], json!(null), "{none:#}");
        fixture.plan().await;
        assert_eq!(due(&fixture).await, ["2026-03-08T17:30:00Z", "2026-03-10T14:30:00Z"], "at any hour");
    }

    async fn a_welcome_that_waits_goes_by_the_zone_and_the_quiet_hours_of_now(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T04:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "America/New_York").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        assert_eq!(fixture.welcome().await, 1);
        fixture.clinic.at("2026-03-02T04:03:00Z");
        let waits_until = async || {
            let report = fixture.deliver().await;
            assert_eq!((report.sent, report.waiting), (0, 1));
            let welcome = &fixture.outbox().await[0];
            assert_eq!(welcome.due_at.to_string(), "2026-03-02T04:03:00Z", "it has been due since");
            welcome.next_attempt_at.to_string()
        };
        assert_eq!(waits_until().await, "2026-03-02T13:00:00Z", "eight in New York");
        move_to(&fixture, &member.client_id.to_string(), "America/Chicago").await;
        assert_eq!(waits_until().await, "2026-03-02T14:00:00Z", "eight in Chicago");
        set_quiet(&fixture, json!({ "from": "21:00:00", "until": "06:00:00" })).await;
        assert_eq!(waits_until().await, "2026-03-02T12:00:00Z", "six in Chicago");
        fixture.clinic.at("2026-03-02T11:59:59Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-02T12:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_notice_that_waits_leaves_once_it_is_not_quiet_any_more(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T04:00:00Z").await;
        let told = fixture.member("Zoe", Language::En, "America/New_York").await;
        let session = fixture.session("2026-03-10T17:30:00Z", &[told]).await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.tell().await;
        assert_eq!(fixture.mail.sent().len(), 0, "it is night in New York");
        set_quiet(&fixture, json!(null)).await;
        assert_eq!(fixture.deliver().await.sent, 1);
        assert_eq!(fixture.subjects(), ["Appointment moved"]);
    }

    async fn a_welcome_leaves_no_sooner_than_its_debounce_though_it_is_not_quiet_any_more(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T04:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "America/New_York").await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        assert_eq!(fixture.welcome().await, 1);
        set_quiet(&fixture, json!(null)).await;
        fixture.clinic.at("2026-03-02T04:02:59Z");
        assert_eq!(fixture.deliver().await.sent, 0);
        fixture.clinic.at("2026-03-02T04:03:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }
}
