//! The waiting list in a file of clients.

use roundel::app::imports::{ImportClients, import_clients, undo_import};
use roundel::domain::ids::ImportId;
use roundel::domain::imports::{Duplicates, read_clients};
use serde_json::{Value, json};

use super::desk::Desk;
use crate::support::{Ran, both, done};

const ADD: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const LIST: &str = include_str!("../../../graphql/operations/waitlist/waitlist.graphql");
const SET_STATUS: &str = include_str!("../../../graphql/operations/waitlist/set_waitlist_status.graphql");

const HEADER: &str = "external_id,preferred_name,language,zone,waitlist_program,waitlist_site,referred_on,\
    waitlist_priority,waitlist_status,withdrawal_reason";

fn undo(desk: &Desk, import: &str) -> Ran {
    desk.roundel.run(&["import", "undo", import, "--clinic", &desk.id, "--yes"])
}

impl Desk {
    /// Writes a file with the columns of the list.
    fn list(&self, rows: &[&str]) {
        self.bytes(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes());
    }

    /// Every entry of the list, in the order in which they were made.
    async fn entries(&self) -> Vec<Value> {
        let statuses = ["REFERRED", "SCREENED", "WAITING", "OFFERED", "ACCEPTED", "WITHDRAWN"];
        let answer = self.fixture.clinic.ask(LIST, json!({ "statuses": statuses, "first": 100 })).await;
        let mut entries = answer["waitlist"]["nodes"].as_array().unwrap().clone();
        entries.sort_by_key(|entry| entry["id"].to_string());
        entries
    }

    /// Moves an entry by hand.
    async fn moved(&self, entry: &Value, changes: Value) -> Value {
        let mut input = json!({ "id": entry["id"], "rowVersion": entry["rowVersion"] });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.fixture.clinic.ask(SET_STATUS, json!({ "input": input })).await;
        done(answer["setWaitlistStatus"].clone(), "entry")
    }

    async fn operations(&self, subject: &Value, import: &str) -> Vec<Value> {
        let events = self.fixture.clinic.audit_events(json!({ "subject": subject, "first": 50 })).await;
        let of_import = |event: &&Value| {
            event["details"]["import"] == import || event["details"]["undoneImport"] == import
        };
        events.iter().filter(of_import).map(|event| event["operation"].clone()).collect()
    }
}

fn facts(entry: &Value) -> Value {
    json!([
        entry["status"],
        entry["priority"],
        entry["referredOn"],
        entry["siteId"],
        entry["withdrawalReason"]
    ])
}

