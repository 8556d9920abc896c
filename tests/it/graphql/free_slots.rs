//! The weekly hours at which people are free.

use roundel::domain::access::{Caller, Role};
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const FREE_SLOTS: &str = include_str!("../../../graphql/operations/schedule/free_slots.graphql");
const QUALIFY: &str = include_str!("../../../graphql/operations/staff/set_qualifications.graphql");
const UPDATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

impl ScheduleFixture {
    /// The payload of `freeSlots`.
    async fn free_slots(&self, input: Value) -> Value {
        self.clinic.ask(FREE_SLOTS, json!({ "input": input })).await["freeSlots"].clone()
    }

    /// A client who can come on Tuesdays, in their own zone.
    async fn add_tuesday_client(&self, name: &str, zone: &str, from: &str, until: &str) -> String {
        let client = self.add_client(name, zone).await;
        let windows = json!([{ "weekday": "TUESDAY", "localStart": from, "localEnd": until }]);
        let input = json!({ "id": client, "rowVersion": 1, "availability": windows });
        done(
            self.clinic.ask(UPDATE_CLIENT, json!({ "input": input })).await["updateClient"].clone(),
            "client",
        );
        client
    }
}

/// Weekday and start of each slot.
fn hours(found: &Value) -> Vec<String> {
    let slots = found["slots"].as_array().unwrap();
    slots.iter().map(|slot| format!("{} {}", slot["weekday"], slot["localStart"]).replace('"', "")).collect()
}

