//! Which reminders a course gets by the rules of its policy, and when by the client's clock.

use jiff::SignedDuration;
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use roundel::storage::reminders::{list_plan_candidates, replan_for_client};
use serde_json::{Value, json};

use crate::support::{ReadMail as _, ReminderFixture, both, done};

const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");

/// The rules of a new clinic.
fn usual() -> Value {
    json!([
        { "minutesBefore": 10_080, "when": "START_OR_GAP" },
        { "minutesBefore": 2880, "asksToConfirm": true },
        { "daysBefore": 0, "at": "08:00:00" },
    ])
}

async fn set(fixture: &ReminderFixture, rules: Value) {
    let input = json!({ "name": "Standard", "isActive": true, "stopsWhenConfirmed": true, "rules": rules });
    let set = fixture.clinic.ask(SET_POLICY, json!({ "input": input })).await;
    done(set["setReminderPolicy"].clone(), "reminderPolicy");
}

async fn due(fixture: &ReminderFixture) -> Vec<String> {
    fixture.outbox().await.iter().map(|mail| mail.due_at.to_string()).collect()
}

both! {
    async fn a_course_is_reminded_more_at_its_start_and_after_a_gap(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-02-20T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        for start in ["2026-03-10T17:30:00Z", "2026-03-17T17:30:00Z", "2026-03-31T16:30:00Z"] {
            fixture.session(start, &[member]).await;
        }
        set(&fixture, usual()).await;
        fixture.clinic.at("2026-03-01T12:00:00Z");
        fixture.plan().await;
        fixture.clinic.at("2026-03-10T12:00:00Z");
        fixture.plan().await;
        fixture.clinic.at("2026-03-23T12:00:00Z");
        fixture.plan().await;
        assert_eq!(due(&fixture).await, [
            "2026-03-03T17:30:00Z", "2026-03-08T17:30:00Z", "2026-03-10T07:00:00Z",
            "2026-03-15T17:30:00Z", "2026-03-17T07:00:00Z",
            // Clocks go forward on the 29th: a week and two days are elapsed time, the morning is not.
            "2026-03-24T16:30:00Z", "2026-03-29T16:30:00Z", "2026-03-31T06:00:00Z",
        ]);
    }

    async fn the_morning_is_that_of_the_client(db) {
        let fixture = ReminderFixture::with_quiet_hours(db, "2026-03-02T12:00:00Z").await;
        let new_york = fixture.member("Zoe", Language::En, "America/New_York").await;
        let tokyo = fixture.member("Max", Language::En, "Asia/Tokyo").await;
        set(&fixture, json!([{ "daysBefore": 0, "at": "08:00:00" }])).await;
        fixture.session("2026-03-10T17:30:00Z", &[new_york, tokyo]).await;
        fixture.plan().await;
        // 02:30 on the 11th in Tokyo: 8 in the morning is too late, two hours before is night, so at nine in the evening.
        assert_eq!(due(&fixture).await, ["2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z"]);
    }

    async fn one_reminder_asks_and_who_has_answered_is_asked_no_more(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-04T18:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        set(&fixture, usual()).await;
        let session = fixture.session("2026-03-12T17:30:00Z", &[member]).await;
        fixture.plan().await;
        for at in ["2026-03-05T17:30:00Z", "2026-03-10T17:30:00Z"] {
            fixture.clinic.at(at);
            assert_eq!(fixture.deliver().await.sent, 1);
        }
        let subjects: Vec<String> = fixture.mail.sent().iter().map(|mail| mail.subject()).collect();
        assert_eq!(subjects, ["Appointment reminder", "Please confirm your appointment"]);
        fixture.execute("UPDATE participation SET rsvp = 'CONFIRMED' WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at("2026-03-12T07:00:00Z");
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.states().await[2], (S::Suppressed, Some(W::Confirmed)));

        fixture.move_session(session, "2026-03-12T20:30:00").await;
        fixture.plan().await;
        let open = fixture.states().await.iter().filter(|(state, _)| *state == S::Planned).count();
        assert_eq!(open, 1, "of the new time they said nothing yet");
    }

    async fn what_a_confirmation_held_back_does_not_go_out_late_for_an_edit_of_the_client(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        set(&fixture, json!([{ "minutesBefore": 2880 }])).await;
        fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        fixture.execute("UPDATE participation SET rsvp = 'CONFIRMED' WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        assert_eq!(fixture.deliver().await.suppressed, 1);
        fixture.execute("UPDATE reminder_policy SET stops_when_confirmed = FALSE WHERE clinic_id = $1", &[]).await;
        fixture.clinic.at("2026-03-10T12:00:00Z");
        let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
        fixture.write(async |tx| replan_for_client(tx, clinic_id, member.client_id, now).await).await;
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(fixture.states().await, [(S::Suppressed, Some(W::Confirmed))]);
    }

    async fn what_needs_no_reminder_is_not_read_with_each_tick(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let mut members = Vec::new();
        for name in ["Ana", "Bo", "Cy"] {
            members.push(fixture.member(name, Language::En, "Europe/Berlin").await);
        }
        set(&fixture, usual()).await;
        let first = fixture.session("2026-03-04T17:30:00Z", &members).await;
        fixture.session("2026-03-11T17:30:00Z", &members).await;
        let answers = async |member: usize, rsvp: &str| {
            let sql = "UPDATE participation SET rsvp = $3 WHERE clinic_id = $1 AND client_id = $2";
            fixture.execute(sql, &[members[member].client_id.uuid().into(), rsvp.into()]).await;
        };
        answers(1, "CONFIRMED").await;
        answers(2, "DECLINED").await;
        let (clinic_id, now) = (fixture.clinic.created.clinic.id, fixture.clinic.app.now());
        let until = now + SignedDuration::from_hours(240);
        let lacking = async || {
            let on = fixture.clinic.database.db.reader();
            let page = list_plan_candidates(on, clinic_id, (now, first), until, 1000).await.unwrap();
            let mut rules: Vec<_> = page.candidates.iter().map(|candidate| candidate.missing.len()).collect();
            rules.sort_unstable();
            rules
        };
        assert_eq!(lacking().await, [2, 3], "the second week is no start, and after no gap");
        assert_eq!(fixture.plan().await, 5);
        assert_eq!(lacking().await, [0_usize; 0]);
        answers(1, "NO_RESPONSE").await;
        assert_eq!(lacking().await, [2, 3]);
        fixture.cancel_session(first, false).await;
        assert_eq!(lacking().await, [1, 3], "now the course starts with it");
    }

    async fn a_rule_that_is_now_of_starts_only_takes_its_other_reminders_back(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        set(&fixture, json!([{ "minutesBefore": 180 }])).await;
        for start in ["2026-03-03T17:30:00Z", "2026-03-10T17:30:00Z"] {
            fixture.session(start, &[member]).await;
        }
        assert_eq!(fixture.plan().await, 2);
        set(&fixture, json!([{ "minutesBefore": 180, "when": "START_OR_GAP" }])).await;
        fixture.clinic.at("2026-03-03T14:30:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
        fixture.clinic.at("2026-03-10T14:30:00Z");
        assert_eq!(fixture.deliver().await.suppressed, 1);
        assert_eq!(fixture.states().await[1], (S::Suppressed, Some(W::PolicyChanged)));
    }
}
