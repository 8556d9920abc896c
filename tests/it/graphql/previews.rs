//! Previewing a weekly series.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_series.graphql");

/// Tuesdays at 18:00 in New York from 3 March 2026 on, of nobody in particular.
fn tuesdays(count: i64, changes: Value) -> Value {
    let mut input = json!({ "weekday": "TUESDAY", "localStart": "18:00", "zone": "America/New_York",
        "startOn": "2026-03-03", "plannedCount": count });
    input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    input
}

fn column(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

both! {
    async fn zones_alone_show_the_weeks_in_which_somebodys_hour_moves(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let input = tuesdays(5, json!({ "participantZones": ["Europe/London"] }));
        let preview = done(fixture.preview(&input).await, "preview");
        // New York changes its clocks on 8 March, London on the 29th: three weeks at 22:00 instead of 23:00.
        let starts = column(&preview["sessions"], "startsAt");
        assert_eq!(starts[0], "2026-03-03T23:00:00Z");
        assert_eq!(starts[1], "2026-03-10T22:00:00Z");
        let london = &preview["participants"][0];
        assert_eq!((&london["clientId"], &london["zone"]), (&Value::Null, &json!("Europe/London")));
        assert_eq!(
            london["localStarts"],
            json!([
                "2026-03-03T23:00:00",
                "2026-03-10T22:00:00",
                "2026-03-17T22:00:00",
                "2026-03-24T22:00:00",
                "2026-03-31T23:00:00",
            ])
        );
        let moved = london["warnings"].as_array().unwrap().iter().find(|one| one["kind"] == "HOUR_MOVES");
        assert_eq!(moved.unwrap()["ordinals"], json!([2, 3, 4]));
        assert_eq!(preview["conflicts"], json!([]));
    }

    async fn clients_see_their_own_wall_time_and_so_do_the_groups_members(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let calcutta = fixture.add_client("Dev", "Asia/Calcutta").await;
        let mut input = fixture.series();
        input["clientIds"] = json!([calcutta, fixture.clients[0]]);
        let preview = done(fixture.preview(&input).await, "preview");
        let participants = preview["participants"].as_array().unwrap();
        assert_eq!(participants.len(), 2, "a member given again is shown once");
        let dev = participants.iter().find(|one| one["clientId"] == json!(calcutta)).unwrap();
        assert_eq!(
            (&dev["zone"], &dev["localStarts"][0]),
            (&json!("Asia/Calcutta"), &json!("2026-03-04T04:30:00"))
        );
        let kinds = column(&dev["warnings"], "kind");
        assert!(kinds.contains(&"OTHER_DATE".into()) && kinds.contains(&"TOO_EARLY".into()), "{kinds:?}");
    }

    async fn gaps_and_overlaps_of_the_series_clocks_are_shown(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let sundays = |start_on, time| {
            tuesdays(1, json!({ "weekday": "SUNDAY", "localStart": time, "startOn": start_on }))
        };
        let gap =
            done(fixture.preview(&sundays("2026-03-08", "02:30")).await, "preview")["sessions"][0].clone();
        assert_eq!(
            gap,
            json!({ "ordinal": 1, "clockChange": "GAP", "localStart": "2026-03-08T02:30:00",
            "resolvedLocalStart": "2026-03-08T03:30:00", "startsAt": "2026-03-08T07:30:00Z", "endsAt": "2026-03-08T08:20:00Z" })
        );
        let overlap =
            done(fixture.preview(&sundays("2026-11-01", "01:30")).await, "preview")["sessions"][0].clone();
        assert_eq!(
            (&overlap["clockChange"], &overlap["startsAt"]),
            (&json!("OVERLAP"), &json!("2026-11-01T05:30:00Z"))
        );
    }

    async fn skipped_dates_lengthen_a_series_of_sessions_and_shorten_one_of_weeks(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let skipping =
            |counting: &str| tuesdays(4, json!({ "skippedOn": ["2026-03-10"], "counting": counting }));
        let held = done(fixture.preview(&skipping("HOLD_SESSIONS")).await, "preview");
        assert_eq!(
            column(&held["sessions"], "localStart"),
            ["2026-03-03T18:00:00", "2026-03-17T18:00:00", "2026-03-24T18:00:00", "2026-03-31T18:00:00",]
        );
        let weeks = done(fixture.preview(&skipping("CALENDAR_WEEKS")).await, "preview");
        assert_eq!(weeks["sessions"].as_array().unwrap().len(), 3);
        assert_ne!(held["hash"], weeks["hash"]);
    }

    async fn what_makes_no_series_is_refused_with_its_field(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let cases = [
            (json!({ "skippedOn": ["2026-03-11"] }), "INVALID_SKIPPED_DATE", "skippedOn"),
            (json!({ "skippedOn": ["2026-03-10", "2026-03-10"] }), "INVALID_SKIPPED_DATE", "skippedOn"),
            (json!({ "localStart": "18:00:30" }), "INVALID_INPUT", "localStart"),
            (json!({ "minutes": 5 }), "INVALID_INPUT", "minutes"),
            (json!({ "minutes": 241 }), "INVALID_INPUT", "minutes"),
            (json!({ "plannedCount": 0 }), "INVALID_INPUT", "plannedCount"),
            (json!({ "plannedCount": 61 }), "INVALID_INPUT", "plannedCount"),
            (json!({ "startOn": "9999-12-30" }), "NO_SESSIONS", "startOn"),
            (json!({ "participantZones": ["Europe/Lundon"] }), "INVALID_INPUT", "participantZones"),
            (json!({ "participantZones": vec!["UTC"; 101] }), "INVALID_INPUT", "participantZones"),
            (json!({ "groupId": "grp_x" }), "INVALID_INPUT", "groupId"),
            (json!({ "therapistId": fixture.room }), "INVALID_INPUT", "therapistId"),
            (json!({ "groupId": fixture.group, "enrollmentId": "enr_x" }), "INVALID_INPUT", "enrollmentId"),
        ];
        for (changes, code, field) in cases {
            let payload = fixture.preview(&tuesdays(4, changes)).await;
            assert_eq!(refused(&payload), (code, &json!(field)));
        }
    }

    async fn an_unknown_zone_is_refused_with_a_suggestion(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let payload = fixture.preview(&tuesdays(4, json!({ "zone": "America/New_Yrok" }))).await;
        assert_eq!(refused(&payload), ("INVALID_INPUT", &json!("zone")));
        let message = payload["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("America/New_York"), "{message}");
    }

    async fn a_date_that_does_not_exist_or_carries_a_zone_is_none(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        for (field, value) in [
            ("startOn", json!("2027-02-29")),
            ("skippedOn", json!(["2026-02-29"])),
            ("startOn", json!("2026-03-03T18:00:00")),
            ("localStart", json!("18:00+01:00")),
            ("localStart", json!("2026-03-03T18:00")),
        ] {
            let mut input = tuesdays(4, json!({}));
            input[field] = value;
            let answer = fixture.clinic.run(&fixture.clinic.admin, PREVIEW, json!({ "input": input })).await;
            let error = &answer["errors"][0];
            assert_eq!(error["extensions"]["code"], "INVALID_INPUT", "{answer:#}");
            let path = if field == "skippedOn" { "input.skippedOn.0".to_owned() } else { format!("input.{field}") };
            assert_eq!(error["extensions"]["field"], path, "{answer:#}");
            let message = error["message"].as_str().unwrap();
            assert!(message.starts_with(&format!("{path}: expected a ")) && message.contains("such as"), "{message}");
        }
        let literal = PREVIEW.replace("($input: SeriesInput!)", "").replace("$input", r#"{ weekday: TUESDAY,
            localStart: "six", zone: "UTC", startOn: "2026-03-03", plannedCount: 4 }"#);
        let answer = fixture.clinic.run(&fixture.clinic.admin, &literal, json!({})).await;
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"], json!({ "code": "INVALID_INPUT", "field": "input.localStart" }));
        assert_eq!(error["message"], "input.localStart: expected a time such as 18:30:00");
        assert!(!answer.to_string().contains("six"), "{answer:#}");
        let leap_day = tuesdays(1, json!({ "startOn": "2028-02-29" }));
        assert!(fixture.preview(&leap_day).await["preview"].is_object());
    }

    async fn what_can_be_committed_is_said_and_is_made(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let preview = done(fixture.preview(&fixture.series()).await, "preview");
        assert_eq!((&preview["committable"], &preview["blockers"]), (&json!(true), &json!([])));
        done(fixture.create(&fixture.series(), &preview["hash"]).await, "series");
    }

    async fn each_blocker_that_a_preview_names_is_what_creating_refuses(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let (tom, red) = (fixture.add_therapist("Tom").await, fixture.add_room("Red").await);
        let free = fixture.add_group("Free", json!({})).await;
        let shared = fixture.add_group("Shared", json!({})).await;
        done(fixture.enroll(&shared, &fixture.clients[0]).await, "enrollment");
        let draft = |group: &str, changes: Value| {
            let mut input = fixture.series();
            let fields = input.as_object_mut().unwrap();
            fields.extend([("groupId".to_owned(), json!(group)), ("therapistId".to_owned(), json!(tom))]);
            fields.insert("roomId".into(), json!(red));
            fields.extend(changes.as_object().unwrap().clone());
            input
        };
        let cases = [
            (draft(&free, json!({ "groupId": null })), "INCOMPLETE"),
            (draft(&free, json!({ "therapistId": null })), "INCOMPLETE"),
            (draft(&free, json!({ "startOn": "2026-02-24" })), "IN_PAST"),
            (draft(&free, json!({ "therapistId": fixture.therapist })), "DOUBLE_BOOKED"),
            (draft(&free, json!({ "roomId": fixture.room })), "DOUBLE_BOOKED"),
            (draft(&shared, json!({})), "DOUBLE_BOOKED"),
        ];
        for (input, code) in cases {
            let preview = done(fixture.preview(&input).await, "preview");
            assert_eq!(preview["committable"], false, "{input:#}");
            assert_eq!(preview["blockers"].as_array().unwrap().len(), 1, "{input:#}");
            let payload = fixture.create(&input, &preview["hash"]).await;
            assert_eq!(payload["userErrors"], preview["blockers"]);
            assert_eq!(refused(&payload).0, code);
        }
        let all = draft(&free, json!({ "groupId": null, "therapistId": null, "roomId": fixture.room,
            "startOn": "2026-02-24" }));
        let preview = done(fixture.preview(&all).await, "preview");
        assert_eq!(column(&preview["blockers"], "code"), ["INCOMPLETE", "INCOMPLETE", "IN_PAST", "DOUBLE_BOOKED"]);
        // A further client is only shown times: that they are taken blocks nothing.
        let shown = draft(&free, json!({ "clientIds": [fixture.clients[0]] }));
        let preview = done(fixture.preview(&shown).await, "preview");
        assert!(!preview["conflicts"].as_array().unwrap().is_empty() && preview["committable"] == true, "{preview:#}");
        done(fixture.create(&shown, &preview["hash"]).await, "series");
    }

    async fn a_preview_may_lie_in_the_past(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let preview =
            done(fixture.preview(&tuesdays(1, json!({ "startOn": "2019-01-01" }))).await, "preview");
        assert_eq!(preview["sessions"][0]["startsAt"], "2019-01-01T23:00:00Z");
    }

    async fn the_hash_stays_until_somebody_joins_and_never_depends_on_the_clock(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let hash = async || done(fixture.preview(&fixture.series()).await, "preview")["hash"].clone();
        let first = hash().await;
        fixture.clinic.at("2026-03-02T20:00:00Z");
        assert_eq!(hash().await, first);
        let client = fixture.add_client("Nia", "America/New_York").await;
        assert_eq!(hash().await, first, "a client of no concern");
        done(fixture.enroll(&fixture.group, &client).await, "enrollment");
        assert_ne!(hash().await, first);
    }

    async fn who_and_what_is_taken_is_shown_with_the_session_it_concerns(db) {
        let fixture = ScheduleFixture::committed(db, 1).await;
        let other = fixture.add_group("Others", json!({})).await;
        let mut input = fixture.series();
        input["groupId"] = json!(other);
        // An hour later, two weeks later: it overlaps by half an hour from the third session on.
        input["localStart"] = json!("19:00");
        input["startOn"] = json!("2026-03-17");
        input["clientIds"] = json!([fixture.clients[0]]);
        let preview = done(fixture.preview(&input).await, "preview");
        let conflicts = preview["conflicts"].as_array().unwrap();
        assert_eq!(conflicts.len(), 3 * 10);
        let of = |kind: &str| conflicts.iter().find(|one| one["holderKind"] == kind).unwrap().clone();
        assert_eq!(
            of("ROOM"),
            json!({ "ordinal": 1, "holderKind": "ROOM", "holderId": fixture.room,
            "takenFrom": "2026-03-17T22:00:00Z" })
        );
        assert_eq!(of("THERAPIST")["holderId"], json!(fixture.therapist));
        assert_eq!(of("CLIENT")["holderId"], json!(fixture.clients[0]));
        input["localStart"] = json!("19:30");
        assert_eq!(done(fixture.preview(&input).await, "preview")["conflicts"], json!([]), "they only touch");
    }
}
