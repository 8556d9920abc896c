//! `scheduleMakeup`: a session of their own for a client who missed one.

use serde_json::{Value, json};

use crate::support::{MakeupFixture, both, done, refused};

const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const COMMIT_CLOSURES: &str = include_str!("../../../graphql/operations/schedule/commit_closures.graphql");
const PREVIEW_CLOSURES: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");

async fn rate(desk: &MakeupFixture, of: Value) -> Value {
    desk.fixture.clinic.ask(SUMMARY, of).await["attendanceSummary"].clone()
}

async fn flags(desk: &MakeupFixture) -> Value {
    desk.fixture.clinic.ask(RISK_FLAGS, json!({})).await["riskFlags"]["nodes"].clone()
}

both! {
    async fn a_make_up_counts_in_the_dose_and_in_no_rate_and_no_count_of_sessions(db) {
        let desk = MakeupFixture::closed(db, 2).await;
        let enrollment = &desk.fixture.enrollments[0]["id"];
        let group = json!({ "groupId": desk.fixture.group });
        assert_eq!(desk.dose(0).await, [0, 0, 11, 12]);
        let (rates, raised) = (rate(&desk, group.clone()).await, flags(&desk).await);
        let weekly = desk.fixture.sessions().await;

        let made = done(desk.make_up(&desk.missed[0]["id"], json!({ "minutes": 50 })).await, "session");
        let expected = json!({ "kind": "MAKEUP", "status": "PLANNED", "ordinal": null, "sessionCount": 1, "minutes": 50,
            "localStart": "2026-03-05T10:00:00", "startsAt": "2026-03-05T15:00:00Z", "groupId": null,
            "enrollmentId": enrollment, "roomId": null });
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&made[key], value, "{key}");
        }
        assert_eq!(desk.dose(0).await, [0, 0, 12, 12], "it may be received");
        assert_eq!(desk.dose(1).await, [0, 0, 11, 12], "nobody else's");
        assert_eq!(desk.fixture.sessions().await, weekly, "the group's sessions are as they were");

        desk.fixture.clinic.at("2026-03-05T16:00:00Z");
        let alone = desk.sessions(json!({ "enrollmentId": enrollment })).await;
        let place = &alone[0]["participations"][0];
        assert_eq!((alone.len(), &place["makesUpFor"]), (1, &desk.missed[0]["id"]));
        desk.mark(&made["id"], &place["id"], "ATTENDED").await;
        assert_eq!(desk.dose(0).await, [0, 1, 11, 12]);
        assert_eq!(rate(&desk, group).await, rates, "no opportunity");
        let own = rate(&desk, json!({ "enrollmentId": enrollment })).await;
        assert_eq!((&own["numerator"], &own["denominator"]), (&json!(0), &json!(1)));
        assert_eq!(flags(&desk).await, raised, "the miss stays one");
    }

    async fn a_missed_make_up_is_no_miss_and_may_be_made_up_again(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let place = &desk.missed[0]["id"];
        let made = done(desk.make_up(place, json!({})).await, "session");
        assert_eq!(refused(&desk.make_up(place, json!({ "localStart": "2026-03-06T10:00:00" })).await),
            ("MADE_UP_ALREADY", &json!("participationId")));
        desk.fixture.clinic.at("2026-03-05T20:00:00Z");
        let raised = flags(&desk).await;
        let own = desk.sessions(json!({ "enrollmentId": desk.fixture.enrollments[0]["id"] })).await;
        let own = &own[0]["participations"][0]["id"];
        desk.mark(&made["id"], own, "NO_SHOW").await;
        assert_eq!(flags(&desk).await, raised);
        assert_eq!(refused(&desk.make_up(own, json!({})).await), ("NOT_MISSED", &json!("participationId")));
        done(desk.make_up(place, json!({ "localStart": "2026-03-06T10:00:00" })).await, "session");
    }

    async fn of_many_who_make_up_for_one_place_at_once_one_does(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let asks = (5..10).map(|day| {
            let at = json!({ "localStart": format!("2026-03-{:02}T10:00:00", day + 6) });
            desk.make_up(&desk.missed[0]["id"], at)
        });
        let answers = futures_util::future::join_all(asks).await;
        assert_eq!(answers.iter().filter(|answer| answer["session"].is_object()).count(), 1, "{answers:#?}");
    }

    async fn only_what_was_missed_is_made_up_and_only_where_there_is_time(db) {
        let desk = MakeupFixture::closed(db, 2).await;
        let (fixture, missed) = (&desk.fixture, &desk.missed);
        let weekly = fixture.sessions().await;
        let here = &missed[0]["id"];
        let nobodys = roundel::domain::ids::StaffMemberId::mint(fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let no_room = roundel::domain::ids::RoomId::mint(fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let cases = [
            (&weekly[1]["participations"][0]["id"], json!({}), "NOT_MISSED", "participationId"),
            (here, json!({ "localStart": "2026-03-03T10:00:00" }), "IN_PAST", "localStart"),
            (here, json!({ "localStart": "2026-03-05T10:00:30" }), "INVALID_INPUT", "localStart"),
            (here, json!({ "minutes": 5 }), "INVALID_INPUT", "minutes"),
            (here, json!({ "zone": "Mars/Olympus" }), "INVALID_INPUT", "zone"),
            (here, json!({ "therapistId": nobodys.to_string() }), "THERAPIST_NOT_FOUND", "therapistId"),
            (here, json!({ "roomId": no_room.to_string() }), "ROOM_NOT_FOUND", "roomId"),
            (here, json!({ "localStart": "2026-03-10T18:30:00" }), "DOUBLE_BOOKED", "localStart"),
        ];
        for (place, changes, code, field) in cases {
            assert_eq!(refused(&desk.make_up(place, changes).await), (code, &json!(field)));
        }
        // Attended after all, or not marked any more.
        let correction = json!({ "participationId": missed[1]["id"], "expectedVersion": 1, "status": "ATTENDED", "note": "Mixed up." });
        done(fixture.clinic.ask(CORRECT, json!({ "input": correction })).await["correctMark"].clone(), "participation");
        assert_eq!(refused(&desk.make_up(&missed[1]["id"], json!({})).await).0, "NOT_MISSED");
        let members = fixture.clinic.ask(ENROLLMENTS, json!({ "groupId": fixture.group })).await;
        let own = &members["enrollments"]["nodes"][0];
        let ending = json!({ "enrollmentId": own["id"], "rowVersion": own["rowVersion"], "completed": false, "agreed": true });
        done(fixture.clinic.ask(END, json!({ "input": ending })).await["endEnrollment"].clone(), "enrollment");
        assert_eq!(refused(&desk.make_up(here, json!({})).await).0, "ENROLLMENT_OVER");
    }

    async fn the_make_up_of_whoever_leaves_is_cancelled(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let fixture = &desk.fixture;
        done(desk.make_up(&desk.missed[0]["id"], json!({})).await, "session");
        let members = fixture.clinic.ask(ENROLLMENTS, json!({ "groupId": fixture.group })).await;
        let own = &members["enrollments"]["nodes"][0];
        let ending = json!({ "enrollmentId": own["id"], "rowVersion": own["rowVersion"], "completed": false, "agreed": true });
        done(fixture.clinic.ask(END, json!({ "input": ending })).await["endEnrollment"].clone(), "enrollment");
        let alone = desk.sessions(json!({ "enrollmentId": own["id"] })).await;
        assert_eq!(alone[0]["status"], "CANCELLED");
        let sql = "SELECT COUNT(*) AS n FROM occupancy WHERE holder_kind = 'CLIENT'";
        assert_eq!(fixture.clinic.database.number(sql).await, 1, "the time of what was missed");
        let sql = "SELECT COUNT(*) AS n FROM occupancy WHERE holder_kind = 'THERAPIST'";
        assert_eq!(fixture.clinic.database.number(sql).await, 12, "those of the group");
        assert_eq!(desk.dose(0).await, [0, 0, 0, 12]);
    }

    async fn a_make_up_that_is_cancelled_adds_none_and_may_be_made_anew(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let place = &desk.missed[0]["id"];
        let made = done(desk.make_up(place, json!({})).await, "session");
        desk.cancel(&made).await;
        let own = json!({ "enrollmentId": desk.fixture.enrollments[0]["id"] });
        assert_eq!(desk.sessions(own.clone()).await.len(), 1);
        let again = done(desk.make_up(place, json!({})).await, "session");
        assert_eq!(desk.sessions(own).await.len(), 2);
        let edit = json!({ "seriesId": again["seriesId"], "scope": "ALL_FUTURE", "count": 12 });
        let preview = desk.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": edit })).await;
        assert_eq!(refused(&preview["previewSeriesEdit"]), ("INVALID_EDIT", &json!("count")));
    }

    async fn a_closure_moves_a_make_up_and_nothing_is_made_up_in_closed_times(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let made = done(desk.make_up(&desk.missed[0]["id"], json!({})).await, "session");
        let closures = json!([{ "firstOn": "2026-03-05", "lastOn": "2026-03-06", "reason": "Holiday" }]);
        let input = json!({ "siteId": desk.fixture.site, "closures": closures });
        let preview = clinic.ask(PREVIEW_CLOSURES, json!({ "input": input })).await["previewClosures"].clone();
        let hash = done(preview, "preview")["hash"].clone();
        let committed = clinic.ask(COMMIT_CLOSURES, json!({ "input": input, "planHash": hash })).await;
        done(committed["commitClosures"].clone(), "committed");
        let own = desk.sessions(json!({ "enrollmentId": desk.fixture.enrollments[0]["id"] })).await;
        let standing = (own.len(), &own[0]["id"], &own[0]["localStart"]);
        assert_eq!(standing, (1, &made["id"], &json!("2026-03-12T10:00:00")), "it still makes up for what was missed");
        desk.cancel(&own[0]).await;
        let closed = desk.make_up(&desk.missed[0]["id"], json!({ "localStart": "2026-03-06T10:00:00" })).await;
        assert_eq!(refused(&closed), ("CLOSED", &json!("localStart")));
    }
}
