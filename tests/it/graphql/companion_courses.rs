//! Companion meetings while courses begin, change and end.

use serde_json::{Value, json};

use crate::support::{CompanionDesk, ScheduleFixture, both, done, refused};

const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UNRECORDED: &str = include_str!("../../../graphql/operations/attendance/unrecorded_sessions.graphql");
const UPDATE_PROGRAM: &str = include_str!("../../../graphql/operations/programs/update_program.graphql");

const NOTICES: &str = "SELECT COUNT(*) AS n FROM notice";

/// The client's own sessions: what each is, and where it and its place stand.
async fn own(fixture: &ScheduleFixture, enrollment: &Value) -> Vec<[Value; 3]> {
    let answer = fixture.clinic.ask(SESSIONS, json!({ "enrollmentId": enrollment, "first": 50 })).await;
    let one = |session: &Value| {
        let place = &session["participations"][0]["attendance"]["status"];
        [session["kind"].clone(), session["status"].clone(), place.clone()]
    };
    answer["sessions"]["nodes"].as_array().unwrap().iter().map(one).collect()
}

both! {
    async fn what_was_held_before_it_was_entered_is_recorded_and_nobody_is_told(db) {
        let desk = CompanionDesk::with(db, 2).await;
        let clinic = &desk.fixture.clinic;
        let told = clinic.database.number(NOTICES).await;
        let slip = done(desk.schedule(0, "PRE_GROUP", "2026-02-25T10:00:00", json!({})).await, "session");
        desk.cancel(&slip).await;
        let made = done(desk.schedule(0, "PRE_GROUP", "2026-02-25T10:00:00", json!({})).await, "session");
        assert_eq!(clinic.database.number(NOTICES).await, told);
        let taken = desk.schedule(1, "PRE_GROUP", "2026-02-25T10:30:00", json!({})).await;
        assert_eq!(refused(&taken), ("DOUBLE_BOOKED", &json!("localStart")));
        desk.attend(&made).await;
        assert_eq!(desk.meeting(0, "PRE_GROUP").await["state"], "HELD");
        let early = desk.schedule(1, "PRE_GROUP", "2025-03-01T10:00:00", json!({})).await;
        let message = "2025-03-01 10:00 (America/New_York) is too early: choose a time after 2025-03-02 07:00 (America/New_York)";
        assert_eq!(early["userErrors"][0]["message"], message);
        done(desk.schedule(1, "PRE_GROUP", "2026-03-04T10:00:00", json!({})).await, "session");
        assert_eq!(clinic.database.number(NOTICES).await, told + 1);
    }

    async fn a_cancelled_meeting_is_not_restored_beside_another_of_its_kind(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let first = done(desk.schedule(0, "PRE_GROUP", "2026-03-04T10:00:00", json!({})).await, "session");
        desk.cancel(&first).await;
        done(desk.schedule(0, "PRE_GROUP", "2026-03-05T10:00:00", json!({})).await, "session");
        let input = json!({ "seriesId": first["seriesId"], "scope": "THIS_SESSION", "sessionId": first["id"], "restore": true });
        let restored = desk.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        assert_eq!(refused(&restored["previewSeriesEdit"]), ("SCHEDULED_ANEW", &json!("restore")));
        let far = desk.schedule(0, "MID_TREATMENT", "9999-03-04T10:00:00", json!({})).await;
        assert_eq!(refused(&far), ("BEYOND_CALENDAR", &json!("localStart")), "a slip in the year");
    }

    async fn a_remote_meeting_has_its_own_link(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let link = "https://video.example.org/pre";
        let made = done(desk.schedule(0, "PRE_GROUP", "2026-03-04T10:00:00", json!({ "meetingLink": link })).await, "session");
        let document = "query ($id: ID!) { node(id: $id) { ... on Session { meetingLink } } }";
        let shown = desk.fixture.clinic.ask(document, json!({ "id": made["id"] })).await;
        assert_eq!(shown["node"]["meetingLink"], link);
    }

    async fn a_preview_takes_as_many_statements_for_one_member_as_for_nine(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let series = desk.fixture.sessions().await[0]["seriesId"].clone();
        let later = json!({ "seriesId": series, "scope": "ALL_FUTURE", "weekday": "WEDNESDAY" });
        let cost = async || {
            let before = desk.fixture.clinic.app.statement_count();
            let shown = desk.preview(&later).await["companionMeetings"].as_array().unwrap().len();
            (shown, desk.fixture.clinic.app.statement_count() - before)
        };
        let small = cost().await;
        desk.add_members(8).await;
        let large = cost().await;
        assert_eq!((small.0, large.0), (5, 45));
        assert_eq!(small.1, large.1);
    }

    async fn whoever_completes_their_course_keeps_what_concludes_it_and_whoever_leaves_keeps_nothing(db) {
        let desk = CompanionDesk::with(db, 2).await;
        let clinic = &desk.fixture.clinic;
        for (number, hour) in [(0, "10"), (1, "12")] {
            for (kind, on) in [("MID_TREATMENT", "2026-04-29"), ("POST_GROUP", "2026-06-24"), ("POST_EVALUATION", "2026-06-25")] {
                done(desk.schedule(number, kind, &format!("{on}T{hour}:00:00"), json!({})).await, "session");
            }
        }
        desk.end(0, true).await;
        let (mid, post, evaluation) = (json!("MID_TREATMENT"), json!("POST_GROUP"), json!("EVALUATION"));
        let (planned, cancelled, open) = (json!("PLANNED"), json!("CANCELLED"), json!("UNRECORDED"));
        assert_eq!(own(&desk.fixture, desk.member(0)).await, [
            [mid.clone(), cancelled.clone(), open.clone()],
            [post.clone(), planned.clone(), open.clone()],
            [evaluation.clone(), planned, open.clone()],
        ]);
        let feed = "SELECT COUNT(*) AS n FROM change WHERE what = 'cancelSession'";
        assert_eq!(clinic.database.number(feed).await, 1);
        desk.end(1, false).await;
        assert_eq!(own(&desk.fixture, desk.member(1)).await, [
            [mid, cancelled.clone(), open.clone()],
            [post, cancelled.clone(), open.clone()],
            [evaluation, cancelled, open],
        ]);
        // The group's sixteen sessions and what concludes the first course take the therapist's time, and nothing else.
        let taken = "SELECT COUNT(*) AS n FROM occupancy WHERE holder_kind = 'THERAPIST'";
        assert_eq!(clinic.database.number(taken).await, 18);
        // What is kept can be moved with everybody's time, is held, and marked.
        let document = json!({ "enrollmentId": desk.member(0), "first": 50 });
        let all = clinic.ask(SESSIONS, document).await["sessions"]["nodes"].clone();
        let taken = "SELECT COUNT(*) AS n FROM occupancy WHERE holder_kind = 'CLIENT'";
        let before = clinic.database.number(taken).await;
        let later = json!({ "seriesId": all[1]["seriesId"], "scope": "ALL_FUTURE", "localStart": "11:00" });
        assert_eq!(desk.edit(later).await["mails"][0]["clientId"], desk.fixture.clients[0]);
        assert_eq!(clinic.database.number(taken).await, before);
        // What concludes it can be scheduled after its end too, and nothing else.
        desk.cancel(&all[2]).await;
        let therapist = json!({ "therapistId": desk.fixture.therapist });
        done(desk.schedule(0, "POST_EVALUATION", "2026-06-25T09:00:00", therapist).await, "session");
        let input = json!({ "seriesId": all[0]["seriesId"], "scope": "THIS_SESSION", "sessionId": all[0]["id"], "restore": true });
        let restored = clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await["previewSeriesEdit"].clone();
        assert_eq!(refused(&restored), ("OVER", &json!("restore")), "nobody would come");
        let late = desk.schedule(0, "MID_TREATMENT", "2026-04-29T10:00:00", json!({})).await;
        assert_eq!(refused(&late), ("ENROLLMENT_OVER", &json!("enrollmentId")));
        clinic.at("2026-06-24T16:00:00Z");
        let backlog = clinic.ask(UNRECORDED, json!({ "first": 100 })).await["unrecordedSessions"]["nodes"].clone();
        let kept = backlog.as_array().unwrap().iter().find(|one| one["sessionId"] == all[1]["id"]);
        assert!(kept.is_some(), "nobody forgets to mark it: {backlog:#}");
        desk.attend(&all[1]).await;
        assert_eq!(desk.meeting(0, "POST_GROUP").await["state"], "HELD");
    }

    async fn an_individual_treatment_that_ends_frees_the_therapist(db) {
        let mut desk = CompanionDesk::with(db, 1).await;
        let treatment = desk.fixture.add_treatment(&desk.fixture.clients[0]).await;
        let mut series = desk.fixture.series();
        let alone = json!({ "enrollmentId": treatment["id"], "groupId": null, "weekday": "WEDNESDAY", "startOn": "2026-03-11" });
        series.as_object_mut().unwrap().extend(alone.as_object().unwrap().clone());
        desk.fixture.commit(&series).await;
        let taken = "SELECT COUNT(*) AS n FROM occupancy WHERE holder_kind <> 'CLIENT'";
        let before = desk.fixture.clinic.database.number(taken).await;
        desk.fixture.enrollments.push(treatment.clone());
        desk.end(1, true).await;
        assert_eq!(desk.fixture.clinic.database.number(taken).await, before - 24, "therapist and room of twelve");
        let all = own(&desk.fixture, &treatment["id"]).await;
        assert!(all.iter().all(|[_, status, _]| status == "CANCELLED") && all.len() == 12);
    }

    async fn a_program_asks_for_what_it_was_changed_to_of_everybody_who_follows_it(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let id = desk.fixture.program("IPT-G").await;
        let update = async |version: i64, changes: Value| {
            let mut input = json!({ "id": id, "rowVersion": version });
            input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
            clinic.ask(UPDATE_PROGRAM, json!({ "input": input })).await["updateProgram"].clone()
        };
        let later = json!({ "kind": "POST_GROUP", "anchor": "AFTER_LAST", "earliestDays": 7, "latestDays": 21, "minutes": 30, "required": true });
        let changed = done(update(1, json!({ "name": "Group, our way", "companions": [later] })).await, "program");
        assert_eq!(changed, json!({ "id": id, "name": "Group, our way", "minimumDose": 8, "rowVersion": 2,
            "companions": [later] }));
        let asked = desk.list(json!({ "groupId": desk.fixture.group })).await;
        let window = (&asked[0]["fromOn"], &asked[0]["untilOn"]);
        assert_eq!((asked.len(), window), (1, (&json!("2026-06-30"), &json!("2026-07-14"))));
        let mut backwards = later.clone();
        backwards["earliestDays"] = json!(22);
        let mut short = later.clone();
        short["minutes"] = json!(5);
        for (version, changes, code, field) in [
            (1, json!({ "name": "Again" }), "STALE", "rowVersion"),
            (2, json!({ "companions": [backwards] }), "INVALID_INPUT", "companions"),
            (2, json!({ "companions": [later, later] }), "INVALID_INPUT", "companions"),
            (2, json!({ "companions": [short] }), "INVALID_INPUT", "companions.0.minutes"),
            (2, json!({ "companions": null }), "INVALID_INPUT", "companions"),
            (2, json!({ "name": "" }), "INVALID_INPUT", "name"),
        ] {
            assert_eq!(refused(&update(version, changes).await), (code, &json!(field)));
        }
        let named = done(update(2, json!({ "name": "Group" })).await, "program");
        assert_eq!((&named["rowVersion"], &named["companions"]), (&json!(3), &json!([later])), "what is left out stays");
    }
}