both! {
    async fn slots_suit_the_windows_of_all_on_their_own_clocks_in_every_week(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let here = fixture.add_tuesday_client("Ana", "America/New_York", "11:00", "14:00").await;
        // 12:00 in New York is 17:00 in London, but 16:00 between the two clock changes, from 8 to 29 March.
        let there = fixture.add_tuesday_client("Zoe", "Europe/London", "16:00", "19:00").await;
        let both = json!({ "clientIds": [here, there], "weeks": 6 });
        let found = done(fixture.free_slots(both.clone()).await, "found");
        let frame = (&found["zone"], &found["startOn"], &found["weeks"], &found["totalCount"]);
        assert_eq!(frame, (&json!("America/New_York"), &json!("2026-03-02"), &json!(6), &json!(3)));
        assert_eq!(hours(&found), ["TUESDAY 12:00:00", "TUESDAY 12:30:00", "TUESDAY 13:00:00"]);
        let noon = &found["slots"][0];
        assert_eq!((&noon["firstOn"], &noon["weeksFree"], &noon["missed"]), (&json!("2026-03-03"), &json!(6), &json!([])));
        let starts = &noon["people"][1]["starts"];
        assert_eq!(*starts, json!([
            { "weekday": "TUESDAY", "localStart": "17:00:00", "weeks": 3 },
            { "weekday": "TUESDAY", "localStart": "16:00:00", "weeks": 3 },
        ]));
        let mut lax = both;
        (lax["weeksMissed"], lax["latest"]) = (json!(3), json!("12:00"));
        let found = done(fixture.free_slots(lax).await, "found");
        assert_eq!(hours(&found), ["TUESDAY 11:00:00"]);
        let missed = &found["slots"][0]["missed"];
        assert_eq!(missed.as_array().unwrap().len(), 3);
        assert_eq!(missed[0], json!({ "ordinal": 2, "localStart": "2026-03-10T11:00:00",
            "startsAt": "2026-03-10T15:00:00Z",
            "obstacles": [{ "holderKind": "CLIENT", "holderId": there, "kind": "OUTSIDE_AVAILABILITY" }] }));
    }

    async fn a_groups_members_and_therapist_and_a_room_are_busy_when_they_are_in_sessions(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let red = fixture.add_room("Red").await;
        let group = json!({ "groupId": fixture.group, "weekdays": ["TUESDAY"], "earliest": "16:30", "latest": "20:30",
            "weeks": 12, "minutes": 60 });
        let with = |changes: Value| {
            let mut input = group.clone();
            input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            input
        };
        // Its own session is from 18:00 to 19:30.
        let found = done(fixture.free_slots(group.clone()).await, "found");
        assert_eq!(hours(&found), ["TUESDAY 16:30:00", "TUESDAY 17:00:00", "TUESDAY 19:30:00"]);
        let people = found["slots"][0]["people"].as_array().unwrap();
        let ids: Vec<&Value> = people.iter().map(|one| &one["holderId"]).collect();
        assert_eq!(ids, [&json!(fixture.therapist), &json!(fixture.clients[0])]);
        let taken = with(json!({ "weeks": 9, "weeksMissed": 8, "earliest": "18:00", "latest": "19:00", "roomId": fixture.room }));
        assert_eq!(done(fixture.free_slots(taken.clone()).await, "found")["totalCount"], 0, "taken in all nine");
        // The last five of its twelve sessions.
        let mut later = taken;
        (later["weeks"], later["startOn"]) = (json!(16), json!("2026-04-20"));
        let found = done(fixture.free_slots(later).await, "found");
        assert_eq!(found["slots"][0]["weeksFree"], 11);
        let first = &found["slots"][0]["missed"][0];
        let by = |kind: &str, id: &str| json!({ "holderKind": kind, "holderId": id, "kind": "IN_SESSION" });
        let expected = [
            by("THERAPIST", &fixture.therapist),
            by("ROOM", &fixture.room),
            by("CLIENT", &fixture.clients[0]),
        ];
        assert_eq!(first["obstacles"], json!(expected));
        // A room alone rules out the hours it is used, and another does not.
        let other = fixture.add_therapist("Tom").await;
        let room = json!({ "therapistIds": [other], "roomId": fixture.room, "weekdays": ["TUESDAY"],
            "earliest": "18:00", "latest": "19:00" });
        assert_eq!(done(fixture.free_slots(room.clone()).await, "found")["totalCount"], 0);
        let mut elsewhere = room;
        elsewhere["roomId"] = json!(red);
        assert_eq!(done(fixture.free_slots(elsewhere).await, "found")["totalCount"], 1);
        // Another therapist takes the place of the group's own.
        let found = done(fixture.free_slots(with(json!({ "therapistIds": [other] }))).await, "found");
        assert_eq!(found["slots"][0]["people"][0]["holderId"], json!(other));
    }

    async fn a_therapists_own_windows_are_looked_at(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let input = json!({ "staffMemberId": fixture.therapist, "licences": [], "certifications": [],
            "availability": [{ "weekday": "FRIDAY", "localStart": "09:00", "localEnd": "10:00" }] });
        fixture.clinic.ask(QUALIFY, json!({ "input": input })).await;
        let found = done(fixture.free_slots(json!({ "therapistIds": [fixture.therapist], "stepMinutes": 15 })).await, "found");
        assert_eq!(hours(&found), ["FRIDAY 09:00:00"]);
        assert_eq!(found["slots"][0]["people"][0]["availabilityKnown"], true);
    }

    async fn a_series_at_a_free_slot_is_previewed_without_conflict_and_can_be_made(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let there = fixture.add_tuesday_client("Zoe", "Europe/London", "12:00", "23:00").await;
        done(fixture.enroll(&fixture.group, &there).await, "enrollment");
        let asked = json!({ "groupId": fixture.group, "roomId": fixture.room, "weeks": 12, "minutes": 90, "most": 100 });
        let found = done(fixture.free_slots(asked).await, "found");
        assert!(found["totalCount"].as_u64().unwrap() > 5, "{found:#}");
        for slot in found["slots"].as_array().unwrap() {
            let mut series = fixture.series();
            (series["weekday"], series["localStart"]) = (slot["weekday"].clone(), slot["localStart"].clone());
            series["startOn"] = slot["firstOn"].clone();
            let preview = done(fixture.preview(&series).await, "preview");
            assert_eq!((&preview["conflicts"], &preview["committable"]), (&json!([]), &json!(true)), "{slot:#}");
            let warnings = preview["participants"].as_array().unwrap().iter().flat_map(|one| one["warnings"].as_array().unwrap());
            assert!(!warnings.into_iter().any(|one| one["kind"] == "OUTSIDE_AVAILABILITY"), "{slot:#}");
        }
        let slot = &found["slots"][0];
        let mut series = fixture.series();
        (series["weekday"], series["localStart"]) = (slot["weekday"].clone(), slot["localStart"].clone());
        series["startOn"] = slot["firstOn"].clone();
        fixture.commit(&series).await;
    }

    async fn what_is_asked_wrongly_is_refused_with_its_field(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let (now, chance) = (fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let nobody = roundel::domain::ids::ClientId::mint(now, chance).to_string();
        let no_staff = roundel::domain::ids::StaffMemberId::mint(now, chance).to_string();
        let no_group = roundel::domain::ids::GroupId::mint(now, chance).to_string();
        let no_room = roundel::domain::ids::RoomId::mint(now, chance).to_string();
        let viewer = fixture.clinic.staff("Vic", Role::Viewer).await.staff_member().unwrap().to_string();
        let empty = fixture.add_group("Empty", json!({})).await;
        for (changes, code, field) in [
            (json!({ "clientIds": [] }), "NOBODY", Value::Null),
            (json!({ "clientIds": [], "roomId": fixture.room }), "NOBODY", Value::Null),
            (json!({ "clientIds": [], "groupId": empty }), "NOBODY", Value::Null),
            (json!({ "clientIds": [fixture.clients[0], nobody] }), "CLIENT_NOT_FOUND", json!("clientIds.1")),
            (json!({ "clientIds": ["x"] }), "INVALID_INPUT", json!("clientIds")),
            (json!({ "clientIds": vec![&nobody; 201] }), "INVALID_INPUT", json!("clientIds")),
            (json!({ "therapistIds": [no_staff] }), "THERAPIST_NOT_FOUND", json!("therapistIds.0")),
            (json!({ "therapistIds": [fixture.therapist, viewer] }), "THERAPIST_NOT_FOUND", json!("therapistIds.1")),
            (json!({ "therapistIds": vec![&no_staff; 21] }), "INVALID_INPUT", json!("therapistIds")),
            (json!({ "groupId": no_group }), "GROUP_NOT_FOUND", json!("groupId")),
            (json!({ "roomId": no_room }), "ROOM_NOT_FOUND", json!("roomId")),
            (json!({ "roomId": no_group }), "INVALID_INPUT", json!("roomId")),
            (json!({ "weeks": 0 }), "INVALID_INPUT", json!("weeks")),
            (json!({ "weeks": 61 }), "INVALID_INPUT", json!("weeks")),
            (json!({ "minutes": 5 }), "INVALID_INPUT", json!("minutes")),
            (json!({ "zone": "EST+5" }), "INVALID_INPUT", json!("zone")),
            (json!({ "weekdays": [] }), "INVALID_INPUT", json!("weekdays")),
            (json!({ "earliest": "18:00", "latest": "17:00" }), "INVALID_INPUT", json!("latest")),
            (json!({ "earliest": "18:00:30" }), "INVALID_INPUT", json!("earliest")),
            (json!({ "latest": "18:00:30" }), "INVALID_INPUT", json!("latest")),
            (json!({ "stepMinutes": 7 }), "INVALID_INPUT", json!("stepMinutes")),
            (json!({ "weeksMissed": 9 }), "INVALID_INPUT", json!("weeksMissed")),
            (json!({ "weeks": 3, "weeksMissed": 3 }), "INVALID_INPUT", json!("weeksMissed")),
            (json!({ "weeksMissed": -1 }), "INVALID_INPUT", json!("weeksMissed")),
            (json!({ "most": 0 }), "INVALID_INPUT", json!("most")),
            (json!({ "most": 101 }), "INVALID_INPUT", json!("most")),
            (json!({ "startOn": "9999-12-01" }), "INVALID_INPUT", json!("startOn")),
        ] {
            let mut input = json!({ "clientIds": [fixture.clients[0]] });
            input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            let payload = fixture.free_slots(input).await;
            assert_eq!(refused(&payload), (code, &field), "{changes}\n{payload:#}");
        }
    }

    async fn another_clinics_people_are_missing_and_a_therapist_looks_for_their_own_clients_only(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let clinic = &fixture.clinic;
        let neighbour = clinic.neighbour().await;
        let ask = async |caller: &Caller, input: Value| {
            let answer = clinic.run(caller, FREE_SLOTS, json!({ "input": input })).await;
            answer["data"]["freeSlots"].clone()
        };
        for (input, code) in [
            (json!({ "clientIds": [fixture.clients[0]] }), "CLIENT_NOT_FOUND"),
            (json!({ "groupId": fixture.group }), "GROUP_NOT_FOUND"),
            (json!({ "therapistIds": [fixture.therapist] }), "THERAPIST_NOT_FOUND"),
            (json!({ "therapistIds": [neighbour.staff_member().unwrap().to_string()], "roomId": fixture.room }), "ROOM_NOT_FOUND"),
        ] {
            assert_eq!(refused(&ask(&neighbour, input).await).0, code);
        }
        let tom = clinic.staff("Tom", Role::Therapist).await;
        assert_eq!(refused(&ask(&tom, json!({ "clientIds": [fixture.clients[0]] })).await).0, "CLIENT_NOT_FOUND");
        assert_eq!(refused(&ask(&tom, json!({ "groupId": fixture.group })).await).0, "GROUP_NOT_FOUND");
        let tess = Caller { actor: roundel::domain::access::Actor::Staff(fixture.therapist.parse().unwrap()), ..tom };
        done(ask(&tess, json!({ "groupId": fixture.group })).await, "found");
    }

    async fn clients_times_are_for_who_may_read_clients_and_the_log_names_all_that_were_looked_at(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let clinic = &fixture.clinic;
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let refused = clinic.run(&viewer, FREE_SLOTS, json!({ "input": { "clientIds": fixture.clients } })).await;
        assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN");
        let of_staff = json!({ "input": { "therapistIds": [fixture.therapist] } });
        let found = clinic.run(&viewer, FREE_SLOTS, of_staff).await;
        assert!(found["data"]["freeSlots"]["found"]["totalCount"].as_u64().unwrap() > 0, "{found:#}");
        clinic.clock.advance(std::time::Duration::from_secs(1));
        done(fixture.free_slots(json!({ "groupId": fixture.group, "weekdays": ["MONDAY"] })).await, "found");
        let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
        assert_eq!((&newest["kind"], &newest["operation"]), (&json!("READ"), &json!("freeSlots")));
        assert_eq!(newest["clientIds"].as_array().unwrap().len(), 2);
    }

    async fn a_search_takes_four_statements_for_one_person_as_for_fifty(db) {
        let mut fixture = ScheduleFixture::committed(db, 1).await;
        let statements = async |fixture: &ScheduleFixture, people: usize| {
            let before = fixture.clinic.app.statement_count();
            let input = json!({ "clientIds": fixture.clients, "groupId": fixture.group, "roomId": fixture.room,
                "therapistIds": [fixture.therapist] });
            let found = done(fixture.free_slots(input).await, "found");
            let statements = fixture.clinic.app.statement_count() - before;
            assert_eq!(found["slots"][0]["people"].as_array().unwrap().len(), people + 1);
            statements
        };
        // Therapists, group and room; clients; windows; what is taken. And the audit log's row.
        assert_eq!(statements(&fixture, 1).await, 5);
        for number in 0..49 {
            let client = fixture.add_tuesday_client(&format!("More {number}"), "Europe/London", "09:00", "23:00").await;
            fixture.clients.push(client);
        }
        assert_eq!(statements(&fixture, 50).await, 5);
    }
}
