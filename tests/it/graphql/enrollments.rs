//! Joining and leaving groups, individual treatments.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestDatabase, both, done, refused};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const TREATMENT: &str = include_str!("../../../graphql/operations/groups/create_treatment.graphql");

async fn end(fixture: &ScheduleFixture, id: &Value, row_version: i64) -> Value {
    let input = json!({ "enrollmentId": id, "rowVersion": row_version, "completed": false, "agreed": true });
    fixture.clinic.ask(END, json!({ "input": input })).await["endEnrollment"].clone()
}

async fn enrolled_count(fixture: &ScheduleFixture, group: &str) -> Value {
    let document = "query ($id: ID!) { node(id: $id) { ... on TherapyGroup { enrolledCount } } }";
    fixture.clinic.ask(document, json!({ "id": group })).await["node"]["enrolledCount"].clone()
}

/// How many of the session's places are of this client.
fn places(session: &Value, client: &str) -> usize {
    let places = session["participations"].as_array().unwrap();
    places.iter().filter(|place| place["client"]["id"] == json!(client)).count()
}

const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const MARK: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// The version that the enrollment has now.
async fn version(fixture: &ScheduleFixture, id: &Value) -> i64 {
    let document = "query ($id: ID!) { node(id: $id) { ... on Enrollment { rowVersion } } }";
    fixture.clinic.ask(document, json!({ "id": id })).await["node"]["rowVersion"].as_i64().unwrap()
}

