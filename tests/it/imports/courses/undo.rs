//! `undoCourseImport`.

use serde_json::json;

use super::school::{ROWS, School};
use crate::support::{both, done, refused};

const CORRECT: &str = include_str!("../../../../graphql/operations/attendance/correct_mark.graphql");
const MAKE_UP: &str = include_str!("../../../../graphql/operations/makeups/schedule_makeup.graphql");
const MARK_ROSTER: &str = include_str!("../../../../graphql/operations/attendance/mark_roster.graphql");
const SESSIONS: &str = include_str!("../../../../graphql/operations/schedule/sessions.graphql");

both! {
    async fn everything_that_was_recorded_goes(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let before = school.traces().await;
        let (input, import) = school.bring_in(&ROWS).await;
        assert!(school.traces().await.iter().zip(&before).all(|(after, before)| after > before), "{:?}", school.traces().await);
        let undone = done(school.undo(&input).await, "courseImport");
        assert_eq!((&undone["counts"], &undone["undoneAt"]), (&import["counts"], &json!(clinic.app.now().to_string())));
        assert_eq!(school.traces().await, before);
        assert_eq!(school.group("Evening").await, None);
        let events = clinic.audit_events(json!({ "clientId": school.clients[0], "first": 50 })).await;
        let removed: Vec<_> = events.iter().filter(|event| event["operation"] == "removeEnrollment").collect();
        assert_eq!((removed.len(), &removed[0]["details"]["undoneImport"]), (1, &input["importId"]));
        assert_eq!(done(school.undo(&input).await, "courseImport"), undone, "twice is harmless");
        // It can be brought in anew.
        school.bring_in(&ROWS).await;
        assert!(school.group("Evening").await.is_some());
    }

    async fn it_is_refused_once_somebody_went_on_with_a_course(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let (input, _) = school.bring_in(&ROWS).await;
        let group = school.group("Evening").await.unwrap();
        let sessions = clinic.ask(SESSIONS, json!({ "groupId": group["id"], "first": 1 })).await["sessions"]["nodes"].clone();
        let place = &sessions[0]["participations"][0];
        let correction = json!({ "participationId": place["id"], "expectedVersion": 1, "status": "NO_SHOW", "note": "Mixed up." });
        done(clinic.ask(CORRECT, json!({ "input": correction })).await["correctMark"].clone(), "participation");
        let before = school.traces().await;
        let answer = school.undo(&input).await;
        assert_eq!(refused(&answer), ("IN_USE", &json!("importId")));
        let message = answer["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("gone on with Evening since (marks); nothing was changed"), "{message}");
        assert_eq!(school.traces().await, before);
    }

    async fn it_is_refused_once_somebody_made_up_for_a_session(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let (input, _) = school.bring_in(&ROWS).await;
        let group = school.group("Evening").await.unwrap();
        let sessions = clinic.ask(SESSIONS, json!({ "groupId": group["id"], "first": 4 })).await["sessions"]["nodes"].clone();
        let places = sessions.as_array().unwrap().iter().flat_map(|one| one["participations"].as_array().unwrap());
        let missed = places.into_iter().find(|place| place["attendance"]["status"] == "NO_SHOW").unwrap();
        let make_up = json!({ "participationId": missed["id"], "localStart": "2027-03-01T09:00:00" });
        done(clinic.ask(MAKE_UP, json!({ "input": make_up })).await["scheduleMakeup"].clone(), "session");
        let before = school.traces().await;
        assert_eq!(refused(&school.undo(&input).await), ("IN_USE", &json!("importId")));
        assert_eq!(school.traces().await, before);
    }

    async fn an_undo_and_a_mark_at_once_never_lose_the_mark(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        for _ in 0..4 {
            let (input, _) = school.bring_in(&ROWS).await;
            let group = school.group("Evening").await.unwrap();
            let sessions = clinic.ask(SESSIONS, json!({ "groupId": group["id"], "first": 4 })).await["sessions"]["nodes"].clone();
            let places = sessions[3]["participations"].as_array().unwrap();
            let open = places.iter().find(|place| place["attendance"]["status"] == "UNRECORDED").unwrap();
            let mark = json!({ "sessionId": sessions[3]["id"], "marks": [{ "participationId": open["id"], "status": "ATTENDED" }] });
            let (undone, marked) =
                tokio::join!(school.undo(&input), clinic.run(&clinic.admin, MARK_ROSTER, json!({ "input": mark })));
            let is_marked = marked["data"]["markRoster"]["userErrors"] == json!([]);
            let is_undone = undone["userErrors"] == json!([]);
            assert!(is_marked != is_undone, "{undone}");
            assert_eq!(school.group("Evening").await.is_none(), is_undone);
            if is_marked {
                return;
            }
        }
    }

    async fn a_newcomer_in_its_group_keeps_it(db) {
        let school = School::on(db).await;
        // Nothing of it has begun: the group still takes people.
        let coming = ROWS[0].replace("2026-03-03", "2026-04-07").replace(",ATTENDED,", ",,");
        let (input, import) = school.bring_in(&[&coming]).await;
        assert_eq!(import["counts"]["sessions"], 12);
        let group = school.group("Evening").await.unwrap();
        done(school.fixture.enroll(group["id"].as_str().unwrap(), &school.clients[3]).await, "enrollment");
        let answer = school.undo(&input).await;
        assert!(answer["userErrors"][0]["message"].as_str().unwrap().contains("Evening since (groups, enrollments, places"), "{answer}");
    }

    async fn a_mark_goes_with_an_undone_import_and_never_else(db) {
        let school = School::on(db).await;
        school.bring_in(&ROWS).await;
        let database = &school.fixture.clinic.database;
        let refused = database.try_execute("DELETE FROM attendance_mark").await.unwrap_err();
        assert!(refused.contains("append_only"), "{refused}");
    }
}
