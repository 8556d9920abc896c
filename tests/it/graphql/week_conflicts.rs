//! What speaks against the sessions of a week, and their times on the asker's clock.

use roundel::domain::access::{Caller, Role, Scope};
use roundel::domain::time::Zone;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestDatabase, both, done};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const DISABLE: &str = include_str!("../../../graphql/operations/staff/disable_staff_member.graphql");
const QUALIFY: &str = include_str!("../../../graphql/operations/staff/set_qualifications.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const UPDATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week_with_conflicts.graphql");

/// A group of three on Tuesdays, which runs with three.
async fn of_three(db: TestDatabase) -> ScheduleFixture {
    ScheduleFixture::committed(db, 3).await
}

async fn week(fixture: &ScheduleFixture, variables: Value) -> Vec<Value> {
    fixture.clinic.ask(WEEK, variables).await["week"].as_array().unwrap().clone()
}

/// The kinds, with the places of the clients they are about.
async fn conflicts(fixture: &ScheduleFixture) -> Vec<(String, Option<usize>)> {
    let sessions = week(fixture, json!({})).await;
    let conflicts = sessions[0]["conflicts"].as_array().unwrap().clone();
    let place = |id: &Value| fixture.clients.iter().position(|client| id == client);
    conflicts.iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), place(&one["clientId"]))).collect()
}

impl ScheduleFixture {
    async fn qualify(&self, qualifications: Value) {
        let mut input = json!({ "staffMemberId": self.therapist, "licences": [], "certifications": [],
            "availability": [] });
        input.as_object_mut().unwrap().extend(qualifications.as_object().unwrap().clone());
        let answer = self.clinic.ask(QUALIFY, json!({ "input": input })).await;
        done(answer["setQualifications"].clone(), "staffMember");
    }

    async fn edit_client(&self, place: usize, row_version: i64, changes: Value) {
        let mut input = json!({ "id": self.clients[place], "rowVersion": row_version });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.clinic.ask(UPDATE_CLIENT, json!({ "input": input })).await;
        done(answer["updateClient"].clone(), "client");
    }
}

fn tuesdays(from: &str, until: &str) -> Value {
    json!({ "availability": [{ "weekday": "TUESDAY", "localStart": from, "localEnd": until }] })
}

fn with_zone(caller: &Caller, zone: Option<&str>) -> Caller {
    Caller { zone: zone.map(|name| Zone::parse(name).unwrap()), ..caller.clone() }
}

