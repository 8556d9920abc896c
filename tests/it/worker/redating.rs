//! What changes when reminders are due: those that wait are dated anew, and none goes out for it.

use roundel::app::imports::{ImportClients, import_clients, undo_import};
use roundel::domain::ids::{ImportId, ReminderDeliveryId};
use roundel::domain::imports::{Duplicates, read_clients};
use roundel::domain::people::Language;
use roundel::domain::reminders::{ReminderState as S, ReminderWhy as W};
use serde_json::{Value, json};

use crate::support::{ReminderFixture, TestDatabase, both, done};

const CREATE: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const MERGE: &str = include_str!("../../../graphql/operations/clients/merge_clients.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/clients/preview_client_merge.graphql");
const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/clients/undo_client_merge.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

const START: &str = "2026-03-10T17:30:00Z";

/// Eight in the morning of the day itself.
fn morning() -> Value {
    json!({ "daysBefore": 0, "at": "08:00:00" })
}

/// Sets the clinic's policy, or that of one client, with these quiet hours.
async fn set(fixture: &ReminderFixture, client: Option<&str>, rules: Value, quiet: Value) {
    let mut input = json!({ "name": "Standard", "isActive": true, "rules": rules, "quietHours": quiet });
    if let Some(client) = client {
        input["clientId"] = json!(client);
    }
    let set = fixture.clinic.ask(SET_POLICY, json!({ "input": input })).await;
    done(set["setReminderPolicy"].clone(), "reminderPolicy");
}

/// When each reminder is due, and where it stands, earliest due first.
async fn outbox(fixture: &ReminderFixture) -> Vec<(String, S, Option<W>)> {
    let mails = fixture.outbox().await;
    mails.iter().map(|mail| (mail.due_at.to_string(), mail.state, mail.why)).collect()
}

async fn ids(fixture: &ReminderFixture) -> Vec<ReminderDeliveryId> {
    let mut ids: Vec<_> = fixture.outbox().await.iter().map(|mail| mail.id).collect();
    ids.sort_unstable();
    ids
}

fn planned(due_at: &str) -> (String, S, Option<W>) {
    (due_at.to_owned(), S::Planned, None)
}

fn out_of_force(due_at: &str) -> (String, S, Option<W>) {
    (due_at.to_owned(), S::Suppressed, Some(W::PolicyChanged))
}

/// A client in Berlin who is reminded at eight, and another record, in New York: the client's id, and the record's.
async fn two_records(db: TestDatabase) -> (ReminderFixture, String, String) {
    let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
    let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
    fixture.session(START, &[member]).await;
    set(&fixture, None, json!([morning()]), Value::Null).await;
    let input = json!({ "preferredName": "Zo", "language": "en", "zone": "America/New_York" });
    let made = fixture.clinic.ask(CREATE, json!({ "input": input })).await;
    let kept = done(made["createClient"].clone(), "client")["id"].as_str().unwrap().to_owned();
    fixture.plan().await;
    assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z")]);
    (fixture, member.client_id.to_string(), kept)
}

/// Makes two records one.
pub(super) async fn merge(fixture: &ReminderFixture, kept: &str, merged: &str) -> Value {
    let input = json!({ "keptId": kept, "mergedId": merged });
    let preview = fixture.clinic.ask(PREVIEW, json!({ "input": input })).await["previewClientMerge"].clone();
    let hash = done(preview, "preview")["hash"].clone();
    let merged = fixture.clinic.ask(MERGE, json!({ "input": input, "planHash": hash })).await;
    done(merged["mergeClients"].clone(), "merge")
}

async fn undo(fixture: &ReminderFixture, merge: &Value) {
    let undone = fixture.clinic.ask(UNDO, json!({ "input": { "mergeId": merge["id"] } })).await;
    done(undone["undoClientMerge"].clone(), "merge");
}

