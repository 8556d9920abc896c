//! `takeGuestSeat`: a seat in a sister group's session for somebody of an open group who missed one.

use roundel::domain::access::{Actor, Caller, Role};
use serde_json::{Value, json};

use crate::support::{MakeupFixture, both, done, refused};

const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const COURSE: &str = "query ($clientId: ID) { enrollments(clientId: $clientId) { nodes {
    id attrition { droppedOut } briefForm { state } } } }";
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const FORECAST: &str = include_str!("../../../graphql/operations/risk/attendance_forecast.graphql");
const GROUPS: &str = include_str!("../../../graphql/operations/groups/groups.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week_with_conflicts.graphql");

async fn group(desk: &MakeupFixture, id: &str) -> Value {
    let groups = desk.fixture.clinic.ask(GROUPS, json!({})).await["groups"]["nodes"].clone();
    groups.as_array().unwrap().iter().find(|group| group["id"] == id).unwrap().clone()
}

fn guests(session: &Value) -> Vec<&Value> {
    let places = session["participations"].as_array().unwrap();
    places.iter().filter(|place| !place["makesUpFor"].is_null()).collect()
}

async fn number(desk: &MakeupFixture, what: &str) -> i64 {
    desk.fixture.clinic.database.number(&format!("SELECT COUNT(*) AS n FROM {what}")).await
}

async fn edit(desk: &MakeupFixture, input: Value) {
    let clinic = &desk.fixture.clinic;
    let preview = clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await["previewSeriesEdit"].clone();
    let hash = done(preview, "preview")["hash"].clone();
    let committed = clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
    done(committed["commitSeriesEdit"].clone(), "committed");
}

