//! Two records of one client: made one, and taken apart again.

use std::collections::BTreeSet;
use std::future::ready;
use std::time::Duration;

use roundel::app::ambient::SeededEntropy;
use roundel::domain::access::Role;
use roundel::domain::ids::TaskId;
use roundel::domain::tasks::{Task, TaskKind};
use roundel::storage::{self, tasks};
use serde_json::{Value, json};

use crate::support::{Backend, ScheduleFixture, TestClinic, both, done, refused};

const ADD_TO_WAITLIST: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");
const CREATE: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const MERGE: &str = include_str!("../../../graphql/operations/clients/merge_clients.graphql");
const MERGES: &str = include_str!("../../../graphql/operations/clients/client_merges.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/clients/preview_client_merge.graphql");
const POLICIES: &str = include_str!("../../../graphql/operations/reminders/reminder_policies.graphql");
const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");
const TASKS: &str = include_str!("../../../graphql/operations/tasks/tasks.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/clients/undo_client_merge.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

/// Everything that hangs on the members of the group, but for versions.
const COURSES: &str = "{ enrollments(first: 100) { nodes { id status client { id preferredName } } }
    sessions(first: 100) { nodes { id participations { id attendance { status } client { id } } } } }";

async fn preview(clinic: &TestClinic, kept: &str, merged: &str) -> Value {
    let input = json!({ "input": { "keptId": kept, "mergedId": merged } });
    clinic.ask(PREVIEW, input).await["previewClientMerge"].clone()
}

async fn merge(clinic: &TestClinic, kept: &str, merged: &str, hash: &Value) -> Value {
    let input = json!({ "input": { "keptId": kept, "mergedId": merged }, "planHash": hash });
    clinic.ask(MERGE, input).await["mergeClients"].clone()
}

/// Previews and merges.
async fn merged(clinic: &TestClinic, kept: &str, merged: &str) -> Value {
    let preview = done(preview(clinic, kept, merged).await, "preview");
    assert_eq!(preview["obstacles"], json!([]));
    done(merge(clinic, kept, merged, &preview["hash"]).await, "merge")
}

async fn undo(clinic: &TestClinic, merge: &Value) -> Value {
    clinic.ask(UNDO, json!({ "input": { "mergeId": merge["id"] } })).await["undoClientMerge"].clone()
}

async fn client(clinic: &TestClinic, id: &str) -> Value {
    let mut client = clinic.ask(CLIENT, json!({ "id": id })).await["node"].clone();
    if let Some(fields) = client.as_object_mut() {
        fields.remove("rowVersion");
    }
    client
}

/// A new client of that address with everything known.
async fn add(clinic: &TestClinic, fields: Value) -> String {
    clinic.clock.advance(Duration::from_millis(1));
    let mut input = json!({ "preferredName": "Ana", "language": "en", "zone": "America/New_York" });
    input.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    let made = clinic.ask(CREATE, json!({ "input": input })).await;
    done(made["createClient"].clone(), "client")["id"].as_str().unwrap().to_owned()
}

