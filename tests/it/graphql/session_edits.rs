//! Moving and cancelling one session.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const NODE: &str = include_str!("../../../graphql/operations/schedule/node_session.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");

/// The payload of `rescheduleSession`, at the version the session was listed with.
async fn reschedule(fixture: &ScheduleFixture, session: &Value, changes: Value) -> Value {
    let mut input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"] });
    input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    fixture.clinic.ask(RESCHEDULE, json!({ "input": input })).await["rescheduleSession"].clone()
}

async fn cancel(fixture: &ScheduleFixture, session: &Value, append: Option<bool>) -> Value {
    let mut input =
        json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "cancelledBy": "CLINIC" });
    if let Some(append) = append {
        input["append"] = json!(append);
    }
    fixture.clinic.ask(CANCEL, json!({ "input": input })).await["cancelSession"].clone()
}

async fn session(fixture: &ScheduleFixture, id: &Value) -> Value {
    fixture.clinic.ask(NODE, json!({ "id": id })).await["node"].clone()
}

/// A series of another group with the same client, therapist and room, on Wednesdays.
async fn wednesdays(fixture: &ScheduleFixture) -> String {
    let other = fixture.add_group("Wednesdays", json!({})).await;
    done(fixture.enroll(&other, &fixture.clients[0]).await, "enrollment");
    let mut input = fixture.series();
    (input["groupId"], input["weekday"]) = (json!(other), json!("WEDNESDAY"));
    fixture.commit(&input).await;
    other
}

