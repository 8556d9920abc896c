//! Companion meetings: what a program asks for of each client beside the weekly sessions.

use roundel::domain::access::{Actor, Caller, Role};
use serde_json::{Value, json};

use crate::support::{CompanionDesk, ScheduleFixture, both, done, refused};

const CREATE_PROGRAM: &str = include_str!("../../../graphql/operations/programs/create_program.graphql");
const DOSES: &str = include_str!("../../../graphql/operations/makeups/doses.graphql");
const LIST: &str = include_str!("../../../graphql/operations/companions/companion_meetings.graphql");
const PROPOSALS: &str = include_str!("../../../graphql/operations/companions/companion_proposals.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const SCHEDULE: &str =
    include_str!("../../../graphql/operations/companions/schedule_companion_meeting.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");

both! {
    async fn a_groups_members_each_lack_what_the_program_asks_for_within_its_windows(db) {
        let desk = CompanionDesk::with(db, 2).await;
        let missing = desk.list(json!({ "groupId": desk.fixture.group, "only": "MISSING" })).await;
        assert_eq!(missing.len(), 10);
        let shown = |one: &Value| (one["kind"].clone(), one["fromOn"].clone(), one["untilOn"].clone());
        let of_first: Vec<_> = missing.iter().filter(|one| one["enrollmentId"] == *desk.member(0)).map(shown).collect();
        assert_eq!(of_first, [
            (json!("PRE_GROUP"), json!("2026-02-24"), json!("2026-03-10")),
            (json!("MID_TREATMENT"), json!("2026-04-28"), json!("2026-05-05")),
            (json!("POST_GROUP"), json!("2026-06-23"), json!("2026-06-30")),
            (json!("PRE_EVALUATION"), json!("2026-02-10"), json!("2026-03-10")),
            (json!("POST_EVALUATION"), json!("2026-06-23"), json!("2026-07-07")),
        ]);
        assert!(missing.iter().all(|one| one["state"] == "MISSING" && one["zone"] == "America/New_York"));
        assert_eq!(missing[0]["enrollment"]["client"]["preferredName"], "Member 0");
        desk.fixture.clinic.at("2026-03-10T22:30:00Z");
        assert_eq!(desk.meeting(0, "PRE_GROUP").await["state"], "OVERDUE", "the group has begun");
        assert_eq!(desk.meeting(0, "MID_TREATMENT").await["state"], "MISSING");
    }

    async fn a_scheduled_meeting_is_the_members_own_and_counts_in_no_rate_and_no_dose(db) {
        let desk = CompanionDesk::with(db, 2).await;
        let clinic = &desk.fixture.clinic;
        let weekly = desk.fixture.sessions().await;
        let before = clinic.ask(DOSES, json!({})).await;
        let made = done(desk.schedule(0, "PRE_GROUP", "2026-03-04T10:00:00", json!({})).await, "session");
        let expected = json!({ "kind": "PRE_GROUP", "status": "PLANNED", "ordinal": null, "sessionCount": 1, "minutes": 50,
            "startsAt": "2026-03-04T15:00:00Z", "zone": "America/New_York", "groupId": null,
            "enrollmentId": desk.member(0), "roomId": null });
        for (key, value) in expected.as_object().unwrap() {
            assert_eq!(&made[key], value, "{key}");
        }
        let listed = desk.meeting(0, "PRE_GROUP").await;
        assert_eq!((&listed["state"], &listed["sessionId"]), (&json!("SCHEDULED"), &made["id"]));
        assert_eq!(desk.meeting(1, "PRE_GROUP").await["state"], "MISSING");
        assert_eq!(desk.fixture.sessions().await, weekly);

        clinic.at("2026-03-04T16:00:00Z");
        desk.attend(&made).await;
        assert_eq!(desk.meeting(0, "PRE_GROUP").await["state"], "HELD");
        assert_eq!(clinic.ask(DOSES, json!({})).await, before);
        let rate = clinic.ask(SUMMARY, json!({ "enrollmentId": desk.member(0) })).await["attendanceSummary"].clone();
        assert_eq!((&rate["numerator"], &rate["denominator"]), (&json!(0), &json!(0)));
        let again = desk.schedule(0, "PRE_GROUP", "2026-03-05T10:00:00", json!({})).await;
        assert_eq!(refused(&again), ("SCHEDULED_ALREADY", &json!("companion")));
    }

    async fn windows_move_with_the_series_and_what_falls_out_of_its_is_listed(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let made = done(desk.schedule(0, "POST_GROUP", "2026-06-24T10:00:00", json!({})).await, "session");
        assert_eq!(desk.list(json!({ "groupId": desk.fixture.group, "only": "OUTSIDE" })).await, Vec::<Value>::new());
        let series = desk.fixture.sessions().await[0]["seriesId"].clone();
        let shown = desk.edit(json!({ "seriesId": series, "scope": "ALL_FUTURE", "count": 17 })).await["companionMeetings"].clone();
        let dates = |from: &str, until: &str| json!({ "fromOn": from, "untilOn": until });
        let moved = json!({ "enrollmentId": desk.member(0), "clientId": desk.fixture.clients[0], "kind": "POST_GROUP",
            "before": dates("2026-06-23", "2026-06-30"), "after": dates("2026-06-30", "2026-07-07"),
            "zone": "America/New_York", "sessionId": made["id"], "state": "OUTSIDE_WINDOW" });
        assert_eq!((shown.as_array().unwrap().len(), &shown[0]), (2, &moved), "and the evaluation after it");
        let outside = desk.list(json!({ "groupId": desk.fixture.group, "only": "OUTSIDE" })).await;
        assert_eq!((outside.len(), &outside[0]["sessionId"], &outside[0]["fromOn"]), (1, &made["id"], &json!("2026-06-30")));
        let moving = json!({ "sessionId": made["id"], "rowVersion": 1, "localStart": "2026-07-01T10:00:00" });
        done(clinic.ask(RESCHEDULE, json!({ "input": moving })).await["rescheduleSession"].clone(), "session");
        let met = desk.meeting(0, "POST_GROUP").await;
        assert_eq!((&met["state"], &met["sessionId"]), (&json!("SCHEDULED"), &made["id"]));
        // Whoever is met a week before the group ends is met outside the window.
        let missing = desk.list(json!({ "groupId": desk.fixture.group, "only": "MISSING" })).await;
        assert_eq!(missing.len(), 4);
    }

    async fn a_late_joiners_windows_are_counted_from_their_own_sessions(db) {
        let desk = CompanionDesk::with(db, 1).await;
        desk.fixture.clinic.at("2026-03-25T12:00:00Z");
        let client = desk.fixture.add_client("Late", "America/New_York").await;
        let late = done(desk.fixture.enroll(&desk.fixture.group, &client).await, "enrollment");
        let own = desk.list(json!({ "enrollmentId": late["id"] })).await;
        let before = own.iter().find(|one| one["kind"] == "PRE_GROUP").unwrap();
        assert_eq!((&before["untilOn"], &before["state"]), (&json!("2026-03-31"), &json!("MISSING")));
    }

    async fn what_cant_be_scheduled_is_refused_with_its_field(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let cases = [
            ("ENGAGEMENT", "2026-03-04T10:00:00", json!({}), "NOT_ASKED_FOR", "companion"),
            ("PRE_GROUP", "2025-03-01T10:00:00", json!({}), "IN_PAST", "localStart"),
            ("PRE_GROUP", "2026-03-10T18:30:00", json!({}), "DOUBLE_BOOKED", "localStart"),
            ("PRE_GROUP", "2026-03-04T10:00:00", json!({ "minutes": 5 }), "INVALID_INPUT", "minutes"),
            ("PRE_GROUP", "2026-03-04T10:00:00", json!({ "zone": "Mars/Olympus" }), "INVALID_INPUT", "zone"),
            ("PRE_GROUP", "2026-03-04T10:00:00", json!({ "meetingLink": "http://a.example" }), "INVALID_INPUT", "meetingLink"),
        ];
        for (kind, at, changes, code, field) in cases {
            assert_eq!(refused(&desk.schedule(0, kind, at, changes).await), (code, &json!(field)));
        }
        desk.end(0, true).await;
        let over = desk.schedule(0, "PRE_GROUP", "2026-03-04T10:00:00", json!({})).await;
        assert_eq!(refused(&over), ("ENROLLMENT_OVER", &json!("enrollmentId")));
    }

    async fn before_there_is_a_series_a_treatment_is_engaged_by_who_is_named(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let input = json!({ "clientId": fixture.clients[0], "programId": fixture.program("IPT-B").await, "siteId": fixture.site });
        let create = include_str!("../../../graphql/operations/groups/create_treatment.graphql");
        let treatment = done(fixture.clinic.ask(create, json!({ "input": input })).await["createTreatment"].clone(), "enrollment");
        let mut meeting = json!({ "enrollmentId": treatment["id"], "companion": "ENGAGEMENT", "localStart": "2026-03-04T10:00:00" });
        let schedule = async |input: &Value| {
            fixture.clinic.ask(SCHEDULE, json!({ "input": input })).await["scheduleCompanionMeeting"].clone()
        };
        assert_eq!(refused(&schedule(&meeting).await), ("THERAPIST_NOT_FOUND", &json!("therapistId")));
        meeting["therapistId"] = json!(fixture.therapist);
        let made = done(schedule(&meeting).await, "session");
        assert_eq!((&made["kind"], &made["zone"]), (&json!("ENGAGEMENT"), &json!("America/New_York")), "the site's zone");
        let listed = fixture.clinic.ask(LIST, json!({ "enrollmentId": treatment["id"] })).await["companionMeetings"].clone();
        let engaged = listed.as_array().unwrap().iter().find(|one| one["kind"] == "ENGAGEMENT").unwrap();
        assert_eq!((&engaged["state"], &engaged["fromOn"]), (&json!("SCHEDULED"), &Value::Null));
        // The weekly sessions are a series of their own afterwards, of as many as were promised.
        let mut series = fixture.series();
        let own = json!({ "enrollmentId": treatment["id"], "groupId": null, "weekday": "WEDNESDAY", "startOn": "2026-03-11", "plannedCount": 8 });
        series.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        fixture.commit(&series).await;
        let answer = fixture.clinic.ask(SESSIONS, json!({ "enrollmentId": treatment["id"], "first": 20 })).await;
        let ordinals: Vec<_> = answer["sessions"]["nodes"].as_array().unwrap().iter().map(|one| one["ordinal"].clone()).collect();
        assert_eq!(json!(ordinals), json!([null, 1, 2, 3, 4, 5, 6, 7, 8]));
    }

    async fn proposals_are_times_at_which_client_and_therapist_are_free(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let propose = async |companion: &str, first: i64| {
            let variables = json!({ "enrollmentId": desk.member(0), "companion": companion, "first": first });
            clinic.ask(PROPOSALS, variables).await["companionProposals"].clone()
        };
        let starts = |proposed: &Value| -> Vec<Value> {
            proposed["times"].as_array().unwrap().iter().map(|one| one["localStart"].clone()).collect()
        };
        let found = propose("PRE_GROUP", 3).await;
        assert_eq!(json!(starts(&found)), json!(["2026-03-02T08:00:00", "2026-03-02T09:00:00", "2026-03-02T10:00:00"]));
        assert_eq!((&found["times"][0]["therapistId"], &found["whyNone"]), (&json!(desk.fixture.therapist), &Value::Null));
        // What is taken is proposed no more, and what is proposed can be scheduled.
        done(desk.schedule(0, "PRE_EVALUATION", "2026-03-02T09:00:00", json!({})).await, "session");
        let left = propose("PRE_GROUP", 2).await;
        assert_eq!(json!(starts(&left)), json!(["2026-03-02T08:00:00", "2026-03-02T10:00:00"]));
        let chosen = left["times"][1]["localStart"].as_str().unwrap();
        done(desk.schedule(0, "PRE_GROUP", chosen, json!({})).await, "session");
        let variables = json!({ "enrollmentId": desk.member(0), "companion": "ENGAGEMENT" });
        let answer = clinic.run(&clinic.admin, PROPOSALS, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["field"], "companion", "{answer:#}");
        clinic.at("2026-03-10T22:30:00Z");
        assert_eq!(propose("PRE_GROUP", 2).await, json!({ "times": [], "whyNone": "WINDOW_OVER" }));
    }

    async fn a_program_of_the_clinics_own_asks_for_what_it_says(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let create = async |companions: Value| {
            let input = json!({ "code": "OWN", "name": "Own", "format": "GROUP", "audience": "ADULTS", "minSessions": 8,
                "maxSessions": 8, "sessionMinutes": 90, "initialPhaseEnds": 2, "middlePhaseEnds": 6, "minSize": 2,
                "viableSize": 3, "maxSize": 4, "companions": companions });
            fixture.clinic.ask(CREATE_PROGRAM, json!({ "input": input })).await["createProgram"].clone()
        };
        let review = json!({ "kind": "MID_TREATMENT", "anchor": "MIDDLE", "earliestDays": -2, "latestDays": 2, "minutes": 30 });
        let mut backwards = review.clone();
        backwards["earliestDays"] = json!(3);
        assert_eq!(refused(&create(json!([backwards])).await), ("INVALID_INPUT", &json!("companions")));
        assert_eq!(refused(&create(json!([review, review])).await), ("INVALID_INPUT", &json!("companions")));
        let mut short = review.clone();
        short["minutes"] = json!(5);
        assert_eq!(refused(&create(json!([short])).await), ("INVALID_INPUT", &json!("companions.0.minutes")));
        let made = done(create(json!([review])).await, "program");
        let asked = fixture.clinic.ask("query ($id: ID!) { node(id: $id) { ... on TreatmentProgram { companions { kind earliestDays required } } } }",
            json!({ "id": made["id"] })).await;
        assert_eq!(asked["node"]["companions"], json!([{ "kind": "MID_TREATMENT", "earliestDays": -2, "required": true }]));
    }

    async fn a_therapist_sees_the_meetings_of_the_groups_they_lead_and_no_others(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let stranger = desk.fixture.add_therapist("Sue").await;
        for (who, sees) in [(&desk.fixture.therapist, true), (&stranger, false)] {
            let caller = Caller { actor: Actor::Staff(who.parse().unwrap()), role: Role::Therapist, ..clinic.admin.clone() };
            let answer = clinic.run(&caller, LIST, json!({ "groupId": desk.fixture.group })).await;
            assert_eq!(answer["data"]["companionMeetings"].is_array(), sees, "{answer:#}");
        }
    }

    async fn a_list_of_meetings_takes_as_many_statements_for_one_member_as_for_nine(db) {
        let desk = CompanionDesk::with(db, 1).await;
        let cost = async || {
            let before = desk.fixture.clinic.app.statement_count();
            let listed = desk.list(json!({ "groupId": desk.fixture.group })).await.len();
            (listed, desk.fixture.clinic.app.statement_count() - before)
        };
        let small = cost().await;
        desk.add_members(8).await;
        let large = cost().await;
        assert_eq!((small.0, large.0), (5, 45));
        assert_eq!(small.1, large.1);
        assert!(small.1 <= 7, "{small:?}");
    }
}