both! {
    async fn courses_go_over_to_the_kept_record_and_come_back_with_the_other(db) {
        // A group with one member, who is on the books a second time, with a treatment.
        let fixture = ScheduleFixture::committed(db, 1).await;
        let clinic = &fixture.clinic;
        let other = fixture.clients[0].clone();
        let kept = add(clinic, json!({ "preferredName": "Anna", "language": "es" })).await;
        fixture.add_treatment(&kept).await;
        let before = (clinic.ask(COURSES, json!({})).await, client(clinic, &kept).await, client(clinic, &other).await);
        let preview = done(preview(clinic, &kept, &other).await, "preview");
        assert_eq!(preview["movedEnrollmentIds"], json!([fixture.enrollments[0]["id"]]));
        assert_eq!(preview["droppedFields"], json!(["preferredName", "language"]));
        let made = done(merge(clinic, &kept, &other, &preview["hash"]).await, "merge");
        assert_eq!((&made["keptId"], &made["mergedId"]), (&json!(kept), &json!(other)));

        assert_eq!(client(clinic, &other).await, Value::Null);
        let after = clinic.ask(COURSES, json!({})).await;
        let text = after.to_string();
        assert!(text.contains(&kept) && !text.contains(&other), "{after:#}");
        assert_eq!(after["sessions"]["nodes"].as_array().unwrap().len(), 12);
        for session in after["sessions"]["nodes"].as_array().unwrap() {
            assert_eq!(session["participations"][0]["client"]["id"], json!(kept));
        }
        // Their time is taken under the kept name: another session at that hour is refused.
        let enrollment = after["enrollments"]["nodes"].as_array().unwrap();
        assert_eq!(enrollment.len(), 2);
        let taken = clinic.database.number(
            "SELECT count(*) AS n FROM occupancy o JOIN client c ON c.clinic_id = o.clinic_id AND c.id = o.holder_id
             WHERE o.holder_kind = 'CLIENT' AND c.preferred_name = 'Anna'",
        ).await;
        assert_eq!(taken, 12);
        // Once more is the same merge, and the log tells it of both.
        assert_eq!(done(merge(clinic, &kept, &other, &preview["hash"]).await, "merge"), made);
        for id in [&kept, &other] {
            let events = clinic.audit_events(json!({ "clientId": id })).await;
            let merges = events.iter().filter(|event| event["operation"] == "mergeClients" && event["kind"] == "ACTION");
            assert_eq!(merges.count(), 1, "{id}");
            let listed = clinic.ask(MERGES, json!({ "clientId": id })).await;
            assert_eq!(listed["clientMerges"]["nodes"], json!([made]));
        }

        let undone = done(undo(clinic, &made).await, "merge");
        assert_eq!(undone["undoneAt"], json!(clinic.app.now().to_string()));
        let again = (clinic.ask(COURSES, json!({})).await, client(clinic, &kept).await, client(clinic, &other).await);
        assert_eq!(again, before);
        assert_eq!(done(undo(clinic, &made).await, "merge"), undone);
        // And it can be merged anew.
        merged(clinic, &kept, &other).await;
    }

    async fn what_the_kept_record_lacks_is_filled_and_given_back(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let kept = add(&clinic, json!({})).await;
        let other = add(&clinic, json!({ "externalId": "A-7", "email": "ana@example.org", "emailConsent": true,
            "guardian": { "preferredName": "Bea" }, "barriers": ["WORK"],
            "availability": [{ "weekday": "MONDAY", "localStart": "18:00", "localEnd": "20:00" }] })).await;
        let preview = done(preview(&clinic, &kept, &other).await, "preview");
        let filled: BTreeSet<&str> =
            preview["filledFields"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
        assert_eq!(filled, ["availability", "barriers", "email", "externalId", "guardian"].into());
        let full = client(&clinic, &other).await;
        let made = merged(&clinic, &kept, &other).await;
        let mut now = client(&clinic, &kept).await;
        now["id"] = full["id"].clone();
        now["createdAt"] = full["createdAt"].clone();
        assert_eq!(now, full);
        done(undo(&clinic, &made).await, "merge");
        assert_eq!(client(&clinic, &other).await, full);
        assert_eq!(client(&clinic, &kept).await["email"], Value::Null);
        assert_eq!(client(&clinic, &kept).await["externalId"], Value::Null);
    }

    async fn one_group_twice_is_refused_until_one_enrollment_is_ended(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let (clinic, kept, other) = (&fixture.clinic, &fixture.clients[0], &fixture.clients[1]);
        let shown = done(preview(clinic, kept, other).await, "preview");
        assert_eq!(shown["obstacles"], json!(["BOTH_ENROLLED", "DOUBLE_BOOKED"]));
        let untouched = clinic.ask(COURSES, json!({})).await;
        assert_eq!(refused(&merge(clinic, kept, other, &shown["hash"]).await), ("BOTH_ENROLLED", &json!("mergedId")));
        assert_eq!(clinic.ask(COURSES, json!({})).await, untouched);
        // After two of the sessions, in which both were down.
        clinic.at("2026-03-12T12:00:00Z");
        let end = json!({ "input": { "enrollmentId": fixture.enrollments[1]["id"], "completed": false, "agreed": true,
            "rowVersion": current_version(clinic, &fixture.enrollments[1]["id"]).await } });
        done(clinic.ask(END, end).await["endEnrollment"].clone(), "enrollment");
        merged(clinic, kept, other).await;
        assert_eq!(clinic.ask(COURSES, json!({})).await["enrollments"]["nodes"].as_array().unwrap().len(), 2);
    }

    async fn a_plan_that_is_out_of_date_and_an_undo_that_comes_late_change_nothing(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let (kept, other) = (add(&clinic, json!({})).await, add(&clinic, json!({ "externalId": "A-7" })).await);
        let hash = done(preview(&clinic, &kept, &other).await, "preview")["hash"].clone();
        let rename = |version: i64| json!({ "input": { "id": kept, "rowVersion": version, "preferredName": "Ann" } });
        done(clinic.ask(UPDATE, rename(1)).await["updateClient"].clone(), "client");
        assert_eq!(refused(&merge(&clinic, &kept, &other, &hash).await), ("STALE", &json!("planHash")));
        let made = merged(&clinic, &kept, &other).await;
        done(clinic.ask(UPDATE, rename(3)).await["updateClient"].clone(), "client");
        assert_eq!(refused(&undo(&clinic, &made).await), ("CHANGED_SINCE", &json!("mergeId")));
        // Merged on: the later one is undone first, then the earlier.
        let third = add(&clinic, json!({})).await;
        let (first, fourth) = (add(&clinic, json!({})).await, add(&clinic, json!({})).await);
        let earlier = merged(&clinic, &first, &fourth).await;
        let later = merged(&clinic, &third, &first).await;
        assert_eq!(refused(&undo(&clinic, &earlier).await), ("CHANGED_SINCE", &json!("mergeId")));
        done(undo(&clinic, &later).await, "merge");
        done(undo(&clinic, &earlier).await, "merge");
        for id in [&first, &third, &fourth] {
            assert_eq!(client(&clinic, id).await["preferredName"], "Ana");
        }
    }

    async fn an_external_id_that_somebody_else_has_by_now_keeps_the_other_from_coming_back(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let (kept, other) =
            (add(&clinic, json!({ "externalId": "A-1" })).await, add(&clinic, json!({ "externalId": "A-7" })).await);
        let made = merged(&clinic, &kept, &other).await;
        add(&clinic, json!({ "externalId": "A-7" })).await;
        assert_eq!(refused(&undo(&clinic, &made).await), ("EXTERNAL_ID_TAKEN", &json!("mergeId")));
        assert_eq!(client(&clinic, &kept).await["externalId"], "A-1");
        assert_eq!(client(&clinic, &other).await, Value::Null);
    }

    async fn one_record_twice_and_records_that_are_not_there_are_refused(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let kept = add(&clinic, json!({})).await;
        assert_eq!(refused(&preview(&clinic, &kept, &kept).await), ("SAME_CLIENT", &json!("mergedId")));
        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, CREATE, json!({ "input": { "preferredName": "Ben", "language": "en",
            "zone": "UTC" } })).await;
        let foreign = theirs["data"]["createClient"]["client"]["id"].as_str().unwrap();
        let missing = "cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        let pair = |kept: &str, merged: &str| json!({ "input": { "keptId": kept, "mergedId": merged } });
        let answer = clinic.answers_alike(PREVIEW, pair(&kept, foreign), pair(&kept, missing)).await;
        assert_eq!(answer["data"]["previewClientMerge"]["userErrors"][0]["code"], "MERGED_NOT_FOUND");
        let answer = clinic.answers_alike(PREVIEW, pair(foreign, &kept), pair(missing, &kept)).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let therapist = clinic.staff("Tom", Role::Therapist).await;
        clinic.assert_forbidden(&therapist, PREVIEW, pair(&kept, missing)).await;
    }

    async fn an_entry_of_the_waiting_list_goes_along_and_one_program_is_not_waited_for_twice(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let clinic = &fixture.clinic;
        let (kept, other) = (add(clinic, json!({})).await, add(clinic, json!({})).await);
        let waits = async |client: &str, program: &str| {
            let input = json!({ "input": { "clientId": client, "programId": fixture.program(program).await } });
            done(clinic.ask(ADD_TO_WAITLIST, input).await["addToWaitlist"].clone(), "entry")["id"].clone()
        };
        let entry = waits(&other, "IPT").await;
        let whose = async || {
            let document = "query ($id: ID!) { node(id: $id) { ... on WaitlistEntry { client { id } } } }";
            clinic.ask(document, json!({ "id": entry })).await["node"]["client"]["id"].clone()
        };
        let made = merged(clinic, &kept, &other).await;
        assert_eq!(whose().await, json!(kept));
        done(undo(clinic, &made).await, "merge");
        assert_eq!(whose().await, json!(other));
        waits(&kept, "IPT").await;
        let shown = done(preview(clinic, &kept, &other).await, "preview");
        assert_eq!(shown["obstacles"], json!(["BOTH_WAITING"]));
        assert_eq!(refused(&merge(clinic, &kept, &other, &shown["hash"]).await), ("BOTH_WAITING", &json!("mergedId")));
    }

    async fn a_client_s_own_reminders_go_along_unless_the_record_kept_has_its_own(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let (kept, other) = (add(&clinic, json!({})).await, add(&clinic, json!({})).await);
        let own = async |client: &str, minutes: i64| {
            let input = json!({ "clientId": client, "name": "Own", "isActive": true, "rules": [{ "minutesBefore": minutes }] });
            done(clinic.ask(SET_POLICY, json!({ "input": input })).await["setReminderPolicy"].clone(), "reminderPolicy")
        };
        let asked = async |client: &str| {
            let found = clinic.ask(POLICIES, json!({ "clientId": client })).await["reminderPolicies"].clone();
            assert!(found.as_array().unwrap().len() <= 1, "{found:#}");
            found[0]["rules"][0]["minutesBefore"].clone()
        };
        own(&other, 60).await;
        let made = merged(&clinic, &kept, &other).await;
        assert_eq!(asked(&kept).await, 60);
        done(undo(&clinic, &made).await, "merge");
        assert_eq!((asked(&kept).await, asked(&other).await), (Value::Null, json!(60)));
        own(&kept, 90).await;
        let made = merged(&clinic, &kept, &other).await;
        assert_eq!(asked(&kept).await, 90);
        own(&kept, 120).await;
        done(undo(&clinic, &made).await, "merge");
        assert_eq!((asked(&kept).await, asked(&other).await), (json!(120), json!(60)));
    }

    async fn one_merge_after_another_undone_gives_each_record_back_what_was_its_own(db) {
        let clinic = &TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let mut records = Vec::new();
        for minutes in [60, 90, 120] {
            let id = add(clinic, json!({})).await;
            let input = json!({ "clientId": id, "name": "Own", "isActive": true, "rules": [{ "minutesBefore": minutes }] });
            done(clinic.ask(SET_POLICY, json!({ "input": input })).await["setReminderPolicy"].clone(), "reminderPolicy");
            let now = clinic.app.now();
            let task = &Task {
                id: TaskId::mint(now, &SeededEntropy::new(minutes)),
                kind: TaskKind::EmailSuspended,
                client_id: id.parse().unwrap(),
                created_at: now,
                closing: None,
            };
            let clinic_id = clinic.created.clinic.id;
            storage::write(
                &clinic.database.db,
                |error| error,
                |_| ready(true),
                |tx| async move { tasks::insert_task(&tx, clinic_id, task).await },
            )
            .await
            .unwrap();
            records.push(id);
        }
        let whose = async || {
            let mut own = Vec::new();
            for id in &records {
                // A record that was merged into another is as good as none.
                let found = clinic.run(&clinic.admin, POLICIES, json!({ "clientId": id })).await;
                let policies = found["data"]["reminderPolicies"].as_array().into_iter().flatten();
                let minutes: Vec<_> =
                    policies.map(|policy| policy["rules"][0]["minutesBefore"].clone()).collect();
                let all = clinic.ask(TASKS, json!({ "states": ["OPEN", "CLOSED"] })).await["tasks"]["nodes"].clone();
                let tasks = all.as_array().unwrap().iter().filter(|task| task["clientId"] == id.as_str()).count();
                own.push((minutes, tasks));
            }
            own
        };
        let [first, second, third] = [60, 90, 120].map(|minutes| vec![json!(minutes)]);
        let apart = vec![(first, 1), (second.clone(), 1), (third.clone(), 1)];
        assert_eq!(whose().await, apart);
        let earlier = merged(clinic, &records[1], &records[0]).await;
        clinic.clock.advance(Duration::from_secs(1));
        let one_gone = vec![(vec![], 0), (second, 2), (third.clone(), 1)];
        assert_eq!(whose().await, one_gone);
        let later = merged(clinic, &records[2], &records[1]).await;
        clinic.clock.advance(Duration::from_secs(1));
        assert_eq!(whose().await, [(vec![], 0), (vec![], 0), (third, 3)]);
        done(undo(clinic, &later).await, "merge");
        assert_eq!(whose().await, one_gone);
        done(undo(clinic, &earlier).await, "merge");
        assert_eq!(whose().await, apart);
    }

    async fn a_merge_knows_of_every_table_that_refers_to_clients(db) {
        let sql = match db.backend {
            Backend::Sqlite => "SELECT count(*) AS n FROM sqlite_schema AS s, pragma_foreign_key_list(s.name) AS f
                WHERE f.\"table\" = 'client' AND f.\"from\" = 'client_id' AND s.name NOT IN ('enrollment',
                    'participation', 'guardian', 'availability_window', 'client_import_row', 'waitlist_entry', 'task', 'reminder_policy')",
            Backend::Postgres => "SELECT count(*) AS n FROM pg_constraint WHERE contype = 'f'
                AND confrelid = 'client'::regclass AND conrelid::regclass::text NOT IN ('enrollment',
                    'participation', 'guardian', 'availability_window', 'client_import_row', 'waitlist_entry', 'task', 'reminder_policy')",
        };
        assert_eq!(db.number(sql).await, 0, "a new table: `storage::client_merges` (or a module beside) must move its rows");
    }
}

async fn current_version(clinic: &TestClinic, enrollment: &Value) -> Value {
    let document = "query ($id: ID!) { node(id: $id) { ... on Enrollment { rowVersion } } }";
    clinic.ask(document, json!({ "id": enrollment })).await["node"]["rowVersion"].clone()
}
