//! Closures of a site and time off of a therapist: previewed over every series, committed, taken back.

use serde_json::{Value, json};

use crate::support::{ClosingDesk as Desk, both, day, done, refused};

const CLOSURES: &str = include_str!("../../../graphql/operations/schedule/closures.graphql");
const HOLIDAY_FILE: &str = include_str!("../../../graphql/operations/schedule/holiday_file.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const QUALIFY: &str = include_str!("../../../graphql/operations/staff/set_qualifications.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const UPDATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

both! {
    async fn a_closed_day_is_shown_for_all_series_at_once_and_then_so(db) {
        let desk = Desk::with(db, 2).await;
        let (thursdays, _) = desk.another_series(json!({})).await;
        done(desk.fixture.enroll(&thursdays, &desk.fixture.clients[0]).await, "enrollment");
        let before = desk.fixture.sessions().await;
        let closures = json!([
            { "firstOn": "2026-04-07", "lastOn": "2026-04-09", "reason": "Spring break" },
            { "firstOn": "2026-03-17", "fromTime": "17:00", "untilTime": "18:30", "reason": "Fire drill" },
        ]);
        let input = desk.site(closures, json!({}));
        let preview = done(desk.preview(&input).await, "preview");
        assert_eq!(desk.fixture.sessions().await, before, "nothing was written");
        let impacts = preview["impacts"].as_array().unwrap();
        let shown: Vec<_> = impacts
            .iter()
            .map(|one| (one["groupName"].as_str().unwrap(), one["changes"].as_array().unwrap().len(),
                one["added"].as_array().unwrap().len()))
            .collect();
        assert_eq!(shown, [("Tuesdays", 2, 2), ("Thursdays", 1, 1)]);
        assert_eq!(impacts[0]["added"][0]["localStart"], "2026-05-26T18:00:00");
        assert_eq!(impacts[0]["added"][0]["ordinal"], 11);
        let mails = preview["mails"].as_array().unwrap();
        let told: Vec<_> = mails.iter().map(|mail| (&mail["kind"], mail["sessionsTold"].as_u64().unwrap())).collect();
        assert_eq!(told, [(&json!("DIGEST"), 6), (&json!("DIGEST"), 4)], "one mail a person, of all their series");

        let committed = done(desk.commit(&input, &preview["hash"]).await, "committed");
        assert_eq!(committed["change"]["kind"], "CLOSURE");
        assert_eq!(committed["entered"].as_array().unwrap().len(), 2);
        let tuesdays = desk.dates(&desk.fixture.group).await;
        assert_eq!(tuesdays.len(), 12);
        assert!(!tuesdays.contains(&"2026-03-17".to_owned()) && !tuesdays.contains(&"2026-04-07".to_owned()));
        assert_eq!(tuesdays[10..], ["2026-05-26", "2026-06-02"]);
        assert!(!desk.dates(&thursdays).await.contains(&"2026-04-09".to_owned()));
        let cancelled = desk.fixture.sessions().await[2].clone();
        assert_eq!((&cancelled["id"], &cancelled["cancelledBy"]), (&before[2]["id"], &json!("CLOSURE")));

        let again = done(desk.commit(&input, &preview["hash"]).await, "committed");
        assert_eq!(again, committed, "the same hash again");
        assert_eq!(desk.dates(&desk.fixture.group).await, tuesdays);
        let listed = desk.fixture.clinic.ask(CLOSURES, json!({ "first": 1 })).await["closures"].clone();
        assert_eq!(listed["nodes"][0]["reason"], "Fire drill");
        let more = json!({ "after": listed["pageInfo"]["endCursor"], "siteId": desk.fixture.site });
        let rest = desk.fixture.clinic.ask(CLOSURES, more).await["closures"]["nodes"].clone();
        assert_eq!((rest.as_array().unwrap().len(), &rest[0]["zone"]), (1, &json!("America/New_York")));
    }

    async fn each_series_is_resolved_as_it_is_decided_for(db) {
        let desk = Desk::with(db, 1).await;
        let (thursdays, series) = desk.another_series(json!({})).await;
        let closures = json!([{ "firstOn": "2026-04-07", "lastOn": "2026-04-09", "reason": "Spring break" }]);
        let before = desk.fixture.sessions().await;
        let decisions = json!([{ "seriesId": series["id"], "resolution": "SKIP" }]);
        let input = desk.site(closures, json!({ "resolution": "SHIFT", "series": decisions }));
        let (preview, _) = desk.close(&input).await;
        assert_eq!(preview["impacts"][0]["changes"][0]["effects"], json!(["MOVED"]));
        assert_eq!(preview["impacts"][1]["resolution"], "SKIP");
        let tuesdays = desk.dates(&desk.fixture.group).await;
        assert_eq!((tuesdays.len(), tuesdays[5].as_str(), tuesdays[11].as_str()), (12, "2026-04-14", "2026-05-26"));
        let ids = |sessions: &[Value]| -> Vec<Value> { sessions.iter().map(|one| one["id"].clone()).collect() };
        let after = desk.fixture.sessions().await;
        assert_eq!(ids(&after), ids(&before), "ids are kept, and none is added");
        assert_eq!(desk.dates(&thursdays).await.len(), 11);
    }

    async fn a_new_series_goes_round_what_is_closed_and_says_so(db) {
        let desk = Desk::with(db, 0).await;
        desk.close(&desk.site(day("2026-04-09"), json!({}))).await;
        let fixture = &desk.fixture;
        let mut input = fixture.series();
        input["weekday"] = json!("THURSDAY");
        input["startOn"] = json!("2026-03-19");
        let preview = done(fixture.preview(&input).await, "preview");
        let closed = &preview["closed"][0];
        assert_eq!((&closed["localStart"], &closed["ordinal"]), (&json!("2026-04-09T18:00:00"), &Value::Null));
        assert_eq!(closed["closure"]["reason"], "Holiday");
        let sessions = preview["sessions"].as_array().unwrap();
        assert_eq!((sessions.len(), &sessions[3]["localStart"]), (12, &json!("2026-04-16T18:00:00")));
        let mut weeks = input.clone();
        weeks["counting"] = json!("CALENDAR_WEEKS");
        weeks["plannedCount"] = json!(13);
        let preview = done(fixture.preview(&weeks).await, "preview");
        assert_eq!(preview["sessions"].as_array().unwrap().len(), 12, "a week is lost");
        let mut all_the_same = input.clone();
        all_the_same["ignoreClosures"] = json!(true);
        let preview = done(fixture.preview(&all_the_same).await, "preview");
        assert_eq!((&preview["closed"][0]["ordinal"], &preview["sessions"][3]["localStart"]),
            (&json!(4), &json!("2026-04-09T18:00:00")));
        // A closure entered between preview and commit makes the plan stale.
        let hash = done(fixture.preview(&input).await, "preview")["hash"].clone();
        desk.close(&desk.site(day("2026-04-30"), json!({}))).await;
        assert_eq!(refused(&fixture.create(&input, &hash).await).0, "STALE");
        let series = fixture.commit(&input).await;
        assert_eq!(series["plannedCount"], 12);
    }

    async fn what_is_appended_and_what_is_moved_minds_closures(db) {
        let desk = Desk::with(db, 1).await;
        desk.close(&desk.site(day("2026-05-26"), json!({}))).await;
        let look = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
        let series = desk.fixture.sessions().await[0]["seriesId"].clone();
        let longer = json!({ "seriesId": series, "scope": "ALL_FUTURE", "count": 14 });
        let preview = desk.fixture.clinic.ask(look, json!({ "input": longer })).await["previewSeriesEdit"].clone();
        let added: Vec<Value> = done(preview, "preview")["added"].as_array().unwrap().iter()
            .map(|one| one["localStart"].clone()).collect();
        assert_eq!(added, ["2026-06-02T18:00:00", "2026-06-09T18:00:00"]);
        let sessions = desk.fixture.sessions().await;
        let into = json!({ "seriesId": series, "scope": "THIS_SESSION", "sessionId": sessions[11]["id"], "on": "2026-05-26" });
        let preview = desk.fixture.clinic.ask(look, json!({ "input": into })).await["previewSeriesEdit"].clone();
        let closed = done(preview, "preview")["closed"].clone();
        assert_eq!((&closed[0]["ordinal"], &closed[0]["closure"]["reason"]), (&json!(12), &json!("Holiday")));
        let cancel = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
        let input = json!({ "sessionId": sessions[4]["id"], "rowVersion": sessions[4]["rowVersion"], "cancelledBy": "CLINIC" });
        done(desk.fixture.clinic.ask(cancel, json!({ "input": input })).await["cancelSession"].clone(), "session");
        assert_eq!(desk.dates(&desk.fixture.group).await.last().unwrap(), "2026-06-02");
    }

    async fn somebody_free_at_work_and_licensed_is_offered_for_one_session_or_the_rest(db) {
        let desk = Desk::with(db, 1).await;
        let fixture = &desk.fixture;
        let client = &fixture.clients[0];
        let update = json!({ "input": { "id": client, "rowVersion": 1, "location": "US-NY" } });
        done(fixture.clinic.ask(UPDATE_CLIENT, update).await["updateClient"].clone(), "client");
        let qualified = async |name: &str, jurisdiction: &str, availability: Value| {
            let id = fixture.add_therapist(name).await;
            let input = json!({ "staffMemberId": id, "licences": [{ "jurisdiction": jurisdiction }],
                "certifications": [], "availability": availability });
            done(fixture.clinic.ask(QUALIFY, json!({ "input": input })).await["setQualifications"].clone(), "staffMember");
            id
        };
        let free = qualified("Free", "US-NY", json!([])).await;
        let elsewhere = qualified("Elsewhere", "US-NJ", json!([])).await;
        let mornings = json!([{ "weekday": "TUESDAY", "localStart": "08:00", "localEnd": "12:00" }]);
        let in_the_morning = qualified("Mornings", "US-NY", mornings).await;
        let once_busy = qualified("Busy", "US-NY", json!([])).await;
        let (group, _) = desk.another_series(json!({ "therapistId": once_busy, "weekday": "TUESDAY",
            "startOn": "2026-04-14" })).await;

        let weeks = json!([{ "firstOn": "2026-04-06", "lastOn": "2026-04-15" }]);
        let input = desk.time_off(weeks.clone(), json!({}));
        let preview = done(desk.preview(&input).await, "preview");
        let offers = preview["impacts"][0]["substitutes"].as_array().unwrap().clone();
        let offered: Vec<_> = offers.iter().map(|one| (one["therapistId"].as_str().unwrap(), one["forAll"].as_bool().unwrap(),
            one["forTheRest"].as_bool().unwrap(), one["sessionIds"].as_array().unwrap().len())).collect();
        assert_eq!(offered, [(free.as_str(), true, true, 2), (once_busy.as_str(), false, false, 1)],
            "neither {elsewhere} nor {in_the_morning}; {group}");

        let sessions = fixture.sessions().await;
        let unsuited = json!({ "substitutes": [{ "sessionId": sessions[5]["id"], "substituteId": elsewhere },
            { "sessionId": sessions[6]["id"], "substituteId": in_the_morning }] });
        let preview = done(desk.preview(&desk.time_off(weeks.clone(), unsuited)).await, "preview");
        let against: Vec<_> = preview["impacts"][0]["unsuited"].as_array().unwrap().iter()
            .map(|one| (one["therapistId"].as_str().unwrap(), one["because"].as_str().unwrap())).collect();
        assert_eq!(against, [(elsewhere.as_str(), "NOT_LICENSED"), (in_the_morning.as_str(), "NOT_AT_WORK")]);
        let one = json!({ "substitutes": [{ "sessionId": sessions[5]["id"], "substituteId": once_busy }] });
        let (preview, committed) = desk.close(&desk.time_off(weeks.clone(), one)).await;
        assert_eq!(preview["impacts"][0]["changes"][0]["effects"], json!(["THERAPIST_CHANGED"]));
        let after = fixture.sessions().await;
        assert_eq!((&after[5]["therapist"]["id"], &after[6]["cancelledBy"]), (&json!(once_busy), &json!("THERAPIST")));
        assert_eq!(committed["change"]["kind"], "TIME_OFF");
        done(desk.undo(&committed["change"], false).await, "undone");

        let rest = json!({ "series": [{ "seriesId": sessions[0]["seriesId"], "substituteId": free, "takesOver": true }] });
        desk.close(&desk.time_off(weeks, rest)).await;
        let led: Vec<Value> = fixture.sessions().await.iter().filter(|one| one["status"] != "CANCELLED")
            .map(|one| one["therapist"]["id"].clone()).collect();
        assert_eq!(led.iter().filter(|id| **id == json!(free)).count(), 7);
        assert_eq!(led.len(), 12);
    }

    async fn why_a_therapist_is_away_is_for_who_plans_and_for_the_therapist(db) {
        let desk = Desk::with(db, 1).await;
        let why = json!([{ "firstOn": "2026-04-06", "reason": "Surgery" }]);
        desk.close(&desk.time_off(why, json!({}))).await;
        let clinic = &desk.fixture.clinic;
        let own = roundel::domain::access::Caller {
            actor: roundel::domain::access::Actor::Staff(desk.fixture.therapist.parse().unwrap()),
            role: roundel::domain::access::Role::Therapist,
            ..clinic.admin.clone()
        };
        let viewer = clinic.staff("Vic", roundel::domain::access::Role::Viewer).await;
        let colleague = clinic.staff("Cal", roundel::domain::access::Role::Therapist).await;
        for (caller, reason) in [(&clinic.admin, json!("Surgery")), (&own, json!("Surgery")), (&viewer, json!(null)),
            (&colleague, json!(null))] {
            let answer = clinic.run(caller, CLOSURES, json!({})).await;
            assert_eq!(answer["data"]["closures"]["nodes"][0]["reason"], reason, "{answer}");
        }
    }

    async fn a_marked_session_stays_and_is_named(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let place = &sessions[5]["participations"][0]["id"];
        let mark = json!({ "input": { "sessionId": sessions[5]["id"], "marks": [{ "participationId": place,
            "status": "CANCELLED_BY_CLIENT", "reason": "TRAVEL", "noticeGivenAt": "2026-03-04T12:00:00Z" }] } });
        done(desk.fixture.clinic.ask(MARK_ROSTER, mark).await["markRoster"].clone(), "participations");
        let (preview, _) = desk.close(&desk.site(day("2026-04-07"), json!({}))).await;
        let impact = &preview["impacts"][0];
        assert_eq!((&impact["kept"], &impact["changes"]),
            (&json!([{ "sessionId": sessions[5]["id"], "localStart": "2026-04-07T18:00:00", "zone": "America/New_York",
                "because": "MARKED" }]), &json!([])));
        assert!(desk.dates(&desk.fixture.group).await.contains(&"2026-04-07".to_owned()));
    }

    async fn a_plan_that_would_double_book_or_is_stale_changes_nothing(db) {
        let desk = Desk::with(db, 1).await;
        // The room is taken after the last session: what is appended there is in the way.
        let fixture = &desk.fixture;
        desk.another_series(json!({ "weekday": "TUESDAY", "roomId": fixture.room, "startOn": "2026-05-26" })).await;
        let before = fixture.sessions().await;
        let input = desk.site(day("2026-04-07"), json!({}));
        let preview = done(desk.preview(&input).await, "preview");
        assert_eq!((&preview["committable"], &preview["conflicts"][0]["holderKind"]), (&json!(false), &json!("ROOM")));
        assert_eq!(refused(&desk.commit(&input, &preview["hash"]).await).0, "DOUBLE_BOOKED");
        assert_eq!(fixture.sessions().await, before);

        let input = desk.site(day("2026-04-07"), json!({ "resolution": "SKIP" }));
        let preview = done(desk.preview(&input).await, "preview");
        let reschedule = json!({ "input": { "sessionId": before[8]["id"], "rowVersion": before[8]["rowVersion"],
            "localStart": "2026-04-29T18:00" } });
        done(fixture.clinic.ask(RESCHEDULE, reschedule).await["rescheduleSession"].clone(), "session");
        assert_eq!(refused(&desk.commit(&input, &preview["hash"]).await), ("STALE", &json!("planHash")));
        let other = desk.site(day("2026-04-14"), json!({}));
        let hash = done(desk.preview(&input).await, "preview")["hash"].clone();
        assert_eq!(refused(&desk.commit(&other, &hash).await).0, "STALE", "another plan's hash");
        let standing = fixture.clinic.ask(CLOSURES, json!({})).await["closures"]["nodes"].clone();
        assert_eq!(standing, json!([]), "nothing is half-written");
    }

    async fn bad_input_names_the_field_and_the_way_out(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let (none, session) = (json!([]), &sessions[5]["id"]);
        let viewer = desk.fixture.clinic.staff("Vic", roundel::domain::access::Role::Viewer).await;
        let viewer = viewer.staff_member().unwrap().to_string();
        desk.close(&desk.site(day("2026-05-25"), json!({}))).await;
        let a_year = json!([{ "firstOn": "2026-03-05", "lastOn": "2027-03-05", "reason": "A" },
            { "firstOn": "2027-03-06", "lastOn": "2028-03-05", "reason": "A" }]);
        let off = day("2026-04-07");
        for (input, code, field) in [
            (desk.site(none, json!({})), "NO_CLOSURE", json!("closures")),
            (desk.site(day("2026-05-25"), json!({})), "NOTHING_NEW", json!("closures")),
            (desk.site(json!([{ "firstOn": "2026-04-07" }]), json!({})), "NO_REASON", json!("closures")),
            (desk.site(json!([{ "firstOn": "2026-04-07", "lastOn": "2026-04-06", "reason": "A" }]), json!({})),
                "INVALID_INPUT", json!("closures.0.lastOn")),
            (desk.site(json!([{ "firstOn": "2026-04-07", "fromTime": "12:00", "reason": "A" }]), json!({})),
                "INVALID_INPUT", json!("closures.0.untilTime")),
            (desk.site(a_year, json!({})), "CLOSED_THROUGHOUT", json!("resolution")),
            (desk.site(off.clone(), json!({ "therapistId": desk.fixture.therapist })), "INVALID_INPUT", json!("siteId")),
            (desk.site(off.clone(), json!({ "siteId": "sit_00000000000000000000000000000001" })), "SITE_NOT_FOUND", json!("siteId")),
            (desk.time_off(off.clone(), json!({ "therapistId": viewer })), "THERAPIST_NOT_FOUND", json!("therapistId")),
            (desk.time_off(off.clone(), json!({ "substitutes": [{ "sessionId": session, "substituteId": viewer }] })),
                "SUBSTITUTE_NOT_FOUND", json!("substitutes")),
            (desk.time_off(off.clone(), json!({ "substitutes": [{ "sessionId": sessions[6]["id"],
                "substituteId": desk.fixture.therapist }] })), "NOT_CLOSED_OUT", json!("substitutes")),
            (desk.time_off(off.clone(), json!({ "substitutes": [{ "sessionId": session,
                "substituteId": desk.fixture.therapist }] })), "SUBSTITUTE_AWAY", json!("substitutes")),
            (desk.site(off.clone(), json!({ "substitutes": [{ "sessionId": session,
                "substituteId": desk.fixture.therapist }] })), "NOBODY_IS_AWAY", json!("substitutes")),
            (desk.site(off.clone(), json!({ "series": [{ "seriesId": "srs_00000000000000000000000000000001" }] })),
                "NOT_CLOSED_OUT", json!("series")),
            (desk.time_off(off.clone(), json!({ "series": [{ "seriesId": sessions[0]["seriesId"], "takesOver": true }] })),
                "INVALID_INPUT", json!("series.0.takesOver")),
        ] {
            let refusal = desk.preview(&input).await;
            assert_eq!(refused(&refusal), (code, &field), "{input} {refusal}");
        }
    }

    async fn a_holiday_file_is_read_into_what_a_preview_takes(db) {
        let desk = Desk::with(db, 1).await;
        let file = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n\
            DTSTART;VALUE=DATE:20260407\r\nSUMMARY:Spring day\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\n\
            DTSTAMP:20260101T000000Z\r\nSUMMARY:Some day\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        let variables = json!({ "siteId": desk.fixture.site, "icalendar": file });
        let read = desk.fixture.clinic.ask(HOLIDAY_FILE, variables).await["holidayFile"].clone();
        assert_eq!(read["holidays"][0]["firstOn"], "2026-04-07");
        assert_eq!(read["passedOver"], json!([{ "event": 2, "summary": "Some day", "because": "it has no DTSTART" }]));
        let input = desk.site(read["holidays"].clone(), json!({}));
        let (preview, committed) = desk.close(&input).await;
        assert_eq!((&preview["impacts"][0]["changes"][0]["before"]["ordinal"], &committed["entered"][0]["reason"]),
            (&json!(6), &json!("Spring day")));
    }

    async fn many_series_cost_as_many_statements_as_one(db) {
        let desk = Desk::with(db, 1).await;
        let input = desk.time_off(day("2026-04-07"), json!({}));
        let cost = async || {
            let before = desk.fixture.clinic.app.statement_count();
            let preview = done(desk.preview(&input).await, "preview");
            (preview["impacts"].as_array().unwrap().len(), desk.fixture.clinic.app.statement_count() - before)
        };
        let (_, one) = cost().await;
        let therapist = desk.fixture.therapist.clone();
        for (name, hour) in [("Early", "08:00"), ("Later", "10:00"), ("Noon", "12:00")] {
            let group = desk.fixture.add_group(name, json!({})).await;
            let mut series = desk.fixture.series();
            for (field, value) in [("groupId", group.as_str()), ("localStart", hour), ("startOn", "2026-03-05")] {
                series[field] = json!(value);
            }
            series["therapistId"] = json!(therapist);
            desk.fixture.commit(&series).await;
        }
        assert_eq!(cost().await, (4, one));
        assert!(one <= 22, "{one} statements");
    }
}