both! {
    async fn clients_come_with_their_places_on_the_list_and_the_same_file_changes_nothing(db) {
        let desk = Desk::at(db).await;
        let rows = [
            "A-1,Ana,es,UTC,ipt-group,main,2026-01-05,soon,waiting,",
            "A-2,Bo,en,UTC,IPT-GROUP,,2026-01-06,,,",
            "A-3,Cy,en,UTC,,,,,,",
        ];
        desk.list(&rows);
        let (import, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 3, updated 0, unchanged 0, likely duplicates left out 0, refused 0");
        let entries = desk.entries().await;
        let main = json!(desk.fixture.site);
        assert_eq!(entries.iter().map(facts).collect::<Vec<_>>(), [
            json!(["WAITING", "SOON", "2026-01-05", main, null]),
            json!(["REFERRED", "ROUTINE", "2026-01-06", null, null]),
        ]);
        assert_eq!(entries[0]["client"]["preferredName"], "Ana");
        assert_eq!(desk.operations(&entries[0]["id"], &import).await, ["addToWaitlist"]);
        let traces = desk.traces().await;
        let (_, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 0, updated 0, unchanged 3, likely duplicates left out 0, refused 0");
        assert_eq!(desk.entries().await, entries);
        assert_eq!(desk.traces().await[..3], traces[..3]);
    }

    async fn only_what_differs_changes_and_an_undo_makes_it_what_it_was(db) {
        let desk = Desk::at(db).await;
        desk.list(&[
            "A-1,Ana,es,UTC,IPT-GROUP,Main,2026-01-05,,,",
            "A-2,Bo,en,UTC,IPT-GROUP,,2026-01-05,,SCREENED,",
            "A-3,Cy,en,UTC,,,,,,",
            "A-4,Di,en,UTC,IPT-GROUP,,2026-01-05,,,",
        ]);
        let (first, _) = desk.imported(&[]);
        let (clients, before) = (desk.clients().await, desk.entries().await);
        desk.list(&[
            "A-1,Ana,es,UTC,IPT-GROUP,,2026-01-04,URGENT,WAITING,",
            "A-2,Bob,en,UTC,IPT-GROUP,,,,WITHDRAWN,not reached",
            "A-3,Cy,en,UTC,IPT-B,,2026-02-01,,,",
            "A-4,Di,en,UTC,,,,,,",
        ]);
        assert!(desk.import(&["--dry-run"]).done().contains(": waitlist\n"));
        let (second, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 0, updated 3, unchanged 1, likely duplicates left out 0, refused 0");
        let after = desk.entries().await;
        assert_eq!(after.iter().map(facts).collect::<Vec<_>>(), [
            json!(["WAITING", "URGENT", "2026-01-04", null, null]),
            json!(["WITHDRAWN", "ROUTINE", "2026-01-05", null, "NOT_REACHED"]),
            json!(["REFERRED", "ROUTINE", "2026-01-05", null, null]),
            json!(["REFERRED", "ROUTINE", "2026-02-01", null, null]),
        ]);
        assert_eq!(desk.clients().await[0], clients[0], "the wait is no part of the client's record");
        let mut told = desk.operations(&after[0]["id"], &second).await;
        told.sort_by_key(Value::to_string);
        assert_eq!(told, ["setWaitlistStatus", "updateWaitlistEntry"]);
        assert_eq!(desk.imported(&[]).1, "created 0, updated 0, unchanged 4, likely duplicates left out 0, refused 0");

        let early = undo(&desk, &first).failed(1);
        assert!(early.contains("3 clients were put on or moved on the waiting list since"), "{early}");
        undo(&desk, &second).done();
        let back = desk.entries().await;
        assert_eq!(back.iter().map(facts).collect::<Vec<_>>(), before.iter().map(facts).collect::<Vec<_>>());
        assert_eq!(desk.operations(&after[3]["id"], &second).await[0], "removeWaitlistEntry");
        undo(&desk, &first).done();
        assert_eq!((desk.entries().await.len(), desk.clients().await.len()), (0, 0));
    }

    async fn an_import_stays_once_somebody_went_on_with_its_entries(db) {
        let desk = Desk::at(db).await;
        desk.list(&[
            "A-1,Ana,es,UTC,IPT-GROUP,,2026-01-05,,,",
            "A-2,Bo,en,UTC,,,,,,",
            "A-3,Cy,en,UTC,IPT-GROUP,,2026-01-05,,WAITING,",
        ]);
        let (import, _) = desk.imported(&[]);
        let (clients, entries) = (desk.clients().await, desk.entries().await);
        desk.moved(&entries[0], json!({ "status": "SCREENED" })).await;
        let told = undo(&desk, &import).failed(1);
        assert!(told.contains("1 client was put on or moved on the waiting list since; nothing was changed"), "{told}");
        let input = json!({ "clientId": clients[1]["id"], "programId": desk.fixture.program("IPT-GROUP").await });
        done(desk.fixture.clinic.ask(ADD, json!({ "input": input })).await["addToWaitlist"].clone(), "entry");
        done(desk.fixture.enroll(&desk.fixture.group, clients[2]["id"].as_str().unwrap()).await, "enrollment");
        let before = (desk.entries().await, desk.traces().await);
        let told = undo(&desk, &import).failed(1);
        assert!(told.contains("1 client was enrolled since and 3 clients were put on or moved on the waiting list"), "{told}");
        assert_eq!((desk.entries().await, desk.traces().await), before);
    }

    async fn a_wait_that_is_over_is_begun_anew(db) {
        let desk = Desk::at(db).await;
        let row = "A-1,Ana,es,UTC,IPT-GROUP,,2026-01-05,,,";
        desk.list(&[row]);
        desk.imported(&[]);
        let entry = desk.entries().await[0].clone();
        desk.moved(&entry, json!({ "status": "WITHDRAWN", "withdrawalReason": "OTHER" })).await;
        desk.list(&["A-1,Ana,es,UTC,IPT-GROUP,,,,WITHDRAWN,OTHER"]);
        assert_eq!(desk.dry_run(&[])[0].1, "UNCHANGED");
        desk.list(&[row]);
        let (import, _) = desk.imported(&[]);
        let statuses: Vec<_> = desk.entries().await.iter().map(|entry| entry["status"].clone()).collect();
        assert_eq!(statuses, ["WITHDRAWN", "REFERRED"]);
        undo(&desk, &import).done();
        assert_eq!(desk.entries().await.len(), 1);
    }

    async fn what_cannot_be_keeps_the_file_out_with_the_reason(db) {
        let desk = Desk::at(db).await;
        desk.list(&["A-1,Ana,es,UTC,IPT-GROUP,,2026-01-05,,WAITING,"]);
        desk.imported(&[]);
        let before = desk.entries().await;
        for (row, told) in [
            ("A-1,Ana,es,UTC,IPT-GROUP,,,,REFERRED,", "an entry that is WAITING does not become REFERRED"),
            ("A-2,Bo,en,UTC,IPT-GRUOP,,,,,", "did you mean IPT-GROUP?"),
            ("A-2,Bo,en,UTC,IPT-GROUP,Elsewhere,,,,", "the clinic has no site of that name; there are Main"),
            ("A-2,Bo,en,UTC,IPT-GROUP,,2999-01-01,,,", "lies ahead"),
        ] {
            desk.list(&[row, "A-9,Zoe,en,UTC,IPT-GROUP,,,,,"]);
            let said = desk.import(&[]).failed(1);
            assert!(said.contains(told), "{row}: {said}");
        }
        desk.bytes(b"preferred_name,language,zone,referred_on\nAna,es,UTC,2026-01-05\n");
        let said = desk.import(&[]).failed(1);
        assert!(said.contains("referred_on needs the column waitlist_program"), "{said}");
        assert_eq!(desk.entries().await, before);
        assert_eq!(desk.clients().await.len(), 1);
    }

    async fn a_thousand_entries_take_as_many_statements_as_one(db) {
        let desk = Desk::at(db).await;
        let (app, caller) = (&desk.fixture.clinic.app, &desk.fixture.clinic.admin);
        let mut counts = Vec::new();
        for many in [1, 900] {
            let rows: Vec<_> = (0..many)
                .map(|number| format!("{many}-{number},Client,en,UTC,IPT-GROUP,,2026-01-05,,,"))
                .collect();
            let rows = read_clients(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes()).unwrap();
            let id = ImportId::mint(app.now(), app.entropy());
            let command = ImportClients { id, rows, duplicates: Duplicates::Skip, skip_bad_rows: false, expected: None };
            let start = app.statement_count();
            import_clients(app, caller, &command, &|_, _| {}).await.unwrap();
            let between = app.statement_count();
            undo_import(app, caller, id, &|_, _| {}).await.unwrap();
            counts.push((between - start, app.statement_count() - between));
        }
        assert_eq!(counts[0], counts[1]);
        assert_eq!(desk.entries().await.len(), 0);
    }
}
