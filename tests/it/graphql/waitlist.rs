//! The waiting list: who waits, how it is changed, and how a wait ends.

use futures_util::future::join_all;
use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const ADD: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
const LIST: &str = include_str!("../../../graphql/operations/waitlist/waitlist.graphql");
const NODE: &str = "query($id: ID!) { node(id: $id) { id ... on WaitlistEntry { status client { id } } } }";
const SET_STATUS: &str = include_str!("../../../graphql/operations/waitlist/set_waitlist_status.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/waitlist/update_waitlist_entry.graphql");

impl ScheduleFixture {
    /// The payload of `addToWaitlist`, for the weekly group program.
    pub(super) async fn add_waiting(&self, client: &str, changes: Value) -> Value {
        let mut input = json!({ "clientId": client, "programId": self.program("IPT-GROUP").await });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.clinic.clock.advance(std::time::Duration::from_millis(1));
        self.clinic.ask(ADD, json!({ "input": input })).await["addToWaitlist"].clone()
    }

    pub(super) async fn set_status(&self, entry: &Value, changes: Value) -> Value {
        let mut input = json!({ "id": entry["id"], "rowVersion": entry["rowVersion"] });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.clinic.ask(SET_STATUS, json!({ "input": input })).await["setWaitlistStatus"].clone()
    }

    async fn update_waiting(&self, entry: &Value, changes: Value) -> Value {
        let mut input = json!({ "id": entry["id"], "rowVersion": entry["rowVersion"] });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.clinic.ask(UPDATE, json!({ "input": input })).await["updateWaitlistEntry"].clone()
    }

    pub(super) async fn waiting(&self, variables: Value) -> Vec<Value> {
        let answer = self.clinic.ask(LIST, variables).await;
        answer["waitlist"]["nodes"].as_array().unwrap().clone()
    }
}

fn ids(entries: &[Value]) -> Vec<&Value> {
    entries.iter().map(|entry| &entry["id"]).collect()
}

