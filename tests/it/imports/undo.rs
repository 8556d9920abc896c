//! `roundel import undo`.

use serde_json::json;

use super::desk::{Desk, ROWS};
use crate::support::{Ran, both, done};

const SET_POLICY: &str = include_str!("../../../graphql/operations/reminders/set_reminder_policy.graphql");
const REMOVE_POLICY: &str =
    include_str!("../../../graphql/operations/reminders/remove_reminder_policy.graphql");

fn undo(desk: &Desk, import: &str) -> Ran {
    desk.roundel.run(&["import", "undo", import, "--clinic", &desk.id, "--yes"])
}

both! {
    async fn what_was_recorded_goes_and_what_was_changed_is_as_before(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        desk.imported(&[]);
        let before = desk.clients().await;
        desk.file(&[
            "A-1,Anna,anna@example.com,no,en,UTC,,,,,,,",
            "A-2,Bo Lind,bo@example.org,yes,en,Europe/Stockholm,SE,GRIEF,DOUBT,Mo,mo@example.org,yes,Fri 08:00-09:00",
            "A-3,Cy,,,en,UTC,,,,Di,,,Tue 08:00-09:00",
        ]);
        let (import, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 1, updated 2, unchanged 0, likely duplicates left out 0, refused 0");
        let added = desk.clients().await[2].clone();

        let unasked = desk.roundel.run(&["import", "undo", &import, "--clinic", &desk.id]).failed(1);
        assert!(unasked.contains("Remove 1 clients and make 2 what they were") && unasked.contains("--yes"), "{unasked}");
        let first = undo(&desk, &import).done();
        let mut expected = before.clone();
        expected.iter_mut().for_each(|client| client["rowVersion"] = json!(3));
        assert_eq!(desk.clients().await, expected);
        let events = desk.fixture.clinic.audit_events(json!({ "subject": added["id"], "first": 5 })).await;
        assert_eq!((&events[0]["operation"], &events[0]["details"]["undoneImport"]), (&json!("removeClient"), &json!(import)));

        let traces = desk.traces().await;
        assert_eq!(undo(&desk, &import).done(), first, "twice is harmless");
        assert_eq!(desk.traces().await, traces);
        let listed = desk.roundel.run(&["import", "list", "--clinic", &desk.id]).done();
        assert!(listed.lines().next().unwrap().starts_with(&import) && !listed.lines().next().unwrap().ends_with('-'));
    }

    async fn it_is_refused_once_somebody_went_on_with_its_clients(db) {
        let desk = Desk::at(db).await;
        desk.file(&[ROWS[0], ROWS[1], "A-3,Cy,,,en,UTC,,,,,,,"]);
        let (import, _) = desk.imported(&[]);
        let clients = desk.clients().await;
        let group = &desk.fixture.group;
        done(desk.fixture.enroll(group, clients[0]["id"].as_str().unwrap()).await, "enrollment");
        desk.edit(&clients[1], json!({ "language": "es" })).await;
        desk.edit(&clients[2], json!({ "language": "es" })).await;
        let before = (desk.clients().await, desk.traces().await);
        let said = undo(&desk, &import).failed(1);
        assert!(said.contains("1 client was enrolled since and 2 clients were edited since; nothing was changed"), "{said}");
        assert_eq!((desk.clients().await, desk.traces().await), before);
    }

    async fn reminders_of_a_client_s_own_are_taken_away_first_and_go_with_the_client_then(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        let (import, _) = desk.imported(&[]);
        let client = desk.clients().await[0]["id"].clone();
        let input = json!({ "clientId": client, "name": "Own", "isActive": true, "rules": [{ "minutesBefore": 60 }] });
        let clinic = &desk.fixture.clinic;
        let set = clinic.ask(SET_POLICY, json!({ "input": input })).await["setReminderPolicy"].clone();
        let policy = done(set, "reminderPolicy");
        let said = undo(&desk, &import).failed(1);
        let reason = "1 client was given reminders of their own (`removeReminderPolicy` takes them away) since; nothing was changed";
        assert!(said.contains(reason), "{said}");
        assert_eq!(desk.clients().await.len(), 2);
        let input = json!({ "input": { "policyId": policy["id"] } });
        let removed = clinic.ask(REMOVE_POLICY, input).await["removeReminderPolicy"].clone();
        assert_eq!(removed["userErrors"], json!([]));
        undo(&desk, &import).done();
        assert_eq!(desk.clients().await.len(), 0);
        assert_eq!(clinic.database.number("SELECT COUNT(*) AS n FROM reminder_policy WHERE client_id IS NOT NULL").await, 0);
    }

    async fn one_import_after_the_other_is_taken_back_the_newest_first(db) {
        let desk = Desk::at(db).await;
        let mut imports = Vec::new();
        for name in ["Ana", "Anna", "Annie"] {
            desk.file(&[&ROWS[0].replace("Ana Ruiz", name), ROWS[1]]);
            imports.push(desk.imported(&[]).0);
        }
        let said = undo(&desk, &imports[1]).failed(1);
        assert!(said.contains("1 client was edited since"), "{said}");
        for (import, left) in [(&imports[2], json!("Anna")), (&imports[1], json!("Ana"))] {
            undo(&desk, import).done();
            assert_eq!(desk.clients().await[0]["preferredName"], left);
        }
        undo(&desk, &imports[0]).done();
        assert_eq!(desk.clients().await.len(), 0);
        assert_eq!(desk.traces().await[4], 0);
    }

    async fn an_import_of_another_clinic_is_missing(db) {
        let desk = Desk::at(db).await;
        let there = desk.fixture.clinic.neighbour().await.clinic_id.to_string();
        desk.file(&ROWS);
        let (import, _) = desk.imported(&[]);
        let told = |id: &str| desk.roundel.run(&["import", "undo", id, "--clinic", &there, "--yes"]).failed(1).replace(id, "ID");
        let missing = "imp_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        assert_eq!(told(&import), told(missing));
        assert!(told(missing).contains("has no import ID"));
        assert_eq!(desk.clients().await.len(), 2);
    }
}
