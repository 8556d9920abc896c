//! Forming a group by hand: who could come when, the preview, the commit.

use futures_util::future::join_all;
use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestDatabase, both, done, refused};

const FORM: &str = include_str!("../../../graphql/operations/waitlist/form_group.graphql");
const GRID: &str = include_str!("../../../graphql/operations/waitlist/availability_grid.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/waitlist/preview_group_formation.graphql");
const UPDATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

/// A clinic in New York with `waiting` clients on the list, who can come on Tuesdays from 16:00 to 20:00 there.
async fn waiting(db: TestDatabase, waiting: usize) -> ScheduleFixture {
    let mut fixture = ScheduleFixture::group_of(db, 0).await;
    for number in 0..waiting {
        let client =
            fixture.add_waiter(&format!("Client {number}"), "America/New_York", "16:00", "20:00").await;
        fixture.clients.push(client);
    }
    fixture
}

impl ScheduleFixture {
    /// A client on the list who can come on Tuesdays, in their own zone.
    async fn add_waiter(&self, name: &str, zone: &str, from: &str, until: &str) -> String {
        let client = self.add_client(name, zone).await;
        let edit = json!({ "input": { "id": client, "rowVersion": 1,
            "availability": [{ "weekday": "TUESDAY", "localStart": from, "localEnd": until }] } });
        done(self.clinic.ask(UPDATE_CLIENT, edit).await["updateClient"].clone(), "client");
        done(self.add_waiting(&client, json!({ "status": "WAITING" })).await, "entry");
        client
    }

    /// The input of a group of everybody who waits: twelve Tuesdays at 18:00 in New York, of an hour and a half.
    async fn formation(&self) -> Value {
        json!({ "programId": self.program("IPT-GROUP").await, "siteId": self.site, "name": "Formed",
            "admission": "CLOSED", "clientIds": self.clients, "series": { "therapistId": self.therapist,
            "roomId": self.room, "weekday": "TUESDAY", "localStart": "18:00", "zone": "America/New_York",
            "startOn": "2026-03-03", "minutes": 90, "plannedCount": 12 } })
    }

    async fn preview_formation(&self, input: &Value) -> Value {
        let answer = self.clinic.ask(PREVIEW, json!({ "input": input })).await;
        answer["previewGroupFormation"].clone()
    }

    async fn form(&self, input: &Value, hash: &Value) -> Value {
        self.clinic.ask(FORM, json!({ "input": input, "planHash": hash })).await["formGroup"].clone()
    }

    async fn grid(&self, changes: Value) -> Value {
        let mut input = json!({ "programId": self.program("IPT-GROUP").await, "zone": "America/New_York",
            "startOn": "2026-03-03", "weeks": 6, "minutes": 60 });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.clinic.ask(GRID, json!({ "input": input })).await["availabilityGrid"].clone()
    }

    async fn counts(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in
            ["therapy_group", "enrollment", "session_series", "session", "participation", "occupancy"]
        {
            let sql = format!("SELECT count(*) AS n FROM {table}");
            counts.push(TestDatabase::number_on(&self.clinic.database.url_text, &sql).await);
        }
        counts
    }
}

fn cell<'a>(grid: &'a Value, weekday: &str, start: &str) -> Option<&'a Value> {
    let cells = grid["cells"].as_array().unwrap();
    cells.iter().find(|cell| cell["weekday"] == weekday && cell["localStart"] == start)
}

fn with(input: &Value, changes: Value) -> Value {
    let mut input = input.clone();
    for (field, value) in changes.as_object().unwrap() {
        match field.strip_prefix("series.") {
            Some(field) => input["series"][field] = value.clone(),
            None => input[field.as_str()] = value.clone(),
        }
    }
    input
}