both! {
    async fn a_client_waits_from_today_of_the_site_unless_told_otherwise(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let kim = fixture.add_client("Kim", "Europe/Madrid").await;
        // New York is still on Monday when it is Tuesday in Tokyo.
        fixture.clinic.at("2026-03-03T04:00:00Z");
        let tokyo = json!({ "input": { "name": "Tokyo", "zone": "Asia/Tokyo" } });
        let tokyo = done(fixture.clinic.ask(CREATE_SITE, tokyo).await["createSite"].clone(), "site");
        let entry = done(fixture.add_waiting(&kim, json!({})).await, "entry");
        let program = fixture.program("IPT-GROUP").await;
        assert_eq!(entry, json!({ "id": entry["id"], "clientId": kim, "programId": program, "siteId": null,
            "referredOn": "2026-03-02", "priority": "ROUTINE", "status": "REFERRED", "formerStatus": null,
            "withdrawalReason": null, "endedOn": null, "enrollmentId": null, "waitDays": 0, "rowVersion": 1 }));
        assert!(entry["id"].as_str().unwrap().starts_with("wle_"));
        let elsewhere = json!({ "siteId": tokyo["id"], "programId": fixture.program("IPT").await });
        let entry = done(fixture.add_waiting(&kim, elsewhere).await, "entry");
        assert_eq!(entry["referredOn"], "2026-03-03");
        let ahead = json!({ "referredOn": "2026-03-03", "programId": fixture.program("IPT-B").await });
        assert_eq!(refused(&fixture.add_waiting(&kim, ahead).await), ("REFERRED_IN_FUTURE", &json!("referredOn")));
    }

    async fn the_most_urgent_come_first_and_then_whoever_has_waited_longest_page_by_page(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut entries = Vec::new();
        for (priority, referred_on) in [
            ("ROUTINE", "2025-01-01"),
            ("URGENT", "2026-03-01"),
            ("SOON", "2026-02-01"),
            ("SOON", "2026-01-31"),
            ("SOON", "2026-01-31"),
            ("URGENT", "2026-02-28"),
        ] {
            let client = fixture.add_client(priority, "UTC").await;
            let entry = json!({ "priority": priority, "referredOn": referred_on });
            entries.push(done(fixture.add_waiting(&client, entry).await, "entry"));
        }
        let expected: Vec<&Value> = [5, 1, 3, 4, 2, 0].iter().map(|place| &entries[*place]["id"]).collect();
        let all = fixture.waiting(json!({})).await;
        assert_eq!(ids(&all), expected);
        assert_eq!(all[5]["waitDays"], 425);
        assert_eq!(all[0]["client"]["preferredName"], "URGENT");
        let (mut after, mut seen) = (Value::Null, Vec::new());
        loop {
            let page = fixture.clinic.ask(LIST, json!({ "first": 2, "after": after })).await["waitlist"].clone();
            seen.extend(page["nodes"].as_array().unwrap().clone());
            after = page["pageInfo"]["endCursor"].clone();
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        assert_eq!(ids(&seen), expected);
    }

    async fn a_list_is_narrowed_by_program_site_and_status(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let south = json!({ "input": { "name": "South", "zone": "UTC" } });
        let south = done(fixture.clinic.ask(CREATE_SITE, south).await["createSite"].clone(), "site");
        let (group, alone) = (fixture.program("IPT-GROUP").await, fixture.program("IPT").await);
        let (ada, bea) = (fixture.add_client("Ada", "UTC").await, fixture.add_client("Bea", "UTC").await);
        let here = done(fixture.add_waiting(&ada, json!({ "siteId": fixture.site, "status": "WAITING" })).await, "entry");
        let anywhere = done(fixture.add_waiting(&bea, json!({})).await, "entry");
        let other = json!({ "programId": alone, "siteId": south["id"] });
        let there = done(fixture.add_waiting(&ada, other).await, "entry");
        let of = async |variables: Value| fixture.waiting(variables).await.iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
        assert_eq!(of(json!({ "programId": group })).await, [here["id"].clone(), anywhere["id"].clone()]);
        assert_eq!(of(json!({ "siteId": fixture.site })).await, [here["id"].clone(), anywhere["id"].clone()]);
        assert_eq!(of(json!({ "siteId": south["id"] })).await, [anywhere["id"].clone(), there["id"].clone()]);
        assert_eq!(of(json!({ "statuses": ["WAITING"] })).await, [here["id"].clone()]);
        assert_eq!(of(json!({ "statuses": ["WITHDRAWN", "ACCEPTED"] })).await, Vec::<Value>::new());
    }

    async fn one_client_waits_once_for_a_program_however_many_add_them_at_once(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let kim = fixture.add_client("Kim", "UTC").await;
        let answers = join_all((0..5).map(|_| fixture.add_waiting(&kim, json!({})))).await;
        let added = answers.iter().filter(|answer| answer["userErrors"] == json!([])).count();
        assert_eq!(added, 1);
        for answer in answers.iter().filter(|answer| answer["entry"].is_null()) {
            assert_eq!(refused(answer), ("ALREADY_WAITING", &json!("clientId")));
        }
    }

    async fn a_withdrawal_says_why_leaves_the_list_and_is_taken_back_by_the_former_status(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let kim = fixture.add_client("Kim", "UTC").await;
        let entry = done(fixture.add_waiting(&kim, json!({ "referredOn": "2026-02-20" })).await, "entry");
        let screened = done(fixture.set_status(&entry, json!({ "status": "SCREENED" })).await, "entry");
        assert_eq!((&screened["status"], &screened["rowVersion"]), (&json!("SCREENED"), &json!(2)));
        let withdraw = json!({ "status": "WITHDRAWN" });
        assert_eq!(refused(&fixture.set_status(&screened, withdraw).await), ("WITHDRAWAL_REASON", &json!("withdrawalReason")));
        let withdraw = json!({ "status": "WITHDRAWN", "withdrawalReason": "NOT_REACHED" });
        let withdrawn = done(fixture.set_status(&screened, withdraw.clone()).await, "entry");
        assert_eq!((&withdrawn["formerStatus"], &withdrawn["endedOn"]), (&json!("SCREENED"), &json!("2026-03-02")));
        assert_eq!(fixture.waiting(json!({})).await, Vec::<Value>::new());
        // The wait no longer grows.
        fixture.clinic.at("2026-05-02T12:00:00Z");
        assert_eq!(fixture.waiting(json!({ "statuses": ["WITHDRAWN"] })).await[0]["waitDays"], 10);
        assert_eq!(refused(&fixture.set_status(&screened, withdraw).await), ("STALE", &json!("rowVersion")));
        assert_eq!(refused(&fixture.set_status(&withdrawn, json!({ "status": "WAITING" })).await), ("NOT_NEXT", &json!("status")));
        let edit = fixture.update_waiting(&withdrawn, json!({ "priority": "URGENT" })).await;
        assert_eq!(refused(&edit), ("CLOSED", &json!("id")));
        let back = done(fixture.set_status(&withdrawn, json!({ "status": "SCREENED" })).await, "entry");
        assert_eq!((&back["endedOn"], &back["withdrawalReason"], &back["waitDays"]), (&Value::Null, &Value::Null, &json!(71)));
        // Once the client waits again by another entry, the old one stays closed.
        let withdraw = json!({ "status": "WITHDRAWN", "withdrawalReason": "OTHER" });
        let withdrawn = done(fixture.set_status(&back, withdraw).await, "entry");
        done(fixture.add_waiting(&kim, json!({})).await, "entry");
        let refusal = fixture.set_status(&withdrawn, json!({ "status": "SCREENED" })).await;
        assert_eq!(refused(&refusal), ("ALREADY_WAITING", &json!("id")));
    }

    async fn an_edit_changes_what_it_names_and_a_stale_one_nothing(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let kim = fixture.add_client("Kim", "UTC").await;
        let entry = done(fixture.add_waiting(&kim, json!({ "siteId": fixture.site })).await, "entry");
        let urgent = done(fixture.update_waiting(&entry, json!({ "priority": "URGENT" })).await, "entry");
        assert_eq!((&urgent["siteId"], &urgent["priority"], &urgent["rowVersion"]), (&json!(fixture.site), &json!("URGENT"), &json!(2)));
        let earlier = json!({ "siteId": null, "referredOn": "2026-01-01" });
        assert_eq!(refused(&fixture.update_waiting(&entry, earlier.clone()).await), ("STALE", &json!("rowVersion")));
        let moved = done(fixture.update_waiting(&urgent, earlier).await, "entry");
        assert_eq!((&moved["siteId"], &moved["referredOn"], &moved["priority"]), (&Value::Null, &json!("2026-01-01"), &json!("URGENT")));
        let same = done(fixture.update_waiting(&moved, json!({})).await, "entry");
        assert_eq!(same, moved, "an edit without a change is none");
        for (changes, code, field) in [
            (json!({ "referredOn": "2026-03-03" }), "REFERRED_IN_FUTURE", "referredOn"),
            (json!({ "priority": null }), "INVALID_INPUT", "priority"),
            (json!({ "siteId": "sit_01890a5d2c7e7cc3980ad3f0e1a2b3c4" }), "SITE_NOT_FOUND", "siteId"),
        ] {
            assert_eq!(refused(&fixture.update_waiting(&moved, changes).await), (code, &json!(field)));
        }
    }

    async fn whoever_begins_waits_no_longer(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let kim = fixture.add_client("Kim", "UTC").await;
        let together = done(fixture.add_waiting(&kim, json!({ "referredOn": "2026-02-27" })).await, "entry");
        let alone = json!({ "programId": fixture.program("IPT").await });
        let alone = done(fixture.add_waiting(&kim, alone).await, "entry");
        let enrolled = done(fixture.enroll(&fixture.group, &kim).await, "enrollment");
        let accepted = fixture.waiting(json!({ "statuses": ["ACCEPTED"] })).await;
        assert_eq!(ids(&accepted), [&together["id"]]);
        let expected = (&enrolled["id"], &json!("2026-03-02"), &json!(3), &json!(2));
        let entry = &accepted[0];
        assert_eq!((&entry["enrollmentId"], &entry["endedOn"], &entry["waitDays"], &entry["rowVersion"]), expected);
        assert_eq!(ids(&fixture.waiting(json!({})).await), [&alone["id"]]);
        let events = fixture.clinic.audit_events(json!({ "first": 100 })).await;
        let joined = events.iter().find(|event| event["operation"] == "enrollClient" && event["kind"] == "ACTION").unwrap();
        assert!(joined["details"].to_string().contains(together["id"].as_str().unwrap()), "{joined:#}");
        fixture.add_treatment(&kim).await;
        assert_eq!(fixture.waiting(json!({})).await, Vec::<Value>::new());
        // An entry that is over stays so; the client may wait again.
        let refusal = fixture.set_status(entry, json!({ "status": "WAITING" })).await;
        assert_eq!(refused(&refusal), ("NOT_NEXT", &json!("status")));
        done(fixture.add_waiting(&kim, json!({})).await, "entry");
    }

    async fn another_clinics_entries_clients_programs_and_sites_are_none(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let clinic = &fixture.clinic;
        let kim = fixture.add_client("Kim", "UTC").await;
        let entry = done(fixture.add_waiting(&kim, json!({})).await, "entry");
        let neighbour = clinic.neighbour().await;
        assert_eq!(clinic.run(&neighbour, LIST, json!({})).await["data"]["waitlist"]["nodes"], json!([]));
        assert_eq!(clinic.run(&neighbour, NODE, json!({ "id": entry["id"] })).await["data"]["node"], Value::Null);
        let own = clinic.ask(NODE, json!({ "id": entry["id"] })).await["node"].clone();
        assert_eq!(own, json!({ "id": entry["id"], "status": "REFERRED", "client": { "id": kim } }));
        let edit = |id: &Value| json!({ "input": { "id": id, "rowVersion": 1, "priority": "URGENT" } });
        let theirs = clinic.run(&neighbour, UPDATE, edit(&entry["id"])).await;
        let nobodys = clinic.run(&neighbour, UPDATE, edit(&json!("wle_01890a5d2c7e7cc3980ad3f0e1a2b3c4"))).await;
        assert_eq!(theirs.to_string(), nobodys.to_string());
        assert_eq!(theirs["errors"][0]["extensions"]["code"], "NOT_FOUND");
        // The neighbour's own program, our client; and the other way about.
        let theirs = clinic.run(&neighbour, "{ programs { nodes { id } } sites { nodes { id } } }", json!({})).await;
        let (program, site) = (&theirs["data"]["programs"]["nodes"][0]["id"], &theirs["data"]["sites"]["nodes"][0]["id"]);
        let ada = fixture.add_client("Ada", "UTC").await;
        for (changes, code, field) in [
            (json!({ "programId": program }), "PROGRAM_NOT_FOUND", "programId"),
            (json!({ "siteId": site }), "SITE_NOT_FOUND", "siteId"),
        ] {
            assert_eq!(refused(&fixture.add_waiting(&ada, changes).await), (code, &json!(field)));
        }
        let input = json!({ "input": { "clientId": ada, "programId": program } });
        let answer = clinic.run(&neighbour, ADD, input).await["data"]["addToWaitlist"].clone();
        assert_eq!(refused(&answer), ("CLIENT_NOT_FOUND", &json!("clientId")));
    }

    async fn the_list_is_for_planners_and_reading_it_is_on_record(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let clinic = &fixture.clinic;
        let kim = fixture.add_client("Kim", "UTC").await;
        done(fixture.add_waiting(&kim, json!({})).await, "entry");
        for role in [Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Tom", role).await;
            clinic.assert_forbidden(&caller, LIST, json!({})).await;
        }
        clinic.clock.advance(std::time::Duration::from_secs(1));
        clinic.ask("{ waitlist { nodes { waitDays } } }", json!({})).await;
        let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
        let expected = (&json!("READ"), &json!("waitlist"), &json!([kim]));
        assert_eq!((&newest["kind"], &newest["operation"], &newest["clientIds"]), expected);
    }

    async fn a_page_takes_as_many_statements_for_one_entry_as_for_fifty(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        for number in 0..50 {
            let client = fixture.add_client(&format!("Client {number}"), "UTC").await;
            done(fixture.add_waiting(&client, json!({})).await, "entry");
        }
        for first in [1, 50] {
            let before = fixture.clinic.app.statement_count();
            assert_eq!(fixture.waiting(json!({ "first": first })).await.len(), first);
            // The entries, the sites' calendars, the clients, and the audit log's row.
            assert_eq!(fixture.clinic.app.statement_count() - before, 4);
        }
    }
}
