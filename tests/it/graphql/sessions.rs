//! Listing and finding sessions, and who may.

use roundel::domain::access::Role;
use roundel::domain::ids::{ClientId, GroupId, RoomId, SeriesId, SessionId, StaffMemberId};
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const CREATE_SERIES: &str = include_str!("../../../graphql/operations/schedule/create_series.graphql");
const NODE: &str = include_str!("../../../graphql/operations/access/node.graphql");
const NODE_SESSION: &str = include_str!("../../../graphql/operations/schedule/node_session.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_series.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");

fn ids(list: &Value) -> Vec<Value> {
    list["nodes"].as_array().unwrap().iter().map(|node| node["id"].clone()).collect()
}

fn moving(id: &Value) -> Value {
    json!({ "input": { "sessionId": id, "rowVersion": 1, "localStart": "2026-06-01T10:00:00" } })
}

fn cancelling(id: &Value) -> Value {
    json!({ "input": { "sessionId": id, "rowVersion": 1, "cancelledBy": "THERAPIST" } })
}

both! {
    async fn sessions_are_listed_in_the_order_of_their_starts_page_by_page(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let all = ids(&fixture.clinic.ask(SESSIONS, json!({})).await["sessions"]);
        assert_eq!(all.len(), 12);
        let (mut seen, mut after) = (Vec::new(), Value::Null);
        for page in 0..3 {
            let list =
                fixture.clinic.ask(SESSIONS, json!({ "first": 5, "after": after })).await["sessions"].clone();
            seen.extend(ids(&list));
            after = list["pageInfo"]["endCursor"].clone();
            assert_eq!(list["pageInfo"]["hasNextPage"], json!(page < 2));
        }
        assert_eq!(seen, all);
    }

    async fn a_list_is_narrowed_by_time_group_and_therapist(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let all = ids(&fixture.clinic.ask(SESSIONS, json!({})).await["sessions"]);
        let tom = fixture.add_therapist("Tom").await;
        let other = fixture.add_group("Others", json!({})).await;
        let mut input = fixture.series();
        (input["groupId"], input["therapistId"], input["roomId"]) = (json!(other), json!(tom), Value::Null);
        fixture.commit(&input).await;
        let of = async |variables: Value| ids(&fixture.clinic.ask(SESSIONS, variables).await["sessions"]);
        assert_eq!(of(json!({ "groupId": fixture.group })).await, all);
        assert_eq!(of(json!({ "therapistId": fixture.therapist })).await, all);
        assert_eq!(of(json!({ "therapistId": tom, "groupId": fixture.group })).await, Vec::<Value>::new());
        // Half-open on both sides: the first ends at 00:30, the second starts at 22:00.
        let between = |from, until| json!({ "groupId": fixture.group, "from": from, "until": until });
        assert_eq!(of(between("2026-03-04T00:29:59Z", "2026-03-10T22:00:00Z")).await, all[..1]);
        assert_eq!(of(between("2026-03-04T00:30:00Z", "2026-03-10T22:00:01Z")).await, all[1..2]);
        assert_eq!(of(between("2026-03-04T00:30:00Z", "2026-03-10T22:00:00Z")).await, Vec::<Value>::new());
    }

    async fn a_cursor_of_another_list_is_refused(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        for after in ["", "~", "2026-03-03T23:00:00Z~grp_x", fixture.group.as_str()] {
            let answer = fixture.clinic.run(&fixture.clinic.admin, SESSIONS, json!({ "after": after })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{answer:#}");
        }
    }

    async fn a_session_is_found_with_all_that_is_asked_of_it(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let listed = fixture.sessions().await[4].clone();
        let node = fixture.clinic.ask(NODE_SESSION, json!({ "id": listed["id"] })).await["node"].clone();
        assert_eq!((&node["__typename"], &node["ordinal"]), (&json!("Session"), &json!(5)));
        assert_eq!((&node["group"], &node["therapist"]), (&listed["group"], &listed["therapist"]));
        assert_eq!(node["participations"][0]["client"]["id"], json!(fixture.clients[0]));
        let series = fixture.clinic.ask(NODE, json!({ "id": listed["seriesId"] })).await["node"].clone();
        assert_eq!(series["__typename"], "SessionSeries");
    }

    async fn another_clinics_records_are_as_good_as_none(db) {
        let ours = ScheduleFixture::committed(db, 1).await;
        let clinic = &ours.clinic;
        let session = ours.sessions().await[0].clone();
        let (now, chance) = (clinic.app.now(), clinic.app.entropy());
        // The neighbour asks about our records.
        let theirs = clinic.neighbour().await;
        let alike = async |document: &str, foreign: Value, missing: Value| {
            let (foreign, missing) =
                (clinic.run(&theirs, document, foreign).await, clinic.run(&theirs, document, missing).await);
            assert_eq!(foreign.to_string(), missing.to_string());
            foreign
        };
        let no_session = json!(SessionId::mint(now, chance).to_string());
        let no_series = json!(SeriesId::mint(now, chance).to_string());
        for (foreign, missing) in [(&session["id"], &no_session), (&session["seriesId"], &no_series)] {
            let answer = alike(NODE, json!({ "id": foreign }), json!({ "id": missing })).await;
            assert_eq!(answer, json!({ "data": { "node": null } }));
        }
        let missing = json!({ "code": "NOT_FOUND", "field": "sessionId" });
        for nothing in [&no_session, &json!("ses_1"), &no_series] {
            let answer = alike(RESCHEDULE, moving(&session["id"]), moving(nothing)).await;
            assert_eq!(answer["errors"][0]["extensions"], missing, "{answer:#}");
            let answer = alike(CANCEL, cancelling(&session["id"]), cancelling(nothing)).await;
            assert_eq!(answer["errors"][0]["extensions"], missing, "{answer:#}");
        }
        let (no_group, no_room) =
            (GroupId::mint(now, chance).to_string(), RoomId::mint(now, chance).to_string());
        let no_therapist = StaffMemberId::mint(now, chance).to_string();
        let no_client = ClientId::mint(now, chance).to_string();
        let plan = |field: &str, value: &Value| {
            let mut input = json!({ "weekday": "FRIDAY", "localStart": "10:00", "zone": "UTC", "startOn": "2026-03-06", "plannedCount": 12 });
            input[field] = value.clone();
            json!({ "input": input, "planHash": "0".repeat(64) })
        };
        for (field, foreign, missing, code) in [
            ("groupId", json!(ours.group), json!(no_group), "OWNER_NOT_FOUND"),
            (
                "enrollmentId",
                ours.enrollments[0]["id"].clone(),
                json!(roundel::domain::ids::EnrollmentId::mint(now, chance).to_string()),
                "OWNER_NOT_FOUND",
            ),
            ("therapistId", json!(ours.therapist), json!(no_therapist), "THERAPIST_NOT_FOUND"),
            ("roomId", json!(ours.room), json!(no_room), "ROOM_NOT_FOUND"),
            ("clientIds", json!([ours.clients[0]]), json!([no_client]), "CLIENT_NOT_FOUND"),
        ] {
            let answer = alike(PREVIEW, plan(field, &foreign), plan(field, &missing)).await;
            assert!(answer.to_string().contains(code), "{answer:#}");
            let (mut foreign, mut missing) = (plan(field, &foreign), plan(field, &missing));
            for variables in [&mut foreign, &mut missing] {
                let fields = variables["input"].as_object_mut().unwrap();
                fields.entry("therapistId").or_insert(json!(no_therapist));
                if field != "enrollmentId" {
                    fields.entry("groupId").or_insert(json!(no_group));
                }
            }
            let answer = alike(CREATE_SERIES, foreign, missing).await;
            assert!(answer.to_string().contains("CANNOT_BE_PLANNED"), "{answer:#}");
        }
        for (filter, foreign, missing) in
            [("groupId", &ours.group, &no_group), ("therapistId", &ours.therapist, &no_therapist)]
        {
            let answer = alike(SESSIONS, json!({ filter: foreign }), json!({ filter: missing })).await;
            assert_eq!(answer["data"]["sessions"]["nodes"], json!([]));
        }
    }

    async fn therapists_and_viewers_do_not_change_the_schedule(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let hash = done(fixture.preview(&fixture.series()).await, "preview")["hash"].clone();
        let making = json!({ "input": fixture.series(), "planHash": hash });
        for role in [Role::Therapist, Role::Viewer] {
            let caller = fixture.clinic.staff("Kim", role).await;
            fixture.clinic.assert_forbidden(&caller, CREATE_SERIES, making.clone()).await;
        }
        done(fixture.create(&fixture.series(), &hash).await, "series");
        let id = fixture.sessions().await[0]["id"].clone();
        for role in [Role::Therapist, Role::Viewer] {
            let caller = fixture.clinic.staff("Kim", role).await;
            fixture.clinic.assert_forbidden(&caller, RESCHEDULE, moving(&id)).await;
            fixture.clinic.assert_forbidden(&caller, CANCEL, cancelling(&id)).await;
        }
    }

    async fn viewers_see_sessions_but_nobodys_place_in_them(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let clinic = &fixture.clinic;
        let id = fixture.sessions().await[0]["id"].clone();
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let sessions = clinic
            .run(&viewer, "{ sessions { nodes { id group { name } therapist { displayName } } } }", json!({}))
            .await;
        assert_eq!(sessions["data"]["sessions"]["nodes"].as_array().unwrap().len(), 12);
        clinic.assert_forbidden(&viewer, SESSIONS, json!({})).await;
        clinic.assert_forbidden(&viewer, NODE_SESSION, json!({ "id": id })).await;
        let zones = json!({ "input": { "weekday": "FRIDAY", "localStart": "10:00", "zone": "UTC", "startOn": "2026-03-06",
            "plannedCount": 1, "participantZones": ["Asia/Tokyo"] } });
        let preview = clinic.run(&viewer, PREVIEW, zones).await;
        assert_eq!(preview["data"]["previewSeries"]["userErrors"], json!([]));
        clinic.assert_forbidden(&viewer, PREVIEW, json!({ "input": fixture.series() })).await;
    }
}