both! {
    async fn an_import_that_changes_a_zone_and_its_undoing_date_the_reminders_anew(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session(START, &[member]).await;
        set(&fixture, None, json!([morning()]), Value::Null).await;
        fixture.plan().await;
        let known = ids(&fixture).await;
        fixture.execute("UPDATE client SET external_id = 'A-1' WHERE clinic_id = $1", &[]).await;
        let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
        let file = "external_id,preferred_name,language,zone\nA-1,Zoe,en,America/New_York\n";
        let id = ImportId::mint(app.now(), app.entropy());
        let rows = read_clients(file.as_bytes()).unwrap();
        let command = ImportClients { id, rows, duplicates: Duplicates::Skip, skip_bad_rows: false, expected: None };
        import_clients(app, admin, &command, &|_, _| {}).await.unwrap();
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T12:00:00Z")], "eight in New York");
        undo_import(app, admin, id, &|_, _| {}).await.unwrap();
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z")], "eight in Berlin");
        assert_eq!(ids(&fixture).await, known, "where they stand");
        assert_eq!(fixture.plan().await, 0);
    }

    async fn an_import_that_leaves_the_zone_alone_dates_nothing_anew(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session(START, &[member]).await;
        set(&fixture, None, json!([morning()]), Value::Null).await;
        fixture.plan().await;
        fixture.execute("UPDATE client SET external_id = 'A-1' WHERE clinic_id = $1", &[]).await;
        let by_hand = "UPDATE reminder_delivery SET due_at = '2026-03-10 06:00:00+00:00', next_attempt_at = '2026-03-10 06:00:00+00:00'
            WHERE clinic_id = $1";
        fixture.execute(by_hand, &[]).await;
        let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
        for (file, due_at) in [
            ("external_id,preferred_name,language,zone\nA-1,Zo,en,Europe/Berlin\n", "2026-03-10T06:00:00Z"),
            ("external_id,preferred_name,language,zone\nA-1,Zo,en,America/New_York\n", "2026-03-10T12:00:00Z"),
        ] {
            let id = ImportId::mint(app.now(), app.entropy());
            let rows = read_clients(file.as_bytes()).unwrap();
            let command = ImportClients { id, rows, duplicates: Duplicates::Skip, skip_bad_rows: false, expected: None };
            import_clients(app, admin, &command, &|_, _| {}).await.unwrap();
            assert_eq!(outbox(&fixture).await, [planned(due_at)]);
        }
    }

    async fn who_goes_to_another_record_is_reminded_by_its_clock_and_by_their_own_again(db) {
        let (fixture, zoe, kept) = two_records(db).await;
        let made = merge(&fixture, &kept, &zoe).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T12:00:00Z")]);
        undo(&fixture, &made).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z")]);
        assert_eq!(fixture.plan().await, 0);
        fixture.clinic.at("2026-03-10T07:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn who_goes_to_another_record_is_reminded_by_its_policy_and_by_their_own_again(db) {
        let (fixture, zoe, kept) = two_records(db).await;
        set(&fixture, Some(&kept), json!([{ "minutesBefore": 60 }]), Value::Null).await;
        let made = merge(&fixture, &kept, &zoe).await;
        assert_eq!(outbox(&fixture).await, [out_of_force("2026-03-10T07:00:00Z")]);
        assert_eq!(fixture.plan().await, 1);
        assert_eq!(outbox(&fixture).await, [out_of_force("2026-03-10T07:00:00Z"), planned("2026-03-10T16:30:00Z")]);
        undo(&fixture, &made).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z"), out_of_force("2026-03-10T16:30:00Z")]);
        // After an outage: what no policy asks for any more is no reason to leave the other out.
        fixture.clinic.at("2026-03-10T16:45:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_reminder_by_no_rule_in_force_stands_for_none(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session(START, &[member]).await;
        fixture.plan().await;
        let retired = "UPDATE reminder_rule SET retired_at = '2026-03-02 12:00:00+00:00' WHERE clinic_id = $1 AND minutes_before = 180";
        fixture.execute(retired, &[]).await;
        fixture.clinic.at("2026-03-10T14:30:00Z");
        let report = fixture.deliver().await;
        assert_eq!((report.sent, report.suppressed, report.expired), (1, 1, 0));
        assert_eq!(fixture.states().await, [(S::Sent, None), (S::Suppressed, Some(W::PolicyChanged))]);
    }

    async fn what_comes_back_with_a_rule_is_due_as_things_are_by_now(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session(START, &[member]).await;
        let both = json!([morning(), { "minutesBefore": 180 }]);
        set(&fixture, None, both.clone(), Value::Null).await;
        fixture.plan().await;
        let known = ids(&fixture).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z"), planned("2026-03-10T14:30:00Z")]);
        set(&fixture, None, json!([morning()]), Value::Null).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z"), out_of_force("2026-03-10T14:30:00Z")]);
        set(&fixture, None, json!([morning()]), json!({ "from": "15:00:00", "until": "16:00:00" })).await;
        set(&fixture, None, both.clone(), json!({ "from": "15:00:00", "until": "16:00:00" })).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z"), planned("2026-03-10T15:00:00Z")]);
        set(&fixture, None, both, Value::Null).await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z"), planned("2026-03-10T14:30:00Z")]);
        assert_eq!(ids(&fixture).await, known, "where they stand");
        fixture.clinic.at("2026-03-10T07:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }

    async fn a_rule_and_quiet_hours_added_in_one_edit_mail_nobody_on_the_spot(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-09T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        set(&fixture, None, json!([{ "minutesBefore": 180 }]), Value::Null).await;
        fixture.session(START, &[member]).await;
        assert_eq!(fixture.plan().await, 1);
        let quiet = json!({ "from": "21:00:00", "until": "08:00:00" });
        set(&fixture, None, json!([{ "minutesBefore": 180 }, { "minutesBefore": 2880 }]), quiet).await;
        assert_eq!(fixture.plan().await, 0, "the new rule's time has passed");
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T14:30:00Z")]);
    }

    async fn a_zone_by_which_the_time_has_passed_leaves_the_reminder_where_it_is(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        fixture.session("2026-03-10T09:00:00Z", &[member]).await;
        set(&fixture, None, json!([morning()]), Value::Null).await;
        fixture.plan().await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z")]);
        // Half past eight in the morning in Tokyo, half past midnight in Berlin.
        fixture.clinic.at("2026-03-09T23:30:00Z");
        let zoe = member.client_id.to_string();
        let read = "query ($id: ID!) { node(id: $id) { ... on Client { rowVersion } } }";
        let version = fixture.clinic.ask(read, json!({ "id": zoe })).await["node"]["rowVersion"].clone();
        let input = json!({ "id": zoe, "rowVersion": version, "zone": "Asia/Tokyo" });
        done(fixture.clinic.ask(UPDATE, json!({ "input": input })).await["updateClient"].clone(), "client");
        assert_eq!(fixture.plan().await, 0);
        assert_eq!(fixture.deliver().await.sent, 0);
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T07:00:00Z")]);
        fixture.clinic.at("2026-03-10T07:00:00Z");
        assert_eq!(fixture.deliver().await.sent, 1);
    }
    async fn what_a_move_held_back_is_dated_by_the_clock_of_now_once_it_is_undone(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(START, &[member]).await;
        set(&fixture, None, json!([morning()]), Value::Null).await;
        fixture.plan().await;
        fixture.move_session(session, "2026-03-11T19:00:00").await;
        fixture.execute("UPDATE client SET zone = 'America/New_York' WHERE clinic_id = $1", &[]).await;
        fixture.move_session(session, "2026-03-10T18:30:00").await;
        assert_eq!(outbox(&fixture).await, [planned("2026-03-10T12:00:00Z")], "eight in New York");
    }
}