both! {
    async fn the_grid_shows_who_could_come_to_all_weeks_and_who_to_some(db) {
        let fixture = waiting(db, 1).await;
        let here = &fixture.clients[0];
        // 17:00 in New York is 22:00 in London but for the three weeks between the clock changes.
        let there = fixture.add_waiter("Zoe", "Europe/London", "22:00", "23:30").await;
        let silent = fixture.add_client("Sam", "UTC").await;
        done(fixture.add_waiting(&silent, json!({})).await, "entry");
        let grid = done(fixture.grid(json!({})).await, "grid");
        assert_eq!((&grid["unknownClientIds"], &grid["candidates"], &grid["weeks"]), (&json!([silent]), &json!(3), &json!(6)));
        let five = cell(&grid, "TUESDAY", "17:00:00").unwrap();
        assert_eq!(five, &json!({ "weekday": "TUESDAY", "localStart": "17:00:00", "firstOn": "2026-03-03",
            "clientIds": [here], "partly": [{ "clientId": there, "weeksPossible": 3 }], "weeksFree": 6 }));
        assert!(cell(&grid, "TUESDAY", "19:30:00").is_none(), "the hour ends after the window");
        assert!(cell(&grid, "TUESDAY", "16:00:00").is_some());
        assert!(cell(&grid, "MONDAY", "17:00:00").is_none());
        let both = done(fixture.grid(json!({ "minClients": 2 })).await, "grid");
        assert_eq!(both["cells"], json!([]), "nothing is right for both");
        let only = done(fixture.grid(json!({ "clientIds": [there], "minClients": 0 })).await, "grid");
        assert_eq!(cell(&only, "TUESDAY", "17:00:00").unwrap()["partly"][0]["clientId"], json!(there));
    }

    async fn sessions_of_clients_therapist_and_room_are_taken_off_the_grid(db) {
        let fixture = waiting(db, 1).await;
        // The client, the therapist and the room are busy on Tuesdays at 18:00, but for the first week.
        let treatment = fixture.add_treatment(&fixture.clients[0]).await;
        let mut series = fixture.series();
        series["groupId"] = Value::Null;
        series["enrollmentId"] = treatment["id"].clone();
        series["startOn"] = json!("2026-03-10");
        fixture.commit(&series).await;
        let led = json!({ "therapistId": fixture.therapist, "roomId": fixture.room, "minClients": 0 });
        let grid = done(fixture.grid(led).await, "grid");
        let six = cell(&grid, "TUESDAY", "18:00:00").unwrap();
        assert_eq!((&six["clientIds"], &six["weeksFree"]), (&json!([]), &json!(1)));
        assert_eq!(six["partly"][0]["weeksPossible"], 1);
        let five = cell(&grid, "TUESDAY", "17:00:00").unwrap();
        assert_eq!((&five["clientIds"], &five["weeksFree"]), (&json!([fixture.clients[0]]), &json!(6)));
    }

    async fn a_grid_names_what_it_cannot_find_or_will_not_do(db) {
        let fixture = waiting(db, 1).await;
        let nobody = |prefix: &str| json!(format!("{prefix}_01890a5d2c7e7cc3980ad3f0e1a2b3c4"));
        for (changes, code, field) in [
            (json!({ "programId": nobody("prg") }), "PROGRAM_NOT_FOUND", "programId"),
            (json!({ "siteId": nobody("sit") }), "SITE_NOT_FOUND", "siteId"),
            (json!({ "clientIds": [nobody("cli")] }), "CLIENT_NOT_FOUND", "clientIds"),
            (json!({ "therapistId": nobody("stf") }), "THERAPIST_NOT_FOUND", "therapistId"),
            (json!({ "roomId": nobody("rom") }), "ROOM_NOT_FOUND", "roomId"),
            (json!({ "zone": "Europe/Atlantis" }), "INVALID_INPUT", "zone"),
            (json!({ "weeks": 27 }), "INVALID_INPUT", "weeks"),
            (json!({ "stepMinutes": 5 }), "INVALID_INPUT", "stepMinutes"),
            (json!({ "earliest": "20:30", "latest": "21:00" }), "INVALID_INPUT", "latest"),
            (json!({ "startOn": "9999-12-01" }), "INVALID_INPUT", "startOn"),
        ] {
            assert_eq!(refused(&fixture.grid(changes).await), (code, &json!(field)));
        }
    }

    async fn a_grid_takes_as_many_statements_for_one_client_as_for_fifty(db) {
        let mut fixture = waiting(db, 1).await;
        let mut costs = Vec::new();
        for more in [0, 49] {
            for number in 0..more {
                let client = fixture.add_waiter(&format!("More {number}"), "UTC", "16:00", "20:00").await;
                fixture.clients.push(client);
            }
            let before = fixture.clinic.app.statement_count();
            let grid = done(fixture.grid(json!({})).await, "grid");
            assert_eq!(grid["candidates"], more + 1);
            costs.push(fixture.clinic.app.statement_count() - before);
        }
        // The program (twice: the test asks for it by its code), the list, zones, windows, who is taken, the log's row.
        assert_eq!(costs[0], costs[1]);
        assert!(costs[0] <= 7, "{costs:?}");
    }

    async fn what_was_previewed_is_made_whole_and_the_wait_is_over(db) {
        let fixture = waiting(db, 3).await;
        let input = fixture.formation().await;
        let before = fixture.counts().await;
        let preview = done(fixture.preview_formation(&input).await, "preview");
        assert_eq!(fixture.counts().await, before, "a preview writes nothing");
        assert_eq!((&preview["committable"], &preview["conflicts"]), (&json!(true), &json!([])));
        assert_eq!(preview["sessions"].as_array().unwrap().len(), 12);
        assert_eq!((&preview["minSize"], &preview["maxSize"]), (&json!(3), &json!(12)));
        assert_eq!(preview["picked"][0]["weeksPossible"], 12);
        let formed = done(fixture.form(&input, &preview["hash"]).await, "formed");
        let group = &formed["group"];
        assert_eq!((&group["status"], &group["enrolledCount"]), (&json!("ACTIVE"), &json!(3)));
        assert_eq!(group["enrollments"][2]["plannedSessions"], 12);
        assert_eq!(formed["series"]["therapistId"], json!(fixture.therapist));
        let after = fixture.counts().await;
        let made: Vec<i64> = after.iter().zip(&before).map(|(after, before)| after - before).collect();
        assert_eq!(made, [1, 3, 1, 12, 36, 12 * (3 + 2)]);
        assert_eq!(fixture.waiting(json!({})).await, Vec::<Value>::new());
        let accepted = fixture.waiting(json!({ "statuses": ["ACCEPTED"] })).await;
        let enrollments = group["enrollments"].as_array().unwrap();
        for entry in &accepted {
            let of = enrollments.iter().find(|one| one["clientId"] == entry["clientId"]).unwrap();
            assert_eq!(entry["enrollmentId"], of["id"]);
        }
        assert_eq!(accepted.len(), 3);
        let events = fixture.clinic.audit_events(json!({ "first": 20 })).await;
        let done_of = |what: &str| events.iter().filter(|one| one["operation"] == what && one["kind"] == "ACTION").count();
        assert_eq!((done_of("formGroup"), done_of("createSeries"), done_of("enrollClient")), (1, 1, 3));
        // Again, the same; and the same hash with another draft is stale.
        assert_eq!(done(fixture.form(&input, &preview["hash"]).await, "formed"), formed);
        for changes in [json!({ "name": "Other" }), json!({ "series.localStart": "17:30" })] {
            let refusal = fixture.form(&with(&input, changes), &preview["hash"]).await;
            assert_eq!(refused(&refusal), ("STALE", &json!("planHash")));
        }
        assert_eq!(fixture.counts().await, after);
    }

    async fn two_coordinators_who_pick_the_same_client_make_one_group(db) {
        let fixture = waiting(db, 4).await;
        let all = fixture.formation().await;
        let (one, other) = (fixture.add_therapist("Uma").await, fixture.add_therapist("Vic").await);
        let draft = |name: &str, leader: &str, clients: &[String]| {
            with(&all, json!({ "name": name, "clientIds": clients, "series.therapistId": leader, "series.roomId": null }))
        };
        let drafts = [draft("A", &one, &fixture.clients[..3]), draft("B", &other, &fixture.clients[1..])];
        let mut hashes = Vec::new();
        for draft in &drafts {
            hashes.push(done(fixture.preview_formation(draft).await, "preview")["hash"].clone());
        }
        let before = fixture.counts().await;
        let answers = join_all(drafts.iter().zip(&hashes).map(|(draft, hash)| fixture.form(draft, hash))).await;
        let made = answers.iter().filter(|answer| answer["userErrors"] == json!([])).count();
        assert_eq!(made, 1, "{answers:#?}");
        let loser = answers.iter().find(|answer| answer["formed"].is_null()).unwrap();
        assert_eq!(refused(loser), ("STALE", &json!("planHash")));
        let after = fixture.counts().await;
        assert_eq!((after[0] - before[0], after[1] - before[1]), (1, 3));
        assert_eq!(fixture.waiting(json!({})).await.len(), 1);
    }

    async fn the_same_commit_sent_many_times_at_once_makes_one_group(db) {
        let fixture = waiting(db, 3).await;
        let input = fixture.formation().await;
        let hash = done(fixture.preview_formation(&input).await, "preview")["hash"].clone();
        let answers = join_all((0..5).map(|_| fixture.form(&input, &hash))).await;
        for answer in &answers {
            assert_eq!(done(answer.clone(), "formed"), answers[0]["formed"]);
        }
        assert_eq!(fixture.counts().await[1], 3);
    }

    async fn whatever_changes_underneath_makes_the_hash_stale_and_nothing_is_written(db) {
        let fixture = waiting(db, 3).await;
        let input = fixture.formation().await;
        let hash = async || done(fixture.preview_formation(&input).await, "preview")["hash"].clone();
        let before = fixture.counts().await;
        let seen = hash().await;
        let edit = json!({ "input": { "id": fixture.clients[0], "rowVersion": 2, "zone": "Europe/Berlin" } });
        done(fixture.clinic.ask(UPDATE_CLIENT, edit).await["updateClient"].clone(), "client");
        assert_eq!(refused(&fixture.form(&input, &seen).await), ("STALE", &json!("planHash")));
        let seen = hash().await;
        let entry = fixture.waiting(json!({})).await.remove(0);
        done(fixture.set_status(&entry, json!({ "status": "SCREENED" })).await, "entry");
        assert_eq!(refused(&fixture.form(&input, &seen).await), ("STALE", &json!("planHash")));
        let seen = hash().await;
        let entry = fixture.waiting(json!({})).await.remove(0);
        let withdrawal = json!({ "status": "WITHDRAWN", "withdrawalReason": "CLIENT_DECLINED" });
        done(fixture.set_status(&entry, withdrawal).await, "entry");
        assert_eq!(refused(&fixture.form(&input, &seen).await), ("STALE", &json!("planHash")));
        assert_eq!(refused(&fixture.preview_formation(&input).await), ("NOT_WAITING", &json!("clientIds")));
        assert_eq!(fixture.counts().await, before);
    }

    async fn who_is_taken_since_the_preview_keeps_the_whole_group_from_being_made(db) {
        let fixture = waiting(db, 3).await;
        let input = fixture.formation().await;
        let hash = done(fixture.preview_formation(&input).await, "preview")["hash"].clone();
        // The room goes to others, who need neither these clients nor this therapist.
        let mut series = fixture.series();
        series["therapistId"] = json!(fixture.add_therapist("Uma").await);
        series["startOn"] = json!("2026-05-05");
        fixture.commit(&series).await;
        let before = fixture.counts().await;
        assert_eq!(refused(&fixture.form(&input, &hash).await), ("DOUBLE_BOOKED", &Value::Null));
        assert_eq!(fixture.counts().await, before);
        assert_eq!(fixture.waiting(json!({})).await.len(), 3);
        let preview = done(fixture.preview_formation(&input).await, "preview");
        assert_eq!((&preview["committable"], &preview["blockers"][0]["code"]), (&json!(false), &json!("DOUBLE_BOOKED")));
        let conflict = &preview["conflicts"][0];
        assert_eq!((&conflict["ordinal"], &conflict["holderId"]), (&json!(10), &json!(fixture.room)));
    }

    async fn a_preview_warns_of_sizes_and_of_who_does_not_fit(db) {
        let fixture = waiting(db, 1).await;
        let silent = fixture.add_client("Sam", "UTC").await;
        done(fixture.add_waiting(&silent, json!({})).await, "entry");
        let tight = fixture.add_waiter("Zoe", "Europe/London", "23:00", "00:30").await;
        let input = with(&fixture.formation().await, json!({ "clientIds": [fixture.clients[0], silent, tight] }));
        let preview = done(fixture.preview_formation(&input).await, "preview");
        let warnings: Vec<_> = preview["warnings"].as_array().unwrap().iter()
            .map(|one| (one["kind"].as_str().unwrap(), one["clientIds"].clone())).collect();
        assert_eq!(warnings, [("BELOW_VIABLE", json!([])), ("NOT_SCREENED", json!([silent])),
            ("AVAILABILITY_UNKNOWN", json!([silent])), ("CANNOT_COME_TO_ALL", json!([tight]))]);
        let zoe = preview["picked"].as_array().unwrap().iter().find(|one| one["clientId"] == json!(tight)).unwrap();
        assert_eq!((&zoe["weeksPossible"], &zoe["impossibleOrdinals"]), (&json!(9), &json!([2, 3, 4])));
        assert_eq!(preview["committable"], true, "warnings keep nobody from it");
        let two = with(&input, json!({ "clientIds": [fixture.clients[0], tight] }));
        let preview = done(fixture.preview_formation(&two).await, "preview");
        assert_eq!(preview["warnings"][0]["kind"], "BELOW_MINIMUM");
    }

    async fn what_makes_no_group_is_refused_with_its_field(db) {
        let fixture = waiting(db, 3).await;
        let input = fixture.formation().await;
        let nobody = |prefix: &str| json!(format!("{prefix}_01890a5d2c7e7cc3980ad3f0e1a2b3c4"));
        let (alone, stranger) = (fixture.program("IPT").await, fixture.add_client("Kim", "UTC").await);
        for (changes, code, field) in [
            (json!({ "clientIds": [] }), "INVALID_INPUT", "clientIds"),
            (json!({ "clientIds": [stranger] }), "NOT_WAITING", "clientIds"),
            (json!({ "clientIds": [nobody("cli")] }), "CLIENT_NOT_FOUND", "clientIds"),
            (json!({ "name": "" }), "INVALID_INPUT", "name"),
            (json!({ "programId": nobody("prg") }), "PROGRAM_NOT_FOUND", "programId"),
            (json!({ "programId": alone }), "NOT_A_GROUP_PROGRAM", "programId"),
            (json!({ "siteId": nobody("sit") }), "SITE_NOT_FOUND", "siteId"),
            (json!({ "maxSize": 1 }), "INVALID_SIZES", "maxSize"),
            (json!({ "series.groupId": fixture.group }), "INVALID_INPUT", "series"),
            (json!({ "series.clientIds": [stranger] }), "INVALID_INPUT", "series"),
            (json!({ "series.zone": "Europe/Atlantis" }), "INVALID_INPUT", "series.zone"),
            (json!({ "series.plannedCount": 11 }), "OUTSIDE_PROGRAM_BOUNDS", "series.plannedCount"),
            (json!({ "series.skippedOn": ["2026-03-04"] }), "INVALID_SKIPPED_DATE", "series.skippedOn"),
            (json!({ "series.therapistId": nobody("stf") }), "THERAPIST_NOT_FOUND", "series.therapistId"),
            (json!({ "series.roomId": nobody("rom") }), "ROOM_NOT_FOUND", "series.roomId"),
        ] {
            let answer = fixture.preview_formation(&with(&input, changes.clone())).await;
            assert_eq!(refused(&answer), (code, &json!(field)), "{changes}");
        }
        // What a preview does without, or shows, a commit refuses by the preview's hash.
        let before = fixture.counts().await;
        for (changes, code, field) in [
            (json!({ "series.therapistId": null }), "INCOMPLETE", "series.therapistId"),
            (json!({ "series.startOn": "2026-02-24" }), "IN_PAST", "series.startOn"),
            (json!({ "minSize": 1, "viableSize": 2, "maxSize": 2 }), "TOO_MANY_CLIENTS", "clientIds"),
        ] {
            let draft = with(&input, changes);
            let preview = done(fixture.preview_formation(&draft).await, "preview");
            let told = &preview["blockers"][0];
            assert_eq!((&told["code"], &told["field"]), (&json!(code), &json!(field)));
            assert_eq!(refused(&fixture.form(&draft, &preview["hash"]).await), (code, &json!(field)));
        }
        assert_eq!(fixture.counts().await, before);
    }

    async fn another_clinics_clients_are_none_and_reading_is_on_record(db) {
        let fixture = waiting(db, 3).await;
        let clinic = &fixture.clinic;
        let input = fixture.formation().await;
        let neighbour = clinic.neighbour().await;
        let theirs = clinic.run(&neighbour, "{ programs { nodes { id code } } sites { nodes { id } } }", json!({})).await;
        let programs = theirs["data"]["programs"]["nodes"].as_array().unwrap();
        let program = programs.iter().find(|one| one["code"] == "IPT-GROUP").unwrap()["id"].clone();
        let site = &theirs["data"]["sites"]["nodes"][0]["id"];
        let own = with(&input, json!({ "programId": program, "siteId": site, "series.therapistId": null, "series.roomId": null }));
        let answer = clinic.run(&neighbour, PREVIEW, json!({ "input": own })).await;
        assert_eq!(refused(&answer["data"]["previewGroupFormation"]), ("CLIENT_NOT_FOUND", &json!("clientIds")));
        let therapist = clinic.staff("Tom", Role::Therapist).await;
        clinic.assert_forbidden(&therapist, PREVIEW, json!({ "input": input })).await;
        clinic.clock.advance(std::time::Duration::from_secs(1));
        done(fixture.preview_formation(&input).await, "preview");
        clinic.clock.advance(std::time::Duration::from_secs(1));
        done(fixture.grid(json!({})).await, "grid");
        let events = clinic.audit_events(json!({ "first": 4 })).await;
        for operation in ["previewGroupFormation", "availabilityGrid"] {
            let row = events.iter().find(|one| one["operation"] == operation).unwrap();
            let mut told: Vec<&str> = row["clientIds"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            told.sort_unstable();
            assert_eq!((told, &row["kind"]), (fixture.clients.iter().map(String::as_str).collect(), &json!("READ")));
        }
    }
}