both! {
    async fn a_moved_session_keeps_its_id_and_first_wall_time(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let third = fixture.sessions().await[2].clone();
        let moved = done(
            reschedule(&fixture, &third, json!({ "localStart": "2026-03-18T17:00:00", "minutes": 60 })).await,
            "session",
        );
        assert_eq!(
            moved,
            json!({ "id": third["id"], "ordinal": 3, "sessionCount": 12, "status": "PLANNED",
            "startsAt": "2026-03-18T21:00:00Z", "endsAt": "2026-03-18T22:00:00Z",
            "localStart": "2026-03-18T17:00:00", "originalLocalStart": "2026-03-17T18:00:00",
            "zone": "America/New_York", "clockChange": "NORMAL", "minutes": 60, "rowVersion": 2, "noticeVersion": 2 })
        );
    }

    async fn everybodys_time_moves_along(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let away = done(
            reschedule(&fixture, &sessions[2], json!({ "localStart": "2026-03-18T18:00:00" })).await,
            "session",
        );
        assert_eq!(away["minutes"], 90, "its own length");
        // The old time is free for therapist, room and client, the new one is taken.
        done(
            reschedule(&fixture, &sessions[3], json!({ "localStart": "2026-03-17T18:00:00" })).await,
            "session",
        );
        let onto = reschedule(&fixture, &sessions[4], json!({ "localStart": "2026-03-18T19:29:00" })).await;
        assert_eq!(refused(&onto), ("DOUBLE_BOOKED", &json!("localStart")));
        let unmoved = session(&fixture, &sessions[4]["id"]).await;
        assert_eq!((&unmoved["startsAt"], &unmoved["rowVersion"]), (&sessions[4]["startsAt"], &json!(1)));
        done(
            reschedule(&fixture, &sessions[4], json!({ "localStart": "2026-03-18T19:30:00" })).await,
            "session",
        );
    }

    async fn a_move_by_half_an_hour_does_not_collide_with_itself(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let first = fixture.sessions().await[0].clone();
        let moved = done(
            reschedule(&fixture, &first, json!({ "localStart": "2026-03-03T18:30:00" })).await,
            "session",
        );
        assert_eq!(moved["startsAt"], "2026-03-03T23:30:00Z");
        assert_eq!(
            reschedule(&fixture, &moved, json!({ "localStart": "2026-03-03T18:00:00" })).await["userErrors"],
            json!([])
        );
    }

    async fn a_session_is_not_moved_onto_somebodys_other_session(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        wednesdays(&fixture).await;
        let first = fixture.sessions().await[0].clone();
        let payload = reschedule(&fixture, &first, json!({ "localStart": "2026-03-04T18:00:00" })).await;
        assert_eq!(refused(&payload), ("DOUBLE_BOOKED", &json!("localStart")));
    }

    async fn a_move_that_can_not_be_is_refused_with_its_reason(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        fixture.clinic.at("2026-03-04T12:00:00Z");
        let to = |local: &str| json!({ "localStart": local });
        let cases = [
            (0, to("2026-03-05T18:00:00"), "HELD", "sessionId"),
            (1, to("2026-03-04T06:59:00"), "IN_PAST", "localStart"),
            (1, to("2026-03-10T18:00:00"), "NOT_CHANGED", "localStart"),
            (1, to("9999-12-31T23:30:00"), "BEYOND_CALENDAR", "localStart"),
            (1, to("2026-03-05T18:00:30"), "INVALID_INPUT", "localStart"),
            (1, json!({ "localStart": "2026-03-05T18:00:00", "zone": "Nowhere" }), "INVALID_INPUT", "zone"),
            (1, json!({ "localStart": "2026-03-05T18:00:00", "minutes": 9 }), "INVALID_INPUT", "minutes"),
            (1, json!({ "localStart": "2026-03-05T18:00:00", "rowVersion": 2 }), "STALE", "rowVersion"),
        ];
        for (index, changes, code, field) in cases {
            assert_eq!(
                refused(&reschedule(&fixture, &sessions[index], changes).await),
                (code, &json!(field))
            );
        }
        let cancelled = done(cancel(&fixture, &sessions[1], Some(false)).await, "session");
        let payload = reschedule(&fixture, &cancelled, to("2026-03-05T18:00:00")).await;
        assert_eq!(refused(&payload), ("CANCELLED", &json!("sessionId")));
    }

    async fn a_wall_time_with_an_offset_is_refused_rather_than_read_without(db) {
        let fixture = ScheduleFixture::committed(db, 0).await;
        let session = fixture.sessions().await[0]["id"].clone();
        for wall_time in [
            "2026-03-05T18:00:00-05:00",
            "2026-03-05T18:00:00Z",
            "2026-03-05T18:00[Asia/Tokyo]",
            "2026-03-05",
        ] {
            let input = json!({ "sessionId": session, "rowVersion": 1, "localStart": wall_time });
            let answer =
                fixture.clinic.run(&fixture.clinic.admin, RESCHEDULE, json!({ "input": input })).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT", "{wall_time} {answer:#}");
        }
    }

    async fn a_session_may_move_into_a_gap_and_into_another_zone(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let gap = done(
            reschedule(&fixture, &sessions[0], json!({ "localStart": "2026-03-08T02:30:00" })).await,
            "session",
        );
        assert_eq!((&gap["clockChange"], &gap["startsAt"]), (&json!("GAP"), &json!("2026-03-08T07:30:00Z")));
        let london = json!({ "localStart": "2026-03-10T19:00:00", "zone": "Europe/London" });
        let abroad = done(reschedule(&fixture, &sessions[1], london).await, "session");
        assert_eq!(
            (&abroad["zone"], &abroad["startsAt"]),
            (&json!("Europe/London"), &json!("2026-03-10T19:00:00Z"))
        );
        assert_eq!(abroad["originalLocalStart"], "2026-03-10T18:00:00");
    }

    async fn a_cancelled_session_is_made_up_for_at_the_end(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let sessions = fixture.sessions().await;
        let cancelled = done(cancel(&fixture, &sessions[4], None).await, "session");
        assert_eq!(
            cancelled,
            json!({ "id": sessions[4]["id"], "ordinal": null, "sessionCount": 12, "status": "CANCELLED",
            "cancelledBy": "CLINIC", "startsAt": sessions[4]["startsAt"], "rowVersion": 2, "noticeVersion": 2 })
        );
        let after = fixture.sessions().await;
        assert_eq!(after.len(), 13);
        assert_eq!(
            (&after[5]["id"], &after[5]["ordinal"]),
            (&sessions[5]["id"], &json!(5)),
            "5 of 12 is the next one"
        );
        let last = &after[12];
        assert_eq!((&last["ordinal"], &last["localStart"]), (&json!(12), &json!("2026-05-26T18:00:00")));
        assert_eq!((&last["startsAt"], &last["minutes"]), (&json!("2026-05-26T22:00:00Z"), &json!(90)));
        assert_eq!((&last["rowVersion"], &last["noticeVersion"]), (&json!(1), &json!(1)));
        let names = |session: &Value| {
            session["participations"]
                .as_array()
                .unwrap()
                .iter()
                .map(|place| place["client"]["preferredName"].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(names(last), [json!("Client 0"), json!("Client 1")]);
        // Its time is free: the next one may move there.
        let freed = json!({ "localStart": sessions[4]["localStart"] });
        done(reschedule(&fixture, &after[5], freed).await, "session");
        // Cancelling again makes up for it a week later still.
        done(cancel(&fixture, &fixture.sessions().await[12], None).await, "session");
        assert_eq!(fixture.sessions().await[13]["localStart"], "2026-06-02T18:00:00");
    }

    async fn without_appending_the_series_is_shorter(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let cancelled = done(cancel(&fixture, &sessions[0], Some(false)).await, "session");
        assert_eq!((&cancelled["ordinal"], &cancelled["sessionCount"]), (&Value::Null, &json!(11)));
        assert_eq!(fixture.sessions().await.len(), 12);
    }

    async fn what_is_added_keeps_the_series_zone_hour_and_length(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let london = json!({ "localStart": "2026-03-10T19:00:00", "zone": "Europe/London", "minutes": 30 });
        let abroad = done(reschedule(&fixture, &sessions[1], london).await, "session");
        done(cancel(&fixture, &abroad, None).await, "session");
        let last = fixture.sessions().await[12].clone();
        assert_eq!(
            (&last["zone"], &last["localStart"]),
            (&json!("America/New_York"), &json!("2026-05-26T18:00:00"))
        );
        assert_eq!((&last["startsAt"], &last["minutes"]), (&json!("2026-05-26T22:00:00Z"), &json!(90)));
    }

    async fn what_is_added_never_lies_in_the_past(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let late = json!({ "localStart": "2026-08-20T18:00:00" });
        let late = done(reschedule(&fixture, &sessions[11], late).await, "session");
        fixture.clinic.at("2026-08-12T12:00:00Z");
        done(cancel(&fixture, &late, None).await, "session");
        assert_eq!(
            fixture.sessions().await.iter().rfind(|one| one["status"] == "PLANNED").unwrap()["localStart"],
            "2026-08-25T18:00:00",
            "in the week after the last, wherever that was moved to"
        );
    }

    async fn what_would_be_added_onto_another_session_is_not(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let mut another = fixture.series();
        another["groupId"] = json!(fixture.add_group("Later Tuesdays", json!({})).await);
        another["startOn"] = json!("2026-05-26");
        fixture.commit(&another).await;
        let payload = cancel(&fixture, &sessions[0], None).await;
        assert_eq!(refused(&payload), ("APPEND_DOUBLE_BOOKED", &json!("append")));
        assert_eq!(session(&fixture, &sessions[0]["id"]).await["status"], "PLANNED", "nothing was done");
        done(cancel(&fixture, &sessions[0], Some(false)).await, "session");
    }

    async fn a_session_is_cancelled_once_and_before_it_begins(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let (one, two) =
            tokio::join!(cancel(&fixture, &sessions[3], None), cancel(&fixture, &sessions[3], None));
        let lost: Vec<&Value> =
            [&one, &two].into_iter().filter(|payload| payload["session"].is_null()).collect();
        assert_eq!(lost.len(), 1);
        assert_eq!(refused(lost[0]), ("ALREADY_CANCELLED", &json!("sessionId")));
        assert_eq!(fixture.sessions().await.len(), 13, "one was added");
        let mut stale = sessions[4].clone();
        stale["rowVersion"] = json!(0);
        assert_eq!(refused(&cancel(&fixture, &stale, None).await), ("STALE", &json!("rowVersion")));
        fixture.clinic.at("2026-03-03T23:00:00Z");
        assert_eq!(refused(&cancel(&fixture, &sessions[0], None).await), ("HELD", &json!("sessionId")));
    }

    async fn who_joins_while_sessions_move_is_expected_at_every_one_of_them(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let sessions = fixture.sessions().await;
        let client = fixture.add_client("Nia", "America/New_York").await;
        let away = json!({ "localStart": "2026-05-20T18:00:00" });
        let (joined, moved, cancelled) = tokio::join!(
            fixture.enroll(&fixture.group, &client),
            reschedule(&fixture, &sessions[11], away),
            cancel(&fixture, &sessions[4], None),
        );
        for payload in [joined, moved, cancelled] {
            assert_eq!(payload["userErrors"], json!([]));
        }
        for session in fixture.sessions().await.iter().filter(|one| one["status"] == "PLANNED") {
            assert_eq!(session["participations"].as_array().unwrap().len(), 2, "{session:#}");
        }
    }
}
