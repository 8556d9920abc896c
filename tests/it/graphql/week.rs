//! A week of the clinic, a site, a therapist or a room.

use roundel::app::series::{Week, list_week};
use roundel::domain::time::Zone;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week.graphql");

async fn week(fixture: &ScheduleFixture, starting_on: &str, changes: Value) -> Vec<Value> {
    let mut variables = json!({ "startingOn": starting_on, "zone": "America/New_York" });
    variables.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    fixture.clinic.ask(WEEK, variables).await["week"].as_array().unwrap().clone()
}

both! {
    async fn a_week_shows_its_sessions_with_everybodys_place(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let sessions = week(&fixture, "2026-03-02", json!({})).await;
        assert_eq!(sessions.len(), 1);
        let session = &sessions[0];
        assert_eq!((&session["ordinal"], &session["sessionCount"]), (&json!(1), &json!(12)));
        assert_eq!(session["group"], json!({ "id": fixture.group, "name": "Tuesdays" }));
        assert_eq!(session["therapist"], json!({ "id": fixture.therapist, "displayName": "Tess" }));
        let places = session["participations"].as_array().unwrap();
        let clients: Vec<&Value> = places.iter().map(|place| &place["client"]["id"]).collect();
        assert_eq!(
            clients,
            [&json!(fixture.clients[0]), &json!(fixture.clients[1])],
            "in the order of enrollment"
        );
    }

    async fn the_days_begin_and_end_where_the_asker_is(db) {
        let fixture = ScheduleFixture::committed(db, 0).await;
        // The first session: Tuesday 3 March 18:00 to 19:30 in New York is Wednesday 08:00 to 09:30 in Tokyo.
        let count = async |starting_on: &str, zone: &str| {
            week(&fixture, starting_on, json!({ "zone": zone })).await.len()
        };
        assert_eq!(count("2026-02-25", "America/New_York").await, 1, "its last day");
        assert_eq!(count("2026-02-24", "America/New_York").await, 0);
        assert_eq!(count("2026-03-03", "America/New_York").await, 1);
        assert_eq!(count("2026-02-25", "Asia/Tokyo").await, 0);
        assert_eq!(count("2026-02-26", "Asia/Tokyo").await, 1);
        // In Kolkata it runs from 04:30 to 06:00; in London over midnight, 23:00 to 00:30: in both weeks.
        assert_eq!(count("2026-02-25", "Europe/London").await, 1);
        assert_eq!(count("2026-03-04", "Europe/London").await, 2);
    }

    async fn a_week_that_can_not_be_shown_whole_is_refused_with_the_way_out(db) {
        let fixture = ScheduleFixture::committed(db, 0).await;
        let (app, caller) = (&fixture.clinic.app, &fixture.clinic.admin);
        // Seen from London two sessions touch this week.
        let week = Week {
            starting_on: Some("2026-03-04".parse().unwrap()),
            zone: Some(Zone::parse("Europe/London").unwrap()),
            site_id: None,
            therapist_id: None,
            room_id: None,
        };
        assert_eq!(list_week(app, caller, week.clone(), 2).await.unwrap().len(), 2);
        let refused = list_week(app, caller, week, 1).await.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the week has more than 1 sessions: narrow it by site, therapist or room"
        );
    }

    async fn a_day_without_midnight_begins_later(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut input = fixture.series();
        // Cairo's clocks go from 23:59:59 on Thursday 23 April 2026 to 01:00 on the 24th.
        input["zone"] = json!("Africa/Cairo");
        (input["weekday"], input["localStart"], input["minutes"]) =
            (json!("THURSDAY"), json!("23:00"), json!(60));
        input["startOn"] = json!("2026-04-23");
        fixture.commit(&input).await;
        let cairo = json!({ "zone": "Africa/Cairo" });
        assert_eq!(week(&fixture, "2026-04-17", cairo.clone()).await.len(), 1);
        assert_eq!(week(&fixture, "2026-04-24", cairo).await.len(), 1, "only the one on the 30th");
    }

    async fn a_week_is_narrowed_by_site_therapist_and_room_and_shows_cancelled_sessions(db) {
        let fixture = ScheduleFixture::committed(db, 0).await;
        let (tom, red) = (fixture.add_therapist("Tom").await, fixture.add_room("Red").await);
        let other = fixture.add_group("Others", json!({})).await;
        let mut input = fixture.series();
        (input["groupId"], input["therapistId"], input["roomId"]) = (json!(other), json!(tom), json!(red));
        fixture.commit(&input).await;
        let of = async |filter: Value| week(&fixture, "2026-03-02", filter).await;
        assert_eq!(of(json!({})).await.len(), 2);
        assert_eq!(of(json!({ "siteId": fixture.site })).await.len(), 2);
        let site = json!({ "input": { "name": "Elsewhere", "zone": "UTC" } });
        let site = fixture.clinic.ask(CREATE_SITE, site).await["createSite"]["site"]["id"].clone();
        assert_eq!(of(json!({ "siteId": site })).await.len(), 0);
        for filter in [json!({ "therapistId": tom }), json!({ "roomId": red })] {
            let sessions = of(filter).await;
            assert_eq!((sessions.len(), &sessions[0]["group"]["id"]), (1, &json!(other)));
        }
        let mine = of(json!({ "roomId": fixture.room })).await;
        let input = json!({ "sessionId": mine[0]["id"], "rowVersion": 1, "cancelledBy": "CLOSURE" });
        done(fixture.clinic.ask(CANCEL, json!({ "input": input })).await["cancelSession"].clone(), "session");
        let mine = of(json!({ "roomId": fixture.room })).await;
        assert_eq!((&mine[0]["status"], &mine[0]["ordinal"]), (&json!("CANCELLED"), &Value::Null));
    }

    async fn a_zone_that_is_none_and_a_foreign_filter_are_refused_or_empty(db) {
        let fixture = ScheduleFixture::committed(db, 0).await;
        let bad = json!({ "startingOn": "2026-03-02", "zone": "America/New_Yrok" });
        let answer = fixture.clinic.run(&fixture.clinic.admin, WEEK, bad).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INVALID_INPUT");
        assert!(answer["errors"][0]["message"].as_str().unwrap().contains("America/New_York"), "{answer:#}");
        assert_eq!(week(&fixture, "9999-12-30", json!({})).await.len(), 0);
        let neighbour = fixture.clinic.neighbour().await;
        let (now, chance) = (fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let missing = roundel::domain::ids::RoomId::mint(now, chance).to_string();
        let of = |room: &str| json!({ "startingOn": "2026-03-02", "zone": "UTC", "roomId": room });
        let theirs = fixture.clinic.run(&neighbour, WEEK, of(&fixture.room)).await;
        assert_eq!(theirs.to_string(), fixture.clinic.run(&neighbour, WEEK, of(&missing)).await.to_string());
        assert_eq!(theirs, json!({ "data": { "week": [] } }));
    }

    async fn a_week_takes_five_statements_for_one_session_as_for_fifty(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let statements = async |expected: usize| {
            let before = fixture.clinic.app.statement_count();
            assert_eq!(week(&fixture, "2026-03-02", json!({})).await.len(), expected);
            fixture.clinic.app.statement_count() - before
        };
        // The sessions, therapists, groups, rosters, and the audit log's row.
        assert_eq!(statements(1).await, 5);
        let days = ["MONDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY"];
        for number in 0..49 {
            let mut input = fixture.series();
            input["groupId"] = json!(fixture.add_group(&format!("Group {number}"), json!({})).await);
            input["therapistId"] = json!(fixture.add_therapist(&format!("Therapist {number}")).await);
            input["roomId"] = Value::Null;
            (input["weekday"], input["startOn"]) = (json!(days[number % 5]), json!("2026-03-02"));
            fixture.commit(&input).await;
        }
        assert_eq!(statements(50).await, 5);
    }
}