both! {
    async fn without_arguments_the_week_is_the_askers_own_and_so_are_its_times(db) {
        let fixture = of_three(db).await;
        let clinic = &fixture.clinic;
        // Monday noon, UTC. The session is on Tuesday from 18:00 to 19:30 in New York.
        let of = async |zone: Option<&str>, variables: Value| {
            clinic.run(&with_zone(&clinic.admin, zone), WEEK, variables).await
        };
        let own = of(Some("Asia/Tokyo"), json!({})).await;
        let times = |answer: &Value| answer["data"]["week"][0]["wallTime"].clone();
        let expected = json!({ "zone": "Asia/Tokyo", "localStart": "2026-03-04T08:00:00",
            "localEnd": "2026-03-04T09:30:00" });
        assert_eq!(times(&own), expected);
        let named = of(Some("Asia/Tokyo"), json!({ "zone": "Asia/Kathmandu" })).await;
        let expected = json!({ "zone": "Asia/Kathmandu", "localStart": "2026-03-04T04:45:00",
            "localEnd": "2026-03-04T06:15:00" });
        assert_eq!(times(&named), expected);
        let nobodys = of(None, json!({})).await;
        let error = &nobodys["errors"][0];
        assert_eq!(error["extensions"]["code"], "INVALID_INPUT");
        assert_eq!(error["extensions"]["field"], "zone");
        // Sunday evening in New York is Monday in Tokyo: the next week there.
        clinic.at("2026-03-08T23:00:00Z");
        let first = async |zone: &str| {
            let answer = of(Some(zone), json!({})).await;
            answer["data"]["week"][0]["startsAt"].clone()
        };
        assert_eq!(first("America/New_York").await, "2026-03-03T23:00:00Z");
        assert_eq!(first("Asia/Tokyo").await, "2026-03-10T22:00:00Z");
    }

    async fn nothing_speaks_against_a_session_until_it_does(db) {
        let fixture = of_three(db).await;
        assert_eq!(conflicts(&fixture).await, []);
        // 18:00 to 19:30 in New York, where the therapist and the clients are.
        fixture.qualify(tuesdays("18:00", "19:30")).await;
        fixture.edit_client(1, 1, tuesdays("17:00", "19:30")).await;
        assert_eq!(conflicts(&fixture).await, []);
        fixture.qualify(tuesdays("18:00", "19:00")).await;
        fixture.edit_client(1, 2, tuesdays("18:30", "20:00")).await;
        let found = conflicts(&fixture).await;
        assert_eq!(found, [("THERAPIST_UNAVAILABLE".into(), None), ("CLIENT_UNAVAILABLE".into(), Some(1))]);
        let sessions = week(&fixture, json!({})).await;
        assert_eq!(
            sessions[0]["conflicts"][1]["message"],
            "The client can't come at that time: Tuesday 18:00 to 19:30 on their clock (America/New_York)"
        );
    }

    async fn a_licence_has_to_cover_where_each_client_is(db) {
        let fixture = of_three(db).await;
        fixture.edit_client(0, 1, json!({ "location": "US-NY" })).await;
        fixture.edit_client(2, 1, json!({ "location": "US-NJ" })).await;
        let licences = |expires_on: &str| {
            json!({ "licences": [{ "jurisdiction": "US-NY", "expiresOn": expires_on }] })
        };
        fixture.qualify(licences("2026-03-03")).await;
        assert_eq!(conflicts(&fixture).await, [("NOT_LICENSED".into(), Some(2))]);
        fixture.qualify(licences("2026-03-02")).await;
        let found = conflicts(&fixture).await;
        assert_eq!(found, [("NOT_LICENSED".into(), Some(2)), ("LICENCE_EXPIRED".into(), Some(0))]);
    }

    async fn a_small_room_a_small_group_and_a_therapist_who_is_gone_are_told(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let sql = "UPDATE room SET capacity = 2";
        fixture.clinic.database.execute(sql).await;
        fixture.commit(&fixture.series()).await;
        let disabled = json!({ "input": { "staffMemberId": fixture.therapist } });
        fixture.clinic.ask(DISABLE, disabled).await;
        let kinds: Vec<String> = conflicts(&fixture).await.into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, ["THERAPIST_DISABLED", "ROOM_TOO_SMALL", "BELOW_MINIMUM"]);
        let sessions = week(&fixture, json!({})).await;
        assert_eq!(sessions[0]["conflicts"][2]["message"], "2 expected, and the group does not run with fewer than 3");
        // Once it has begun, nothing can be done about it.
        fixture.clinic.at("2026-03-03T23:00:00Z");
        assert_eq!(conflicts(&fixture).await, []);
    }

    async fn a_moved_and_a_cancelled_session_answer_with_their_conflicts(db) {
        let fixture = of_three(db).await;
        fixture.qualify(tuesdays("18:00", "19:30")).await;
        let id = week(&fixture, json!({})).await[0]["id"].clone();
        let shown = "session { conflicts { kind clientId message } wallTime { zone localStart localEnd }";
        let moving = RESCHEDULE.replacen("session {", shown, 1);
        let input = json!({ "sessionId": id, "rowVersion": 1, "localStart": "2026-03-03T18:30:00" });
        let moved = fixture.clinic.ask(&moving, json!({ "input": input })).await;
        let moved = done(moved["rescheduleSession"].clone(), "session");
        assert_eq!(moved["conflicts"][0]["kind"], "THERAPIST_UNAVAILABLE");
        assert_eq!(moved["wallTime"]["localStart"], "2026-03-03T18:30:00");
        let cancelling = CANCEL.replacen("session {", shown, 1);
        let input = json!({ "sessionId": id, "rowVersion": moved["rowVersion"], "cancelledBy": "CLINIC" });
        let cancelled = fixture.clinic.ask(&cancelling, json!({ "input": input })).await;
        assert_eq!(done(cancelled["cancelSession"].clone(), "session")["conflicts"], json!([]));
    }

    async fn conflicts_are_for_who_may_read_clients_and_the_log_names_whom_they_are_about(db) {
        let fixture = of_three(db).await;
        let clinic = &fixture.clinic;
        fixture.edit_client(1, 1, tuesdays("08:00", "09:00")).await;
        let document = "{ week { id conflicts { kind clientId } } }";
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        let timetable = Caller { scopes: vec![Scope::ScheduleRead], ..clinic.admin.clone() };
        for caller in [viewer, timetable] {
            let refused = clinic.run(&caller, document, json!({})).await;
            assert_eq!(refused["errors"][0]["extensions"]["code"], "FORBIDDEN", "{refused:#}");
        }
        clinic.clock.advance(std::time::Duration::from_secs(1));
        clinic.ask(document, json!({})).await;
        let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
        let told = (&newest["kind"], &newest["operation"], &newest["clientIds"]);
        assert_eq!(told, (&json!("READ"), &json!("week"), &json!([fixture.clients[1]])));
    }

    async fn a_week_with_conflicts_takes_four_statements_for_one_session_as_for_fifty(db) {
        let fixture = of_three(db).await;
        fixture.qualify(tuesdays("08:00", "09:00")).await;
        let statements = async |variables: Value, expected: usize| {
            let before = fixture.clinic.app.statement_count();
            let sessions = week(&fixture, variables).await;
            let statements = fixture.clinic.app.statement_count() - before;
            assert_eq!(sessions.len(), expected);
            assert!(sessions.iter().all(|one| !one["conflicts"].as_array().unwrap().is_empty()));
            statements
        };
        // The sessions; everybody's places; therapists, licences, windows and rooms; the groups. And the audit log's row.
        assert_eq!(statements(json!({}), 1).await, 5);
        let days = ["MONDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
        for number in 0..49 {
            let mut input = fixture.series();
            input["groupId"] = json!(fixture.add_group(&format!("Group {number}"), json!({})).await);
            input["therapistId"] = json!(fixture.add_therapist(&format!("Therapist {number}")).await);
            input["roomId"] = Value::Null;
            (input["weekday"], input["startOn"]) = (json!(days[number % 5]), json!("2026-03-02"));
            fixture.commit(&input).await;
        }
        assert_eq!(statements(json!({}), 50).await, 5);
        assert_eq!(statements(json!({ "startingOn": "2026-03-02", "zone": "America/New_York" }), 50).await, 5);
    }
}
