//! The brief form: previewed, accepted, declined, taken back.

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{BriefDesk, both, done, refused};

const ACKNOWLEDGE: &str = include_str!("../../../graphql/operations/risk/acknowledge_risk_flag.graphql");
const CONTACT: &str = include_str!("../../../graphql/operations/risk/record_risk_contact.graphql");
const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/brief_form/preview_brief_form.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const UNDO_CHANGE: &str = include_str!("../../../graphql/operations/schedule/undo_schedule_change.graphql");
const CHANGES: &str = include_str!("../../../graphql/operations/schedule/schedule_changes.graphql");

fn ordinals(sessions: &Value) -> Vec<i64> {
    sessions.as_array().unwrap().iter().map(|one| one["ordinal"].as_i64().unwrap()).collect()
}

fn leaving(preview: &Value) -> Vec<(i64, &str)> {
    let one = |one: &Value| one["session"]["ordinal"].as_i64().unwrap();
    let all = preview["leaves"].as_array().unwrap();
    all.iter().map(|left| (one(left), left["becomes"].as_str().unwrap())).collect()
}

impl BriefDesk {
    /// The suggestions of the brief form, however they stand.
    pub(super) async fn suggestions(&self) -> Vec<Value> {
        let states = ["OPEN", "ACKNOWLEDGED", "CONTACTED", "RESOLVED", "WITHDRAWN"];
        let variables = json!({ "states": states, "kinds": ["BRIEF_FORM_CANDIDATE"] });
        let answer = self.fixture.clinic.ask(RISK_FLAGS, variables).await;
        let flags = answer["riskFlags"]["nodes"].as_array().unwrap();
        flags.iter().filter(|flag| flag["enrollmentId"] == self.enrollment).cloned().collect()
    }

    /// Cancels a session of the series, with another at its end.
    async fn cancel(&self, session: &Value) {
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"],
            "cancelledBy": "CLINIC" });
        let answer = self.fixture.clinic.ask(CANCEL, json!({ "input": input })).await;
        done(answer["cancelSession"].clone(), "session");
    }

    /// Gives the series so many sessions.
    async fn lengthen(&self, count: i64) {
        let series = self.sessions().await[0]["seriesId"].clone();
        let input = json!({ "seriesId": series, "scope": "ALL_FUTURE", "count": count });
        let preview = self.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let edited = self.fixture.clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
        done(edited["commitSeriesEdit"].clone(), "committed");
    }
}

