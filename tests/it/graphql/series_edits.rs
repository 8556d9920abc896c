//! `previewSeriesEdit` and `commitSeriesEdit`.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestDatabase, both, done, refused};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const COMMIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");

/// Twelve Tuesdays of two clients, the first of them over: it is Wednesday 4 March.
struct Desk {
    fixture: ScheduleFixture,
    series: Value,
}

impl Desk {
    async fn with(db: TestDatabase, clients: usize) -> Self {
        let fixture = ScheduleFixture::committed(db, clients).await;
        fixture.clinic.at("2026-03-04T12:00:00Z");
        let series = fixture.sessions().await[0]["seriesId"].clone();
        Self { fixture, series }
    }

    /// The input: the edit's own fields beside the series.
    fn input(&self, scope: &str, edit: Value) -> Value {
        let mut input = json!({ "seriesId": self.series, "scope": scope });
        input.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        input
    }

    async fn preview(&self, input: &Value) -> Value {
        self.fixture.clinic.ask(PREVIEW, json!({ "input": input })).await["previewSeriesEdit"].clone()
    }

    async fn commit(&self, input: &Value, hash: &Value) -> Value {
        let variables = json!({ "input": input, "planHash": hash });
        self.fixture.clinic.ask(COMMIT, variables).await["commitSeriesEdit"].clone()
    }

    /// Previews and commits; answers the preview.
    async fn edit(&self, scope: &str, edit: Value) -> Value {
        let input = self.input(scope, edit);
        let preview = done(self.preview(&input).await, "preview");
        done(self.commit(&input, &preview["hash"]).await, "committed");
        preview
    }

    async fn count(&self, sql: &str) -> i64 {
        self.fixture.clinic.database.number(&format!("SELECT COUNT(*) AS n FROM {sql}")).await
    }

    /// Ordinal and wall time of every session that takes place, in order.
    async fn standing(&self) -> Vec<(i64, String)> {
        let sessions = self.fixture.sessions().await;
        let standing = sessions.iter().filter(|session| session["status"] != "CANCELLED");
        standing
            .map(|session| {
                (session["ordinal"].as_i64().unwrap(), session["localStart"].as_str().unwrap().to_owned())
            })
            .collect()
    }
}

fn dense(standing: &[(i64, String)]) -> bool {
    standing.iter().map(|(ordinal, _)| *ordinal).eq(1..=i64::try_from(standing.len()).unwrap())
}