both! {
    async fn who_leaves_after_announcing_an_absence_is_free_at_that_time_and_can_join_again(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let session = fixture.sessions().await[3].clone();
        let place = &session["participations"][0]["id"];
        let mark = json!({ "participationId": place, "status": "EXCUSED" });
        let input = json!({ "sessionId": session["id"], "marks": [mark] });
        fixture.clinic.ask(MARK, json!({ "input": input })).await;
        let id = &fixture.enrollments[0]["id"];
        done(end(&fixture, id, version(&fixture, id).await).await, "enrollment");
        done(fixture.enroll(&fixture.group, &fixture.clients[0]).await, "enrollment");
        let session = &fixture.sessions().await[3];
        assert_eq!(places(session, &fixture.clients[0]), 2, "the one left, and the new one");
        let occupied = "SELECT count(*) AS n FROM occupancy WHERE holder_kind = 'CLIENT'";
        let before = TestDatabase::number_on(&fixture.clinic.database.url_text, occupied).await;

        // The place that was left is nobody's: whatever it is corrected to, the new one's time stays as it is.
        for status in ["UNRECORDED", "EXCUSED", "NOT_EXPECTED"] {
            for version in [1, 2] {
                let back = json!({ "participationId": place, "expectedVersion": version, "status": status });
                let answer = fixture.clinic.ask(CORRECT, json!({ "input": back })).await["correctMark"].clone();
                let error = &answer["userErrors"][0];
                let expected = (&json!("ENROLLMENT_ENDED"), &json!("participationId"));
                assert_eq!((&error["code"], &error["field"]), expected, "{answer:#}");
            }
        }
        assert_eq!(TestDatabase::number_on(&fixture.clinic.database.url_text, occupied).await, before);
        let moved = json!({ "input": { "sessionId": session["id"], "rowVersion": session["rowVersion"],
            "cancelledBy": "CLINIC", "append": false } });
        let answer = fixture.clinic.ask(CANCEL, moved).await;
        assert_eq!(answer["cancelSession"]["userErrors"], json!([]));
    }

    async fn who_joins_a_group_with_several_series_is_promised_no_more_than_the_program_plans(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let mut second = fixture.series();
        second["weekday"] = json!("FRIDAY");
        fixture.commit(&second).await;
        let client = fixture.add_client("Nia", "America/New_York").await;
        let enrollment = done(fixture.enroll(&fixture.group, &client).await, "enrollment");
        assert_eq!(enrollment["plannedSessions"], 16, "of 24 ahead");
    }

    async fn who_is_expected_again_is_not_booked_twice(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let session = fixture.sessions().await[3].clone();
        let place = &session["participations"][0]["id"];
        let mark = json!({ "participationId": place, "status": "NOT_EXPECTED" });
        let input = json!({ "sessionId": session["id"], "marks": [mark] });
        fixture.clinic.ask(MARK, json!({ "input": input })).await;

        // Somebody else's hour takes the freed time: one session of an individual treatment.
        let enrollment = fixture.add_treatment(&fixture.clients[0]).await;
        let mut other = fixture.series();
        let fields = other.as_object_mut().unwrap();
        fields.remove("groupId");
        fields.remove("roomId");
        fields.insert("enrollmentId".into(), enrollment["id"].clone());
        fields.insert("therapistId".into(), json!(fixture.add_therapist("Tom Other").await));
        let conflicts = fixture.preview(&other).await["preview"]["conflicts"].clone();
        let taken: Vec<_> = conflicts.as_array().unwrap().iter().map(|one| one["ordinal"].clone()).collect();
        assert!(!taken.contains(&json!(4)), "the fourth week is free: {taken:?}");

        let back = json!({ "participationId": place, "expectedVersion": 1, "status": "UNRECORDED" });
        let corrected = fixture.clinic.ask(CORRECT, json!({ "input": back })).await;
        assert_eq!(corrected["correctMark"]["userErrors"], json!([]));
        let conflicts = fixture.preview(&other).await["preview"]["conflicts"].clone();
        assert!(conflicts.as_array().unwrap().iter().any(|one| one["ordinal"] == 4), "{conflicts}");
    }

    async fn who_joins_is_promised_the_programs_sessions_or_those_still_to_come(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        assert_eq!(fixture.enrollments[0]["plannedSessions"], 16, "without a series: the program's most");
        fixture.commit(&fixture.series()).await;
        let client = fixture.add_client("Nia", "America/New_York").await;
        fixture.clinic.at("2026-03-12T12:00:00Z");
        let enrollment = done(fixture.enroll(&fixture.group, &client).await, "enrollment");
        assert_eq!(
            enrollment,
            json!({ "id": enrollment["id"], "status": "ENROLLED", "plannedSessions": 10,
            "rowVersion": 1, "client": { "id": client, "preferredName": "Nia" } })
        );
        let sessions = fixture.sessions().await;
        assert_eq!(sessions[..2].iter().map(|one| places(one, &client)).sum::<usize>(), 0, "two had begun");
        assert!(sessions[2..].iter().all(|one| places(one, &client) == 1));
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 2);
    }

    async fn nobody_is_in_a_group_twice(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let again = fixture.enroll(&fixture.group, &fixture.clients[0]).await;
        assert_eq!(refused(&again), ("ALREADY_ENROLLED", &json!("clientId")));
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 1);
    }

    async fn a_closed_group_that_has_begun_takes_nobody(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let closed = fixture.add_group("Closed", json!({ "admission": "CLOSED" })).await;
        let mut input = fixture.series();
        input["groupId"] = json!(closed);
        fixture.commit(&input).await;
        let (early, late) = (fixture.add_client("Eva", "UTC").await, fixture.add_client("Lia", "UTC").await);
        done(fixture.enroll(&closed, &early).await, "enrollment");
        fixture.clinic.at("2026-03-03T23:00:00Z");
        assert_eq!(refused(&fixture.enroll(&closed, &late).await), ("GROUP_BEGUN", &json!("groupId")));
        assert_eq!(enrolled_count(&fixture, &closed).await, 1);
    }

    async fn a_group_that_is_over_takes_nobody(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        fixture.clinic.database.execute("UPDATE therapy_group SET status = 'COMPLETED'").await;
        let client = fixture.add_client("Nia", "UTC").await;
        assert_eq!(
            refused(&fixture.enroll(&fixture.group, &client).await),
            ("GROUP_ENDED", &json!("groupId"))
        );
    }

    async fn a_client_with_another_session_then_can_not_join(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let other = fixture.add_group("Others", json!({})).await;
        let mut input = fixture.series();
        input["groupId"] = json!(other);
        input["therapistId"] = json!(fixture.add_therapist("Tom").await);
        input["roomId"] = json!(fixture.add_room("Red").await);
        fixture.commit(&input).await;
        let payload = fixture.enroll(&other, &fixture.clients[0]).await;
        assert_eq!(refused(&payload), ("CLIENT_DOUBLE_BOOKED", &json!("clientId")));
        assert_eq!(enrolled_count(&fixture, &other).await, 0);
    }

    async fn of_many_who_join_at_once_exactly_as_many_get_in_as_there_are_places(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let group = fixture.add_group("Seven", json!({ "maxSize": 7 })).await;
        let mut input = fixture.series();
        input["groupId"] = json!(group);
        fixture.commit(&input).await;
        let mut clients = Vec::new();
        for number in 0..24 {
            clients.push(fixture.add_client(&format!("Client {number}"), "America/New_York").await);
        }
        let attempts = clients.iter().map(|client| fixture.enroll(&group, client));
        let payloads = futures_util::future::join_all(attempts).await;
        let (won, lost): (Vec<_>, Vec<_>) =
            payloads.iter().partition(|payload| payload["enrollment"].is_object());
        assert_eq!((won.len(), lost.len()), (7, 17));
        assert!(lost.iter().all(|payload| refused(payload) == ("GROUP_FULL", &json!("groupId"))));
        assert_eq!(enrolled_count(&fixture, &group).await, 7);
        let fixture = ScheduleFixture { group, ..fixture };
        for session in fixture.sessions().await {
            assert_eq!(session["participations"].as_array().unwrap().len(), 7);
        }
    }

    async fn who_leaves_frees_the_place_and_their_own_time_and_may_come_back(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        fixture.clinic.at("2026-03-12T12:00:00Z");
        let enrollment = &fixture.enrollments[0];
        // The series' creation was a change of it.
        assert_eq!(version(&fixture, &enrollment["id"]).await, 2);
        let ended = done(end(&fixture, &enrollment["id"], 2).await, "enrollment");
        assert_eq!(
            ended,
            json!({ "id": enrollment["id"], "status": "ENDED_EARLY", "rowVersion": 3,
            "endedAt": "2026-03-12T12:00:00Z", "endingAgreed": true, "client": enrollment["client"] })
        );
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 0);
        let other = fixture.add_group("Others", json!({})).await;
        let mut input = fixture.series();
        input["groupId"] = json!(other);
        input["startOn"] = json!("2026-03-17");
        input["therapistId"] = json!(fixture.add_therapist("Tom").await);
        input["roomId"] = json!(fixture.add_room("Red").await);
        fixture.commit(&input).await;
        let elsewhere = done(fixture.enroll(&other, &fixture.clients[0]).await, "enrollment");
        let back = fixture.enroll(&fixture.group, &fixture.clients[0]).await;
        assert_eq!(refused(&back).0, "CLIENT_DOUBLE_BOOKED");
        done(end(&fixture, &elsewhere["id"], 1).await, "enrollment");
        let back = done(fixture.enroll(&fixture.group, &fixture.clients[0]).await, "enrollment");
        assert_ne!(back["id"], enrollment["id"]);
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 1);
    }

    async fn an_enrollment_ends_once_and_only_as_it_was_read(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let id = &fixture.enrollments[0]["id"];
        assert_eq!(refused(&end(&fixture, id, 7).await), ("STALE", &json!("rowVersion")));
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 1);
        let (one, two) = tokio::join!(end(&fixture, id, 1), end(&fixture, id, 1));
        let won = [&one, &two].iter().filter(|payload| payload["enrollment"].is_object()).count();
        assert_eq!(won, 1, "{one:#} {two:#}");
        assert_eq!(refused(&end(&fixture, id, 2).await), ("ALREADY_ENDED", &json!("enrollmentId")));
        assert_eq!(enrolled_count(&fixture, &fixture.group).await, 0);
    }

    async fn a_treatment_stays_within_its_individual_program(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let client = &fixture.clients[0];
        let treatment = async |program: &str, planned: Value| {
            let input = json!({ "clientId": client, "programId": fixture.program(program).await,
                "siteId": fixture.site, "plannedSessions": planned });
            fixture.clinic.ask(TREATMENT, json!({ "input": input })).await["createTreatment"].clone()
        };
        assert_eq!(done(treatment("IPT", Value::Null).await, "enrollment")["plannedSessions"], 16);
        for planned in [11, 17] {
            let payload = treatment("IPT", json!(planned)).await;
            assert_eq!(refused(&payload), ("OUTSIDE_PROGRAM_BOUNDS", &json!("plannedSessions")));
        }
        let payload = treatment("IPT-GROUP", json!(12)).await;
        assert_eq!(refused(&payload), ("NOT_AN_INDIVIDUAL_PROGRAM", &json!("programId")));
    }

    async fn enrollments_are_listed_of_a_group_or_a_client_page_by_page(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let treatment = fixture.add_treatment(&fixture.clients[1]).await;
        let ids = async |variables: Value| {
            let answer = fixture.clinic.ask(ENROLLMENTS, variables).await["enrollments"].clone();
            let nodes = answer["nodes"].as_array().unwrap();
            (
                nodes.iter().map(|node| node["id"].clone()).collect::<Vec<_>>(),
                answer["pageInfo"]["endCursor"].clone(),
            )
        };
        let [one, two] = [0, 1].map(|index| fixture.enrollments[index]["id"].clone());
        assert_eq!(ids(json!({ "groupId": fixture.group })).await.0, [one.clone(), two.clone()]);
        assert_eq!(
            ids(json!({ "clientId": fixture.clients[1] })).await.0,
            [two.clone(), treatment["id"].clone()]
        );
        let (first, cursor) = ids(json!({ "first": 1 })).await;
        let (rest, _) = ids(json!({ "after": cursor })).await;
        assert_eq!((first, rest), (vec![one], vec![two, treatment["id"].clone()]));
    }
}