both! {
    async fn a_treatment_is_shortened_to_eight_and_those_attended_count(db) {
        let desk = BriefDesk::treatment(db).await;
        desk.mark("ANAAAN").await;
        let preview = desk.preview().await;
        assert_eq!((&preview["received"], &preview["missing"]), (&json!(4), &json!(0)));
        assert_eq!((&preview["formerPlannedSessions"], &preview["plannedSessions"]), (&json!(12), &json!(8)));
        assert_eq!(ordinals(&preview["kept"]), [7, 8, 9, 10]);
        assert_eq!(leaving(&preview), [(11, "CANCELLED"), (12, "CANCELLED")]);
        let mails = &preview["mails"];
        assert_eq!((&mails[0]["kind"], &mails[0]["sessionsTold"], &mails[0]["clientId"]), (
            &json!("DIGEST"), &json!(2), &json!(desk.client)
        ));
        // As the clinic's IPT-B says: the seventh of eight received begins the ending.
        let ending = &preview["phases"][2];
        assert_eq!((&ending["phase"], &ending["firstSession"]), (&json!("ENDING"), &json!(7)));
        assert_eq!((&ending["sessionId"], &ending["localStart"]), (
            &preview["kept"][2]["sessionId"], &json!("2026-04-28T18:00:00")
        ));
        assert_eq!(preview["phasesBefore"][2]["localStart"], "2026-05-12T18:00:00");
        let window = &preview["companionMeetings"][0];
        assert_eq!((&window["kind"], &window["after"]["fromOn"], &window["before"]["fromOn"]), (
            &json!("POST_EVALUATION"), &json!("2026-05-05"), &json!("2026-05-19")
        ));
        assert_eq!(
            preview["summary"],
            "Received 4 of 8. 4 to come are kept, 2 are left. The clinician decides with the client."
        );
        assert_eq!(desk.marks().await, "ANAAAN......", "nothing is written");

        let enrollment = done(desk.commit(&preview["hash"]).await, "enrollment");
        assert_eq!(enrollment["dose"], json!({ "attended": 4, "madeUp": 0, "possible": 4, "promised": 8 }));
        let decided = &enrollment["briefForm"];
        assert_eq!((&decided["state"], &decided["formerPlannedSessions"]), (&json!("ACCEPTED"), &json!(12)));
        assert_eq!(desk.marks().await, "ANAAAN....--");
        assert_eq!(desk.sessions().await[0]["sessionCount"], 10);

        assert_eq!(done(desk.commit(&preview["hash"]).await, "enrollment"), enrollment, "as the first did");
        assert_eq!(refused(&desk.look().await).0, "BRIEF_ALREADY");
    }

    async fn it_is_taken_back_until_something_it_took_has_begun(db) {
        let desk = BriefDesk::treatment(db).await;
        desk.mark("ANAAAN").await;
        let before = desk.sessions().await;
        desk.accept().await;
        let changes = desk.fixture.clinic.ask(CHANGES, json!({})).await["scheduleChanges"]["nodes"].clone();
        assert_eq!(changes[0]["kind"], "BRIEF_FORM");
        let input = json!({ "input": { "changeId": changes[0]["id"] } });
        let alone = desk.fixture.clinic.ask(UNDO_CHANGE, input).await["undoScheduleChange"].clone();
        assert_eq!(refused(&alone).0, "OF_BRIEF_FORM");

        let enrollment = done(desk.undo().await, "enrollment");
        assert_eq!((&enrollment["plannedSessions"], &enrollment["briefForm"]["state"]), (&json!(12), &json!("NONE")));
        assert_eq!(desk.dose().await, [4, 0, 6, 12]);
        let after = desk.sessions().await;
        assert_eq!(after.len(), before.len());
        for (was, is) in before.iter().zip(&after) {
            assert_eq!((&was["status"], &was["startsAt"], &was["ordinal"], &was["sessionCount"]),
                (&is["status"], &is["startsAt"], &is["ordinal"], &is["sessionCount"]));
        }
        assert_eq!(refused(&desk.undo().await).0, "NOT_ACCEPTED");

        let hash = desk.preview().await["hash"].clone();
        done(desk.commit(&hash).await, "enrollment");
        // The eleventh, which the client would be given back, has begun.
        desk.fixture.clinic.at("2026-05-12T22:30:00Z");
        assert_eq!(refused(&desk.undo().await).0, "OVERTAKEN");
    }

    async fn a_member_leaves_the_group_after_the_eighth_and_nobody_elses_place_changes(db) {
        let desk = BriefDesk::group(db, 3).await;
        desk.mark("AANNN").await;
        let suggested = desk.suggestions().await;
        assert_eq!((suggested.len(), &suggested[0]["state"]), (1, &json!("OPEN")));
        let others = [desk.fixture.enrollments[1]["id"].clone(), desk.fixture.enrollments[2]["id"].clone()];
        let preview = desk.preview().await;
        assert_eq!((&preview["received"], ordinals(&preview["kept"])), (&json!(2), vec![6, 7, 8, 9, 10, 11]));
        assert_eq!(leaving(&preview), [(12, "RELEASED")]);
        let enrollment = done(desk.commit(&preview["hash"]).await, "enrollment");
        assert_eq!(enrollment["dose"], json!({ "attended": 2, "madeUp": 0, "possible": 6, "promised": 8 }));
        assert_eq!(desk.marks().await, "AANNN......x");
        for other in &others {
            assert_eq!(desk.marks_of(other).await, "AANNN.......");
        }
        assert_eq!(desk.sessions().await[0]["sessionCount"], 12, "the group's series stays");

        let flag = &desk.suggestions().await[0];
        assert_eq!((&flag["id"], &flag["state"], &flag["closedByPerson"]), (
            &suggested[0]["id"], &json!("RESOLVED"), &json!(true)
        ));
        assert_eq!(flag["outcome"], "BRIEF_FORM_ACCEPTED");
        // Marks of later sessions leave the decision alone.
        desk.fixture.clinic.at("2026-04-08T12:00:00Z");
        desk.mark_session(&desk.sessions().await[5], "ATTENDED").await;
        assert_eq!(desk.suggestions().await[0]["state"], "RESOLVED");

        // What the group gets, or loses and gets at its end, is the others'.
        desk.cancel(&desk.sessions().await[7]).await;
        desk.lengthen(14).await;
        assert_eq!(desk.marks().await, "AANNNA.-...x   ");
        assert_eq!(desk.marks_of(&others[0]).await, "AANNNA.-.......");
        assert_eq!(desk.dose().await, [3, 0, 4, 8]);

        // The cancelled one is not made good of itself: somebody decides that the next one is theirs.
        let place = desk.sessions().await[11]["participations"].as_array().unwrap().iter()
            .find(|place| place["enrollmentId"] == desk.enrollment).unwrap().clone();
        let input = json!({ "participationId": place["id"], "expectedVersion": place["attendance"]["version"],
            "status": "UNRECORDED" });
        let corrected = desk.fixture.clinic.ask(CORRECT_MARK, json!({ "input": input })).await;
        assert_eq!(corrected["correctMark"]["userErrors"], json!([]));
        assert_eq!(desk.dose().await, [3, 0, 5, 8]);

        let version = done(desk.undo().await, "enrollment")["rowVersion"].clone();
        assert_eq!(desk.marks().await, "AANNNA.-.......", "at what was added meanwhile too");
        let input = json!({ "enrollmentId": desk.enrollment, "rowVersion": version, "completed": true, "agreed": true });
        let ended = desk.fixture.clinic.ask(END, json!({ "input": input })).await;
        done(ended["endEnrollment"].clone(), "enrollment");
        assert_eq!(refused(&desk.look().await).0, "ENROLLMENT_OVER");
    }

    async fn nobody_receives_more_than_eight_whatever_was_marked(db) {
        let marks = ["AAAAAAA", "NNNNNNN", "ANANANA", "NNAANN.", ".......", "AAAA...", "NAAAAAA"];
        let mut desk = BriefDesk::group(db, marks.len()).await;
        let all = desk.sessions().await;
        for (week, session) in all.iter().take(7).enumerate() {
            desk.at_the_end_of(session);
            for (member, letters) in marks.iter().enumerate() {
                desk.mark_member(session, member, letters.as_bytes()[week]).await;
            }
        }
        let enrollments: Vec<Value> = desk.fixture.enrollments.iter().map(|one| one["id"].clone()).collect();
        for (member, enrollment) in enrollments.iter().enumerate() {
            let mut before = Vec::new();
            for other in enrollments.iter().filter(|other| *other != enrollment) {
                before.push(desk.marks_of(other).await);
            }
            desk.enrollment = enrollment.as_str().unwrap().to_owned();
            desk.client = desk.fixture.clients[member].clone();
            desk.accept().await;
            let [attended, made_up, possible, promised] = desk.dose().await;
            assert!(attended + made_up + possible <= 8, "{}", marks[member]);
            assert_eq!(promised, 8);
            // The earliest to come are kept: nothing is left before something that is kept.
            let coming: String = desk.marks().await.chars().skip(7).collect();
            assert!(!coming.contains("x."), "{coming}");
            let kept = coming.chars().filter(|mark| *mark == '.').count() as i64;
            let unmarked = marks[member].chars().filter(|mark| *mark == '.').count() as i64;
            assert_eq!(kept, (8 - attended - unmarked).min(5), "{}", marks[member]);
            let mut after = Vec::new();
            for other in enrollments.iter().filter(|other| *other != enrollment) {
                after.push(desk.marks_of(other).await);
            }
            assert_eq!(after, before, "nobody else's place changes");
        }
    }

    async fn a_stale_plan_and_a_course_that_cannot_be_brief_are_refused(db) {
        let desk = BriefDesk::group(db, 2).await;
        desk.mark("AA").await;
        let hash = desk.preview().await["hash"].clone();
        desk.mark("AAA").await;
        assert_eq!(refused(&desk.commit(&hash).await), ("STALE", &json!("planHash")));
        desk.mark("AAAAAAA..").await;
        assert_eq!(refused(&desk.look().await).0, "UNMARKED_SESSIONS");
        desk.mark("AAAAAAAA").await;
        desk.fixture.clinic.at("2026-05-01T12:00:00Z");
        let eighth = desk.sessions().await[7].clone();
        assert_eq!(eighth["participations"][0]["attendance"]["status"], "ATTENDED");
        let refusal = desk.look().await;
        assert_eq!(refused(&refusal).0, "RECEIVED_ALREADY");
        assert!(refusal["userErrors"][0]["message"].as_str().unwrap().contains("endEnrollment"));
    }

    async fn declining_keeps_the_reason_and_the_suggestion_does_not_come_back(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANAN").await;
        let flag = desk.suggestions().await[0]["id"].clone();
        let input = json!({ "flagId": flag, "reason": "Wants the whole course" });
        let enrollment = done(desk.decline(input.clone()).await, "enrollment");
        let decided = &enrollment["briefForm"];
        assert_eq!((&decided["state"], &decided["reason"]), (&json!("DECLINED"), &json!("Wants the whole course")));
        assert_eq!(done(desk.decline(input).await, "enrollment"), enrollment);
        let other = json!({ "enrollmentId": desk.enrollment, "reason": "Another" });
        assert_eq!(refused(&desk.decline(other).await), ("ALREADY_DECLINED", &json!("reason")));
        desk.mark("ANANNA").await;
        let flags = desk.suggestions().await;
        assert_eq!((flags.len(), &flags[0]["state"], &flags[0]["closingNote"]), (
            1, &json!("RESOLVED"), &json!("Wants the whole course")
        ));
        let both = json!({ "enrollmentId": desk.enrollment, "flagId": flag, "reason": "A" });
        assert_eq!(refused(&desk.decline(both).await).0, "INVALID_INPUT");
        // It may be accepted later all the same, and then no longer declined.
        assert_eq!(desk.accept().await["briefForm"]["state"], "ACCEPTED");
        let late = json!({ "enrollmentId": desk.enrollment, "reason": "Late" });
        assert_eq!(refused(&desk.decline(late).await).0, "ALREADY_ACCEPTED");
    }

    async fn a_decline_is_taken_back_and_its_suggestion_stands_again(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANAN").await;
        let flag = desk.suggestions().await[0]["id"].clone();
        done(desk.decline(json!({ "flagId": flag, "reason": "Mis-click" })).await, "enrollment");
        let enrollment = done(desk.undo().await, "enrollment");
        assert_eq!((&enrollment["plannedSessions"], &enrollment["briefForm"]["state"]), (&json!(12), &json!("NONE")));
        let flags = desk.suggestions().await;
        assert_eq!((flags.len(), &flags[0]["id"], &flags[0]["state"]), (1, &flag, &json!("OPEN")));
        assert_eq!((&flags[0]["outcome"], &flags[0]["closingNote"]), (&Value::Null, &Value::Null));
        let events = desk.fixture.clinic.audit_events(json!({ "first": 20 })).await;
        let undone = events.iter()
            .find(|event| event["operation"] == "undoBriefForm" && event["kind"] == "ACTION").unwrap();
        assert_eq!((&undone["details"]["answer"], &undone["details"]["released"]), (&json!("DECLINED"), &json!([flag])));
        assert_eq!(refused(&desk.undo().await).0, "NOT_ACCEPTED");
        done(desk.decline(json!({ "flagId": flag, "reason": "Wants the whole course" })).await, "enrollment");
        assert_eq!(desk.suggestions().await[0]["closingNote"], "Wants the whole course");
    }

    async fn a_suggestion_stands_where_it_stood_and_its_history_says_who_took_the_decision_back(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANAN").await;
        let clinic = &desk.fixture.clinic;
        let flag = desk.suggestions().await[0]["id"].clone();
        let by = clinic.admin.staff_member().unwrap().to_string();
        for (document, more, state) in [
            ("", json!({}), "OPEN"),
            (ACKNOWLEDGE, json!({}), "ACKNOWLEDGED"),
            (CONTACT, json!({ "result": "MESSAGE_LEFT" }), "CONTACTED"),
        ] {
            let mut step = more;
            step["flagId"] = flag.clone();
            if !document.is_empty() {
                clinic.ask(document, json!({ "input": step })).await;
            }
            for is_accepted in [true, false] {
                clinic.clock.advance(std::time::Duration::from_secs(1));
                if is_accepted {
                    desk.accept().await;
                } else {
                    done(desk.decline(json!({ "flagId": flag, "reason": "Mis-click" })).await, "enrollment");
                }
                assert_eq!(desk.suggestions().await[0]["state"], "RESOLVED");
                clinic.clock.advance(std::time::Duration::from_secs(1));
                done(desk.undo().await, "enrollment");
                let back = desk.suggestions().await.remove(0);
                assert_eq!((&back["id"], &back["state"], &back["closedAt"]), (&flag, &json!(state), &Value::Null));
                assert_eq!((&back["closedByPerson"], &back["outcome"]), (&json!(false), &Value::Null));
                let history = back["history"].as_array().unwrap();
                let kinds: Vec<&Value> = history.iter().rev().take(2).map(|entry| &entry["kind"]).collect();
                assert_eq!(kinds, ["TAKEN_BACK", "RESOLVED"]);
                let last = history.last().unwrap();
                let now = json!(clinic.app.now().to_string());
                assert_eq!((&last["takenById"], &last["takenAt"]), (&json!(by), &now));
            }
        }
    }

    async fn what_was_declined_early_is_suggested_once_that_is_taken_back(db) {
        let desk = BriefDesk::group(db, 1).await;
        let early = json!({ "enrollmentId": desk.enrollment, "reason": "Too early" });
        done(desk.decline(early).await, "enrollment");
        desk.mark("ANAN").await;
        assert_eq!(desk.suggestions().await, Vec::<Value>::new());
        done(desk.undo().await, "enrollment");
        assert_eq!(desk.suggestions().await[0]["state"], "OPEN");
    }

    async fn a_therapist_decides_for_those_they_lead_alone(db) {
        let desk = BriefDesk::group(db, 1).await;
        desk.mark("ANNN").await;
        let clinic = &desk.fixture.clinic;
        let input = json!({ "input": { "enrollmentId": desk.enrollment } });
        let leader = desk.fixture.leader();
        let seen = clinic.run(&leader, PREVIEW, input.clone()).await;
        assert_eq!(seen["data"]["previewBriefForm"]["userErrors"], json!([]), "{seen:#}");
        let other = clinic.staff("Theo", Role::Therapist).await;
        let refusal = clinic.run(&other, PREVIEW, input.clone()).await;
        assert_eq!(refusal["errors"][0]["extensions"]["code"], "NOT_FOUND");
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        let refusal = clinic.run(&viewer, PREVIEW, input).await;
        assert_eq!(refusal["errors"][0]["extensions"]["code"], "FORBIDDEN");
    }
}
