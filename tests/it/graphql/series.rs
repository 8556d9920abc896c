//! Making the series that a preview showed.

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");

async fn hash(fixture: &ScheduleFixture, input: &Value) -> Value {
    done(fixture.preview(input).await, "preview")["hash"].clone()
}

async fn session_count(fixture: &ScheduleFixture) -> usize {
    let answer = fixture.clinic.ask(SESSIONS, json!({ "first": 100 })).await;
    answer["sessions"]["nodes"].as_array().unwrap().len()
}

/// The same series for another, empty group.
async fn of_others(fixture: &ScheduleFixture) -> Value {
    let mut input = fixture.series();
    input["groupId"] = json!(fixture.add_group("Others", json!({})).await);
    input
}

both! {
    async fn a_series_is_made_with_all_sessions_and_everybodys_place(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let series = fixture.commit(&fixture.series()).await;
        assert_eq!(
            series,
            json!({ "id": series["id"], "weekday": "TUESDAY", "localStart": "18:00:00",
            "zone": "America/New_York", "startOn": "2026-03-03", "minutes": 90, "plannedCount": 12,
            "counting": "HOLD_SESSIONS", "skippedOn": [] })
        );
        let sessions = fixture.sessions().await;
        assert_eq!(sessions.len(), 12);
        for (index, session) in sessions.iter().enumerate() {
            assert_eq!((&session["ordinal"], &session["sessionCount"]), (&json!(index + 1), &json!(12)));
            assert_eq!((&session["kind"], &session["status"]), (&json!("GROUP"), &json!("PLANNED")));
            assert_eq!(session["participations"].as_array().unwrap().len(), 2);
            assert_eq!(session["participations"][0]["attendance"]["status"], "UNRECORDED");
        }
        assert_eq!(sessions[0]["startsAt"], "2026-03-03T23:00:00Z");
        assert_eq!(sessions[11]["startsAt"], "2026-05-19T22:00:00Z");
    }

    async fn who_only_looks_on_leads_no_series(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let viewer = fixture.clinic.staff("Vic Viewer", Role::Viewer).await.staff_member().unwrap();
        let mut input = fixture.series();
        input.as_object_mut().unwrap().insert("therapistId".into(), json!(viewer.to_string()));
        assert_eq!(refused(&fixture.preview(&input).await), ("THERAPIST_NOT_FOUND", &json!("therapistId")));
    }

    async fn an_individual_treatment_has_a_series_of_its_own(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let enrollment = fixture.add_treatment(&fixture.clients[0]).await;
        let mut input = fixture.series();
        let fields = input.as_object_mut().unwrap();
        fields.remove("groupId");
        fields.remove("roomId");
        fields.insert("enrollmentId".into(), enrollment["id"].clone());
        fixture.commit(&input).await;
        let of = json!({ "enrollmentId": enrollment["id"] });
        let sessions = fixture.clinic.ask(SESSIONS, of).await["sessions"]["nodes"].clone();
        assert_eq!(sessions.as_array().unwrap().len(), 12);
        let first = &sessions[0];
        assert_eq!(
            (&first["kind"], &first["group"], &first["roomId"]),
            (&json!("INDIVIDUAL"), &Value::Null, &Value::Null)
        );
        assert_eq!(first["participations"][0]["client"]["id"], json!(fixture.clients[0]));
    }

    async fn a_treatment_whose_series_was_cancelled_gets_a_new_one_from_the_same_draft(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let enrollment = fixture.add_treatment(&fixture.clients[0]).await;
        let mut input = fixture.series();
        let fields = input.as_object_mut().unwrap();
        fields.remove("groupId");
        fields.remove("roomId");
        fields.insert("enrollmentId".into(), enrollment["id"].clone());
        let before = hash(&fixture, &input).await;
        fixture.commit(&input).await;
        assert_ne!(hash(&fixture, &input).await, before, "the same draft is another plan from now on");
    }

    async fn the_same_hash_again_answers_the_same_series_and_makes_nothing(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let input = fixture.series();
        let hash = hash(&fixture, &input).await;
        let first = done(fixture.create(&input, &hash).await, "series");
        fixture.clinic.at("2026-04-01T12:00:00Z");
        assert_eq!(done(fixture.create(&input, &hash).await, "series"), first, "weeks later, too");
        assert_eq!(session_count(&fixture).await, 12);
    }

    async fn two_commits_of_one_hash_at_once_make_one_series(db) {
        let fixture = ScheduleFixture::group_of(db, 3).await;
        let input = fixture.series();
        let hash = hash(&fixture, &input).await;
        let (one, two, three) = tokio::join!(
            fixture.create(&input, &hash),
            fixture.create(&input, &hash),
            fixture.create(&input, &hash)
        );
        let id = done(one, "series")["id"].clone();
        assert_eq!((&done(two, "series")["id"], &done(three, "series")["id"]), (&id, &id));
        assert_eq!(session_count(&fixture).await, 12);
    }

    async fn a_hash_that_is_not_this_plans_is_stale_even_once_committed(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let input = fixture.series();
        let mut later = input.clone();
        later["localStart"] = json!("20:00");
        let (hash, later_hash) = (hash(&fixture, &input).await, hash(&fixture, &later).await);
        let stale = ("STALE", &json!("planHash"));
        assert_eq!(refused(&fixture.create(&input, &later_hash).await), stale);
        let nobodys = json!("0".repeat(64));
        assert_eq!(refused(&fixture.create(&input, &nobodys).await), stale);
        for malformed in ["", "abc", &"G".repeat(64), &"A".repeat(64)] {
            let payload = fixture.create(&input, &json!(malformed)).await;
            assert_eq!(refused(&payload), ("INVALID_INPUT", &json!("planHash")));
        }
        done(fixture.create(&input, &hash).await, "series");
        assert_eq!(refused(&fixture.create(&later, &hash).await), stale);
        assert_eq!(session_count(&fixture).await, 12);
    }

    async fn a_plan_is_stale_once_somebody_joined(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let input = fixture.series();
        let old = hash(&fixture, &input).await;
        let client = fixture.add_client("Nia", "America/New_York").await;
        done(fixture.enroll(&fixture.group, &client).await, "enrollment");
        assert_eq!(refused(&fixture.create(&input, &old).await), ("STALE", &json!("planHash")));
        assert_eq!(session_count(&fixture).await, 0);
    }

    async fn a_series_outside_its_programs_bounds_is_neither_shown_nor_made(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let good = hash(&fixture, &fixture.series()).await;
        for count in [11, 17] {
            let mut input = fixture.series();
            input["plannedCount"] = json!(count);
            let preview = fixture.preview(&input).await;
            assert_eq!(refused(&preview), ("OUTSIDE_PROGRAM_BOUNDS", &json!("plannedCount")));
            assert_eq!(refused(&fixture.create(&input, &good).await).0, "CANNOT_BE_PLANNED");
        }
    }

    async fn a_series_that_would_begin_in_the_past_or_lacks_somebody_is_not_made(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut past = fixture.series();
        past["startOn"] = json!("2026-02-24");
        let payload = fixture.create(&past, &hash(&fixture, &past).await).await;
        assert_eq!(refused(&payload), ("IN_PAST", &json!("startOn")));
        for field in ["groupId", "therapistId"] {
            let mut input = fixture.series();
            input.as_object_mut().unwrap().remove(field);
            let payload = fixture.create(&input, &hash(&fixture, &input).await).await;
            assert_eq!(refused(&payload), ("INCOMPLETE", &json!(field)));
        }
    }

    async fn a_group_that_is_over_gets_no_series(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let good = hash(&fixture, &fixture.series()).await;
        fixture.clinic.database.execute("UPDATE therapy_group SET status = 'CANCELLED'").await;
        assert_eq!(refused(&fixture.preview(&fixture.series()).await), ("GROUP_ENDED", &json!("groupId")));
        assert_eq!(refused(&fixture.create(&fixture.series(), &good).await).0, "CANNOT_BE_PLANNED");
    }

    async fn therapist_room_and_client_are_each_booked_once(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let free = (fixture.add_therapist("Tom").await, fixture.add_room("Red").await);
        let others = of_others(&fixture).await;
        let mut same_room = others.clone();
        same_room["therapistId"] = json!(free.0);
        let mut same_therapist = others.clone();
        same_therapist["roomId"] = json!(free.1);
        let mut same_client = others;
        (same_client["therapistId"], same_client["roomId"]) = (json!(free.0), json!(free.1));
        let group = same_client["groupId"].as_str().unwrap().to_owned();
        done(fixture.enroll(&group, &fixture.clients[0]).await, "enrollment");
        for input in [same_room, same_therapist, same_client] {
            let payload = fixture.create(&input, &hash(&fixture, &input).await).await;
            assert_eq!(refused(&payload), ("DOUBLE_BOOKED", &Value::Null));
        }
        assert_eq!(session_count(&fixture).await, 12, "nothing stays of what was refused");
    }

    async fn sessions_that_touch_do_not_collide(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let mut after = of_others(&fixture).await;
        after["localStart"] = json!("19:30");
        let mut before = of_others(&fixture).await;
        before["localStart"] = json!("16:30");
        for input in [after, before] {
            fixture.commit(&input).await;
        }
        assert_eq!(session_count(&fixture).await, 36);
    }

    async fn of_two_overlapping_series_made_at_once_exactly_one_is(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let mine = fixture.series();
        let mut theirs = of_others(&fixture).await;
        theirs["localStart"] = json!("18:30");
        theirs["roomId"] = json!(fixture.add_room("Red").await);
        let (mine_hash, their_hash) = (hash(&fixture, &mine).await, hash(&fixture, &theirs).await);
        let (one, two) =
            tokio::join!(fixture.create(&mine, &mine_hash), fixture.create(&theirs, &their_hash));
        let lost: Vec<&Value> =
            [&one, &two].into_iter().filter(|payload| payload["series"].is_null()).collect();
        assert_eq!(lost.len(), 1, "{one:#} {two:#}");
        assert_eq!(refused(lost[0]).0, "DOUBLE_BOOKED");
        assert_eq!(session_count(&fixture).await, 12);
    }
}