both! {
    async fn a_guest_counts_in_the_dose_and_not_as_a_member(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        let before = group(&desk, &sister).await;
        let waiting = number(&desk, "notice").await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[0]["id"]).await, "session");
        assert_eq!(group(&desk, &sister).await, before, "no member more");
        assert_eq!(number(&desk, "notice").await, waiting + 1, "the guest is told, and nobody else");
        assert_eq!(desk.dose(0).await, [0, 0, 12, 12]);
        let week = desk.fixture.clinic.ask(WEEK, json!({ "startingOn": "2026-03-02", "zone": "America/New_York" })).await;
        let of_sister = week["week"].as_array().unwrap().iter().find(|one| one["id"] == sessions[0]["id"]).unwrap();
        let below = of_sister["conflicts"].as_array().unwrap().iter().find(|one| one["kind"] == "BELOW_MINIMUM");
        assert!(below.unwrap()["message"].as_str().unwrap().starts_with("0 expected"), "{of_sister:#}");

        desk.fixture.clinic.at("2026-03-06T12:00:00Z");
        let sessions = desk.sessions(json!({ "groupId": sister })).await;
        let guests = guests(&sessions[0]);
        assert_eq!((guests.len(), &guests[0]["makesUpFor"]), (1, &desk.missed[0]["id"]));
        desk.mark(&sessions[0]["id"], &guests[0]["id"], "ATTENDED").await;
        assert_eq!(desk.dose(0).await, [0, 1, 11, 12]);
        for of in [json!({ "groupId": sister }), json!({ "groupId": desk.fixture.group })] {
            let rate = desk.fixture.clinic.ask(SUMMARY, of).await["attendanceSummary"].clone();
            assert_eq!(rate["numerator"], 0, "{rate:#}");
        }
    }

    async fn of_many_who_ask_at_once_as_many_sit_as_there_are_seats(db) {
        let desk = MakeupFixture::open(db, 6).await;
        let (_, sessions) = desk.sister(json!({ "guestSeats": 2 })).await;
        let asks = desk.missed.iter().map(|place| desk.take_seat(&place["id"], &sessions[1]["id"]));
        let answers = futures_util::future::join_all(asks).await;
        let (seated, left): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer["session"].is_object());
        assert_eq!((seated.len(), left.len()), (2, 4), "{answers:#?}");
        assert!(left.iter().all(|answer| refused(answer) == ("NO_SEAT_LEFT", &json!("sessionId"))), "{left:#?}");
    }

    async fn what_gives_no_guest_seat_is_refused_with_its_field(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let fixture = &desk.fixture;
        let here = &desk.missed[0]["id"];
        let own = fixture.sessions().await;
        let (_, closed) = desk.sister(json!({ "admission": "CLOSED" })).await;
        assert_eq!(refused(&desk.take_seat(here, &own[1]["id"]).await), ("NOT_A_SISTER_GROUP", &json!("sessionId")));
        assert_eq!(refused(&desk.take_seat(here, &closed[0]["id"]).await), ("NOT_A_SISTER_GROUP", &json!("sessionId")));
        let nobodys = roundel::domain::ids::SessionId::mint(fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let missing = desk.take_seat(here, &json!(nobodys.to_string())).await;
        assert_eq!(refused(&missing), ("SESSION_NOT_FOUND", &json!("sessionId")));
        let coming = desk.take_seat(&own[1]["participations"][0]["id"], &own[2]["id"]).await;
        assert_eq!(refused(&coming), ("NOT_MISSED", &json!("participationId")));
        // Without a sister group there is nothing to be a guest of.
        let alone = done(desk.make_up(here, json!({})).await, "session");
        desk.cancel(&alone).await;
    }

    async fn somebody_of_an_open_group_with_a_sister_is_a_guest_and_not_met_alone(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let here = &desk.missed[0]["id"];
        let (sister, sessions) = desk.sister(json!({})).await;
        assert_eq!(refused(&desk.make_up(here, json!({})).await), ("GROUP_IS_OPEN", &json!("participationId")));
        done(desk.take_seat(here, &sessions[0]["id"]).await, "session");
        let again = desk.take_seat(here, &sessions[1]["id"]).await;
        assert_eq!(refused(&again), ("MADE_UP_ALREADY", &json!("participationId")));
        // Told beforehand that they can't come either: the seat is free, and they may try another day.
        let sessions = desk.sessions(json!({ "groupId": sister })).await;
        desk.mark(&sessions[0]["id"], &guests(&sessions[0])[0]["id"], "EXCUSED").await;
        let there = desk.take_seat(here, &sessions[0]["id"]).await;
        assert_eq!(refused(&there), ("ALREADY_THERE", &json!("sessionId")));
        done(desk.take_seat(here, &sessions[1]["id"]).await, "session");
    }

    async fn a_guest_moves_with_the_session_and_is_not_expected_at_what_replaces_it(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[1]["id"]).await, "session");
        edit(&desk, json!({ "seriesId": sessions[0]["seriesId"], "scope": "ALL_FUTURE", "localStart": "19:00" })).await;
        let client = "occupancy WHERE holder_kind = 'CLIENT' AND starts_at BETWEEN '2026-03-12T00:00:00Z' AND '2026-03-14T00:00:00Z'";
        assert_eq!(number(&desk, client).await, 1, "their time moved along");
        let moved = desk.sessions(json!({ "groupId": sister })).await;
        assert_eq!(guests(&moved[1])[0]["attendance"]["status"], "UNRECORDED");

        desk.cancel(&moved[1]).await;
        let all = desk.sessions(json!({ "groupId": sister })).await;
        assert_eq!((all.len(), number(&desk, client).await), (13, 0));
        assert_eq!(guests(&all[12]), Vec::<&Value>::new(), "no guest's place at the end instead");
        // Restored, it has its guest again.
        edit(&desk, json!({ "seriesId": sessions[0]["seriesId"], "scope": "THIS_SESSION", "sessionId": moved[1]["id"],
            "restore": true })).await;
        assert_eq!(number(&desk, client).await, 1);
        let restored = desk.sessions(json!({ "groupId": sister })).await;
        assert_eq!(guests(&restored[1])[0]["attendance"]["status"], "UNRECORDED");
    }

    async fn a_guest_who_leaves_their_own_group_leaves_the_seat(db) {
        let desk = MakeupFixture::open(db, 2).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[1]["id"]).await, "session");
        let full = desk.take_seat(&desk.missed[1]["id"], &sessions[1]["id"]).await;
        assert_eq!(refused(&full).0, "NO_SEAT_LEFT");
        let clinic = &desk.fixture.clinic;
        let own = clinic.ask(ENROLLMENTS, json!({ "clientId": desk.fixture.clients[0] })).await["enrollments"]["nodes"][0].clone();
        let ending = json!({ "enrollmentId": own["id"], "rowVersion": own["rowVersion"], "completed": false, "agreed": true });
        done(clinic.ask(END, json!({ "input": ending })).await["endEnrollment"].clone(), "enrollment");
        assert_eq!(group(&desk, &sister).await["enrolledCount"], 0);
        done(desk.take_seat(&desk.missed[1]["id"], &sessions[1]["id"]).await, "session");
    }

    async fn whoever_leads_the_session_sees_its_guest_and_whoever_leads_the_group_its_members_make_ups(db) {
        let desk = MakeupFixture::closed(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let therapist = |id: &Value| {
            let actor = Actor::Staff(id.as_str().unwrap().parse().unwrap());
            Caller { actor, role: Role::Therapist, ..clinic.admin.clone() }
        };
        let stand_in = json!(desk.fixture.add_therapist("Sam").await);
        let stranger = json!(desk.fixture.add_therapist("Sue").await);
        let made = done(desk.make_up(&desk.missed[0]["id"], json!({ "therapistId": stand_in })).await, "session");
        let document = "query ($id: ID!) { node(id: $id) { ... on Session { participations { client { preferredName } } } } }";
        for (who, sees) in [(json!(desk.fixture.therapist), true), (stand_in, true), (stranger, false)] {
            let answer = clinic.run(&therapist(&who), document, json!({ "id": made["id"] })).await;
            let name = &answer["data"]["node"]["participations"][0]["client"]["preferredName"];
            assert_eq!(name == "Member 0", sees, "{answer:#}");
        }
    }

    async fn a_guests_client_is_in_reach_of_who_leads_the_session(db) {
        let desk = MakeupFixture::open(db, 2).await;
        let (_, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[0]["id"]).await, "session");
        let clinic = &desk.fixture.clinic;
        let leads = sessions[0]["therapist"]["id"].as_str().unwrap().parse().unwrap();
        let caller = Caller { actor: Actor::Staff(leads), role: Role::Therapist, ..clinic.admin.clone() };
        let answer = clinic.run(&caller, "{ clients { nodes { id } } }", json!({})).await;
        assert_eq!(answer["data"]["clients"]["nodes"], json!([{ "id": desk.fixture.clients[0] }]));
    }

    async fn what_may_come_of_a_guests_course_is_told_to_their_own_therapist_alone(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (_, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[0]["id"]).await, "session");
        let clinic = &desk.fixture.clinic;
        let leads = sessions[0]["therapist"]["id"].as_str().unwrap().parse().unwrap();
        let host = Caller { actor: Actor::Staff(leads), role: Role::Therapist, ..clinic.admin.clone() };
        let (own, id) = (desk.fixture.leader(), &desk.fixture.enrollments[0]["id"]);
        for (who, is_own) in [(&own, true), (&clinic.admin, true), (&host, false)] {
            let answer = clinic.run(who, COURSE, json!({ "clientId": desk.fixture.clients[0] })).await;
            let course = &answer["data"]["enrollments"]["nodes"][0];
            assert_eq!(&course["id"], id, "{answer:#}");
            assert_eq!((course["attrition"].is_object(), course["briefForm"].is_object()), (is_own, is_own));
            let answer = clinic.run(who, FORECAST, json!({ "enrollmentId": id })).await;
            assert_eq!(answer["data"]["attendanceForecast"].is_object(), is_own, "{answer:#}");
            assert_eq!(answer["errors"][0]["extensions"]["code"] == "NOT_FOUND", !is_own, "{answer:#}");
            let answer = clinic.run(who, RISK_FLAGS, json!({})).await;
            let flags = answer["data"]["riskFlags"]["nodes"].as_array().unwrap();
            assert_eq!(flags.iter().any(|flag| flag["enrollmentId"] == *id), is_own, "{answer:#}");
        }
    }

    async fn a_seat_given_back_is_anybodys_and_within_the_debounce_nobody_hears_of_it(db) {
        let desk = MakeupFixture::open(db, 2).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        let waiting = number(&desk, "notice").await;
        let seat = done(desk.take_seat(&desk.missed[0]["id"], &sessions[1]["id"]).await, "session");
        let place = guests(&desk.sessions(json!({ "groupId": sister })).await[1])[0]["id"].clone();
        for _ in 0..2 {
            done(desk.give_back(&place).await, "session");
        }
        assert_eq!((number(&desk, "notice").await, desk.dose(0).await), (waiting, [0, 0, 11, 12]));
        done(desk.take_seat(&desk.missed[1]["id"], &seat["id"]).await, "session");
        let full = desk.take_seat(&desk.missed[0]["id"], &seat["id"]).await;
        assert_eq!(refused(&full), ("NO_SEAT_LEFT", &json!("sessionId")));
        // The other one gives it back too, and the first sits in their old place.
        let other = guests(&desk.sessions(json!({ "groupId": sister })).await[1])[1]["id"].clone();
        done(desk.give_back(&other).await, "session");
        done(desk.take_seat(&desk.missed[0]["id"], &seat["id"]).await, "session");
        assert_eq!(desk.dose(0).await, [0, 0, 12, 12]);

        desk.mark(&seat["id"], &place, "EXCUSED").await;
        assert_eq!(refused(&desk.give_back(&place).await), ("MARKED", &json!("participationId")));
        assert_eq!(refused(&desk.give_back(&desk.missed[0]["id"]).await), ("NO_GUEST", &json!("participationId")));
        desk.fixture.clinic.at("2026-03-20T12:00:00Z");
        assert_eq!(refused(&desk.give_back(&place).await), ("BEGUN", &json!("participationId")));
    }

    async fn who_could_not_come_is_expected_again_only_while_there_is_a_seat_and_nothing_else_makes_up(db) {
        let desk = MakeupFixture::open(db, 2).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        let session = &sessions[1]["id"];
        done(desk.take_seat(&desk.missed[0]["id"], session).await, "session");
        let place = guests(&desk.sessions(json!({ "groupId": sister })).await[1])[0]["id"].clone();
        desk.mark(session, &place, "EXCUSED").await;
        done(desk.take_seat(&desk.missed[1]["id"], session).await, "session");
        assert_eq!(refused(&desk.expect_again(&place, 1).await), ("NO_SEAT_LEFT", &json!("participationId")));
        desk.seats(&sister, 2).await;
        let corrected = desk.expect_again(&place, 1).await;
        assert_eq!(corrected["participation"]["attendance"]["status"], "UNRECORDED", "{corrected:#}");

        let correction = json!({ "participationId": place, "expectedVersion": 2, "status": "EXCUSED" });
        done(desk.correct(correction).await, "participation");
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[2]["id"]).await, "session");
        assert_eq!(refused(&desk.expect_again(&place, 3).await), ("MADE_UP_OTHERWISE", &json!("participationId")));
    }

    async fn a_restored_session_expects_no_guest_who_makes_up_otherwise_by_now(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[1]["id"]).await, "session");
        desk.cancel(&desk.sessions(json!({ "groupId": sister })).await[1]).await;
        done(desk.take_seat(&desk.missed[0]["id"], &sessions[2]["id"]).await, "session");
        edit(&desk, json!({ "seriesId": sessions[0]["seriesId"], "scope": "THIS_SESSION", "sessionId": sessions[1]["id"],
            "restore": true })).await;
        let restored = desk.sessions(json!({ "groupId": sister })).await;
        assert_eq!(guests(&restored[1])[0]["attendance"]["status"], "NOT_EXPECTED");
        assert_eq!(guests(&restored[2])[0]["attendance"]["status"], "UNRECORDED");
        assert_eq!(desk.dose(0).await, [0, 0, 12, 12], "one missed session is made up for once");
        let taken = "occupancy WHERE holder_kind = 'CLIENT' AND starts_at BETWEEN '2026-03-12T00:00:00Z' AND '2026-03-14T00:00:00Z'";
        assert_eq!(number(&desk, taken).await, 0);
    }

    async fn without_a_free_seat_in_any_sister_group_somebody_is_met_alone(db) {
        let desk = MakeupFixture::open(db, 2).await;
        let (sister, _) = desk.sister(json!({ "guestSeats": 0 })).await;
        let alone = done(desk.make_up(&desk.missed[0]["id"], json!({})).await, "session");
        desk.seats(&sister, 1).await;
        let refusal = desk.make_up(&desk.missed[1]["id"], json!({ "localStart": "2026-03-05T15:00:00" })).await;
        assert_eq!(refused(&refusal), ("GROUP_IS_OPEN", &json!("participationId")));

        // One made up alone, cancelled, made up as a guest: restored, it would make up a second time.
        desk.cancel(&alone).await;
        let coming = desk.sessions(json!({ "groupId": sister })).await;
        done(desk.take_seat(&desk.missed[0]["id"], &coming[0]["id"]).await, "session");
        let input = json!({ "seriesId": alone["seriesId"], "scope": "THIS_SESSION", "sessionId": alone["id"], "restore": true });
        let preview = desk.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let refusal = preview["previewSeriesEdit"].clone();
        assert_eq!(refused(&refusal), ("MADE_UP_OTHERWISE", &json!("restore")), "{refusal:#}");
    }

    async fn seats_at_the_hour_of_the_own_group_and_after_its_last_session_are_none(db) {
        let desk = MakeupFixture::open(db, 1).await;
        let (sister, sessions) = desk.sister(json!({})).await;
        edit(&desk, json!({ "seriesId": sessions[0]["seriesId"], "scope": "THIS_AND_FOLLOWING", "sessionId": sessions[1]["id"],
            "weekday": "TUESDAY" })).await;
        let refusal = desk.make_up(&desk.missed[0]["id"], json!({})).await;
        assert_eq!(refused(&refusal), ("GROUP_IS_OPEN", &json!("participationId")), "on Thursday there is a seat");
        desk.cancel(&desk.sessions(json!({ "groupId": sister })).await[0]).await;
        done(desk.make_up(&desk.missed[0]["id"], json!({})).await, "session");
        let far = desk.make_up(&desk.missed[0]["id"], json!({ "localStart": "9999-03-05T10:00:00" })).await;
        assert_eq!(refused(&far).0, "MADE_UP_ALREADY");
    }
}