both! {
    async fn a_new_hour_for_all_that_is_to_come_is_shown_and_then_so(db) {
        let desk = Desk::with(db, 2).await;
        let before = desk.fixture.sessions().await;
        let input = desk.input("ALL_FUTURE", json!({ "localStart": "19:30", "minutes": 60 }));
        let preview = done(desk.preview(&input).await, "preview");
        assert_eq!(desk.fixture.sessions().await, before, "nothing was written");
        let changes = preview["changes"].as_array().unwrap();
        assert_eq!(changes.len(), 11);
        assert_eq!(changes[0]["effects"], json!(["MOVED"]));
        // New York's clocks go forward on the 8th.
        assert_eq!((&changes[0]["before"]["startsAt"], &changes[0]["after"]["startsAt"]),
            (&json!("2026-03-10T22:00:00Z"), &json!("2026-03-10T23:30:00Z")));
        let zone = json!("America/New_York");
        for (mail, client) in preview["mails"].as_array().unwrap().iter().zip(&desk.fixture.clients) {
            let told = json!({ "clientId": client, "zone": zone, "kind": "DIGEST", "sessionsTold": 11, "sent": false });
            assert_eq!(mail, &told);
        }
        let committed = done(desk.commit(&input, &preview["hash"]).await, "committed");
        let series = &committed["series"];
        assert_eq!((&series["localStart"], &series["minutes"]), (&json!("19:30:00"), &json!(60)));
        let after = desk.fixture.sessions().await;
        assert_eq!(after[0], before[0], "what has been stays as it was");
        for (change, (is, was)) in changes.iter().zip(after.iter().zip(&before).skip(1)) {
            assert_eq!((&is["id"], &is["originalLocalStart"]), (&was["id"], &was["originalLocalStart"]));
            assert_eq!((&is["startsAt"], &is["endsAt"]), (&change["after"]["startsAt"], &change["after"]["endsAt"]));
            assert_eq!(is["participations"], was["participations"]);
            assert_eq!(is["rowVersion"].as_i64(), was["rowVersion"].as_i64().map(|version| version + 1));
        }
        // Therapist, room and both clients are taken then, and nobody at the old times.
        assert_eq!(desk.count("occupancy WHERE starts_at > '2026-03-04' AND ends_at > '2026-03-04'").await, 44);

        let edits = "audit_event WHERE operation IN ('commitSeriesEdit', 'editSession')";
        let rows = desk.count(edits).await;
        assert_eq!(rows, 12);
        let again = done(desk.commit(&input, &preview["hash"]).await, "committed");
        assert_eq!(again, committed, "the same hash again");
        assert_eq!((desk.fixture.sessions().await, desk.count(edits).await), (after, rows));
    }

    async fn one_session_is_moved_and_stays_so_when_the_series_is_edited(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let preview = desk.edit("THIS_SESSION", json!({ "sessionId": sessions[2]["id"], "on": "2026-03-19" })).await;
        assert_eq!((&preview["mails"][0]["kind"], preview["changes"].as_array().unwrap().len()), (&json!("MOVED"), 1));
        let preview = desk.edit("ALL_FUTURE", json!({ "weekday": "WEDNESDAY" })).await;
        assert_eq!(preview["kept"], json!([{ "sessionId": sessions[2]["id"], "localStart": "2026-03-19T18:00:00",
            "zone": "America/New_York", "because": "EXCEPTION" }]));
        let standing = desk.standing().await;
        let starts: Vec<_> = standing.iter().take(4).map(|(_, start)| start.as_str()).collect();
        assert_eq!(starts, ["2026-03-03T18:00:00", "2026-03-11T18:00:00", "2026-03-19T18:00:00", "2026-03-25T18:00:00"]);
        assert!(dense(&standing));
    }

    async fn the_dose_is_kept_when_sessions_are_cancelled_and_the_course_is_made_longer_and_shorter(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let cancel = json!({ "sessionId": sessions[3]["id"], "cancel": { "by": "THERAPIST" } });
        let preview = desk.edit("THIS_SESSION", cancel).await;
        assert_eq!(preview["added"][0]["localStart"], "2026-05-26T18:00:00");
        assert_eq!(preview["mails"][0]["kind"], "DIGEST");
        let standing = desk.standing().await;
        assert!(standing.len() == 12 && dense(&standing), "{standing:?}");
        assert_eq!(desk.count("participation").await, 13, "the client is expected at the new one");
        desk.edit("ALL_FUTURE", json!({ "count": 14 })).await;
        assert_eq!(desk.standing().await.len(), 14);
        let shorter = desk.edit("ALL_FUTURE", json!({ "count": 12 })).await;
        let effects: Vec<_> = shorter["changes"].as_array().unwrap().iter().map(|one| &one["effects"][0]).collect();
        assert_eq!(effects, ["CANCELLED", "CANCELLED"]);
        let standing = desk.standing().await;
        assert!(standing.len() == 12 && dense(&standing), "{standing:?}");
        let restored = desk.edit("THIS_SESSION", json!({ "sessionId": sessions[3]["id"], "restore": true })).await;
        assert_eq!(restored["changes"][0]["effects"], json!(["RESTORED"]));
        let standing = desk.standing().await;
        assert!(standing.len() == 13 && dense(&standing), "{standing:?}");
        // Whoever is expected takes the time of every session that is to come, and no other.
        assert_eq!(desk.count("occupancy WHERE holder_kind = 'CLIENT'").await, 13);
    }

    async fn somebody_else_leads_elsewhere_from_a_session_on(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let other = desk.fixture.add_therapist("Olga").await;
        let edit = json!({ "sessionId": sessions[6]["id"], "therapistId": other, "roomId": null,
            "meetingLink": "https://video.example.org/a" });
        let preview = desk.edit("THIS_AND_FOLLOWING", edit).await;
        assert_eq!(preview["changes"].as_array().unwrap().len(), 6);
        assert_eq!(preview["changes"][0]["effects"], json!(["THERAPIST_CHANGED", "PLACE_CHANGED"]));
        assert_eq!(desk.count("occupancy WHERE holder_kind = 'ROOM'").await, 6);
        assert_eq!(desk.count("session WHERE meeting_link IS NOT NULL AND room_id IS NULL").await, 6);
    }

    async fn who_is_taken_is_named_and_nothing_is_half_written(db) {
        let desk = Desk::with(db, 1).await;
        let other = desk.fixture.add_group("Mornings", json!({})).await;
        let mut series = desk.fixture.series();
        series["groupId"] = json!(other);
        series["weekday"] = json!("WEDNESDAY");
        series["startOn"] = json!("2026-03-11");
        desk.fixture.commit(&series).await;
        let before = desk.fixture.sessions().await;
        let input = desk.input("ALL_FUTURE", json!({ "weekday": "WEDNESDAY", "localStart": "19:00" }));
        let preview = done(desk.preview(&input).await, "preview");
        assert_eq!(preview["committable"], false);
        let kinds: Vec<_> = preview["conflicts"].as_array().unwrap().iter().take(2).map(|one| &one["holderKind"]).collect();
        assert!(kinds.contains(&&json!("THERAPIST")) && kinds.contains(&&json!("ROOM")), "{kinds:?}");
        let answer = desk.commit(&input, &preview["hash"]).await;
        assert_eq!(refused(&answer), ("DOUBLE_BOOKED", &Value::Null));
        assert_eq!(desk.fixture.sessions().await, before);
        // An hour later nobody is in the way, though every session goes into a week's next old time.
        desk.edit("ALL_FUTURE", json!({ "localStart": "18:30" })).await;
    }

    async fn what_changed_underneath_makes_a_plan_stale(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let input = desk.input("ALL_FUTURE", json!({ "localStart": "19:30" }));
        let hash = async || done(desk.preview(&input).await, "preview")["hash"].clone();
        let first = hash().await;
        let mark = json!({ "sessionId": sessions[4]["id"], "marks": [{
            "participationId": sessions[4]["participations"][0]["id"], "status": "EXCUSED", "reason": "TRAVEL" }] });
        done(desk.fixture.clinic.ask(MARK_ROSTER, json!({ "input": mark })).await["markRoster"].clone(), "session");
        assert_eq!(refused(&desk.commit(&input, &first).await), ("STALE", &json!("planHash")));
        let second = hash().await;
        let cancel = json!({ "sessionId": sessions[7]["id"], "rowVersion": sessions[7]["rowVersion"], "cancelledBy": "CLINIC" });
        done(desk.fixture.clinic.ask(CANCEL, json!({ "input": cancel })).await["cancelSession"].clone(), "session");
        assert_eq!(refused(&desk.commit(&input, &second).await), ("STALE", &json!("planHash")));
        // Another edit's hash is none of this one.
        let other = desk.input("ALL_FUTURE", json!({ "localStart": "20:00" }));
        assert_eq!(refused(&desk.commit(&other, &hash().await).await), ("STALE", &json!("planHash")));
        let preview = desk.edit("ALL_FUTURE", json!({ "localStart": "19:30" })).await;
        assert_eq!(preview["kept"], json!([{ "sessionId": sessions[4]["id"], "localStart": sessions[4]["localStart"],
            "zone": "America/New_York", "because": "MARKED" }]));
    }

    async fn a_session_that_somebody_will_miss_is_edited_once_the_mark_is_taken_back(db) {
        let desk = Desk::with(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let session = desk.fixture.sessions().await[4].clone();
        let place = session["participations"][0]["id"].clone();
        let mark = json!({ "sessionId": session["id"], "marks": [{ "participationId": place, "status": "EXCUSED", "reason": "TRAVEL" }] });
        done(clinic.ask(MARK_ROSTER, json!({ "input": mark })).await["markRoster"].clone(), "session");
        let other = desk.fixture.add_therapist("Olga").await;
        let edits = [
            json!({ "sessionId": session["id"], "localStart": "19:00" }),
            json!({ "sessionId": session["id"], "therapistId": other }),
        ];
        let names_the_ways_out = |answer: &Value| {
            assert_eq!(refused(answer), ("MARKED", &json!("sessionId")));
            let told = answer["userErrors"][0]["message"].as_str().unwrap();
            assert!(told.contains("correctMark") && told.contains("UNRECORDED") && told.contains("cancelSession"), "{told}");
        };
        for edit in &edits {
            names_the_ways_out(&desk.preview(&desk.input("THIS_SESSION", edit.clone())).await);
        }
        let moved = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "localStart": "2026-04-01T18:00:00" });
        names_the_ways_out(&clinic.ask(RESCHEDULE, json!({ "input": moved })).await["rescheduleSession"]);

        let back = json!({ "participationId": place, "expectedVersion": 1, "status": "UNRECORDED" });
        done(clinic.ask(CORRECT, json!({ "input": back })).await["correctMark"].clone(), "participation");
        for edit in edits {
            desk.edit("THIS_SESSION", edit).await;
        }
    }

    async fn two_coordinators_at_once_make_one_edit_after_the_other(db) {
        let desk = Desk::with(db, 2).await;
        let one = desk.input("ALL_FUTURE", json!({ "localStart": "19:30" }));
        let two = desk.input("ALL_FUTURE", json!({ "weekday": "FRIDAY" }));
        let hashes = [done(desk.preview(&one).await, "preview")["hash"].clone(), done(desk.preview(&two).await, "preview")["hash"].clone()];
        let (first, second) = tokio::join!(desk.commit(&one, &hashes[0]), desk.commit(&two, &hashes[1]));
        let is_done = |answer: &Value| answer["userErrors"] == json!([]);
        assert!(is_done(&first) != is_done(&second), "{first} {second}");
        let loser = if is_done(&first) { &second } else { &first };
        assert_eq!(refused(loser), ("STALE", &json!("planHash")));
        assert!(dense(&desk.standing().await));
    }

    async fn an_edit_that_is_taken_back_in_time_is_told_to_nobody(db) {
        let desk = Desk::with(db, 2).await;
        let versions = async || {
            let sessions = desk.fixture.sessions().await;
            sessions.iter().map(|session| session["noticeVersion"].clone()).collect::<Vec<_>>()
        };
        let before = versions().await;
        desk.edit("ALL_FUTURE", json!({ "localStart": "19:30" })).await;
        assert_eq!(desk.count("notice").await, 22);
        desk.edit("ALL_FUTURE", json!({ "localStart": "18:00" })).await;
        assert_eq!((desk.count("notice").await, versions().await), (0, before));
    }

    async fn a_restored_session_expects_who_joined_meanwhile_and_nobody_who_left(db) {
        let desk = Desk::with(db, 2).await;
        let fixture = &desk.fixture;
        let session = fixture.sessions().await[3].clone();
        let cancel = json!({ "sessionId": session["id"], "cancel": { "by": "CLINIC", "append": false } });
        desk.edit("THIS_SESSION", cancel).await;
        let late = fixture.add_client("Late", "Europe/London").await;
        done(fixture.enroll(&fixture.group, &late).await, "enrollment");
        let document = "query ($id: ID!) { node(id: $id) { ... on Enrollment { rowVersion } } }";
        let enrollment = fixture.enrollments[0]["id"].clone();
        let version = fixture.clinic.ask(document, json!({ "id": enrollment })).await["node"]["rowVersion"].clone();
        let end = json!({ "enrollmentId": enrollment, "rowVersion": version, "completed": false, "agreed": true });
        done(fixture.clinic.ask(END, json!({ "input": end })).await["endEnrollment"].clone(), "enrollment");

        let preview = desk.edit("THIS_SESSION", json!({ "sessionId": session["id"], "restore": true })).await;
        let mut told: Vec<_> = preview["mails"].as_array().unwrap().iter().map(|mail| mail["clientId"].clone()).collect();
        told.sort_by_key(Value::to_string);
        let mut expected = vec![json!(fixture.clients[1]), json!(late)];
        expected.sort_by_key(Value::to_string);
        assert_eq!(told, expected);
        let restored = fixture.sessions().await[3].clone();
        let mut places: Vec<_> = restored["participations"].as_array().unwrap().iter()
            .map(|place| (place["client"]["id"].clone(), place["attendance"]["status"].clone())).collect();
        places.sort_by_key(|(client, _)| client.to_string());
        let mut all = vec![
            (json!(fixture.clients[0]), json!("NOT_EXPECTED")),
            (json!(fixture.clients[1]), json!("UNRECORDED")),
            (json!(late), json!("UNRECORDED")),
        ];
        all.sort_by_key(|(client, _)| client.to_string());
        assert_eq!(places, all);
        let taken = desk.count(&format!(
            "occupancy JOIN session ON session.clinic_id = occupancy.clinic_id AND session.id = occupancy.session_id \
             WHERE holder_kind = 'CLIENT' AND session.local_start = '{}'",
            session["localStart"].as_str().unwrap()
        )).await;
        assert_eq!(taken, 2);
    }

    async fn what_cannot_be_is_refused_with_its_reason(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let id = |index: usize| sessions[index]["id"].clone();
        for (scope, edit, code, field) in [
            ("ALL_FUTURE", json!({}), "INVALID_EDIT", Value::Null),
            ("ALL_FUTURE", json!({ "sessionId": id(3), "localStart": "09:00" }), "INVALID_INPUT", json!("sessionId")),
            ("THIS_SESSION", json!({ "localStart": "09:00" }), "INVALID_INPUT", json!("sessionId")),
            ("ALL_FUTURE", json!({ "on": "2026-04-01" }), "INVALID_EDIT", json!("on")),
            ("THIS_SESSION", json!({ "sessionId": id(3), "count": 14 }), "INVALID_EDIT", json!("count")),
            ("ALL_FUTURE", json!({ "count": 60 }), "OUTSIDE_PROGRAM_BOUNDS", json!("count")),
            ("ALL_FUTURE", json!({ "count": 61 }), "INVALID_INPUT", json!("count")),
            ("ALL_FUTURE", json!({ "localStart": "18:00" }), "NOTHING_CHANGES", Value::Null),
            ("THIS_SESSION", json!({ "sessionId": id(0), "localStart": "09:00" }), "HELD", json!("sessionId")),
            ("THIS_SESSION", json!({ "sessionId": id(3), "on": "2026-03-02" }), "IN_PAST", Value::Null),
            ("THIS_SESSION", json!({ "sessionId": id(3), "on": "2026-03-31" }), "OVERLAP", Value::Null),
            ("ALL_FUTURE", json!({ "therapistId": "stf_01890a5d2c7e7cc3980ad3f0e1a2b3c4" }), "THERAPIST_NOT_FOUND", json!("therapistId")),
            ("ALL_FUTURE", json!({ "roomId": "rom_01890a5d2c7e7cc3980ad3f0e1a2b3c4" }), "ROOM_NOT_FOUND", json!("roomId")),
            ("ALL_FUTURE", json!({ "zone": "Mars/Olympus" }), "INVALID_INPUT", json!("zone")),
            ("ALL_FUTURE", json!({ "meetingLink": "http://a.example" }), "INVALID_INPUT", json!("meetingLink")),
            ("THIS_SESSION", json!({ "sessionId": "ses_01890a5d2c7e7cc3980ad3f0e1a2b3c4", "localStart": "09:00" }),
                "SESSION_NOT_FOUND", json!("sessionId")),
        ] {
            let answer = desk.preview(&desk.input(scope, edit.clone())).await;
            assert_eq!(refused(&answer), (code, &field), "{edit}: {answer}");
        }
        let own = desk.input("ALL_FUTURE", json!({ "localStart": "09:00" }));
        let mut missing = own.clone();
        missing["seriesId"] = json!("srs_01890a5d2c7e7cc3980ad3f0e1a2b3c4");
        let clinic = &desk.fixture.clinic;
        let answer = clinic.run(&clinic.admin, PREVIEW, json!({ "input": missing })).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer}");
    }

    async fn an_edit_takes_as_many_statements_for_one_client_as_for_ten(db) {
        let desk = Desk::with(db, 1).await;
        let app = desk.fixture.clinic.app.clone();
        let mut counts = Vec::new();
        for (hour, joins) in [("19:00", 9), ("20:00", 0)] {
            let input = desk.input("ALL_FUTURE", json!({ "localStart": hour }));
            let start = app.statement_count();
            let preview = done(desk.preview(&input).await, "preview");
            let between = app.statement_count();
            done(desk.commit(&input, &preview["hash"]).await, "committed");
            counts.push((between - start, app.statement_count() - between));
            for number in 0..joins {
                let client = desk.fixture.add_client(&format!("Late {number}"), "Europe/London").await;
                done(desk.fixture.enroll(&desk.fixture.group, &client).await, "enrollment");
            }
        }
        assert_eq!(counts[0], counts[1]);
    }
}
