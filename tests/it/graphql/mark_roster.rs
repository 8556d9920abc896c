//! Marking a roster.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::domain::access::{Caller, Role};
use roundel::domain::series::{CancelledBy, Session, SessionStatus};
use roundel::storage::sessions;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const MARK_HISTORY: &str = include_str!("../../../graphql/operations/attendance/mark_history.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// The one user error of an answer.
fn refusal(answer: &Value) -> &Value {
    let errors = answer["userErrors"].as_array().unwrap();
    assert!(errors.len() == 1 && answer["participations"].is_null(), "{answer:#}");
    &errors[0]
}

/// The codes and participations of an answer's user errors.
fn refusals(answer: &Value) -> Vec<(&str, &str)> {
    assert!(answer["participations"].is_null(), "{answer:#}");
    let errors = answer["userErrors"].as_array().unwrap();
    errors
        .iter()
        .map(|error| (error["code"].as_str().unwrap(), error["participationId"].as_str().unwrap_or_default()))
        .collect()
}

fn statuses(answer: &Value) -> Vec<&str> {
    let marked = answer["participations"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
    marked.iter().map(|one| one["attendance"]["status"].as_str().unwrap()).collect()
}

async fn history(clinic: &TestClinic, course: &Course, week: usize, member: usize) -> Vec<Value> {
    let id = course.place(week, member);
    let answer = clinic.ask(MARK_HISTORY, json!({ "participationId": id })).await;
    answer["markHistory"].as_array().unwrap().clone()
}

async fn stored(clinic: &TestClinic, session: &Session) -> Session {
    let reader = clinic.database.db.reader();
    sessions::find_session(reader, clinic.admin.reach(), session.id).await.unwrap().unwrap()
}

async fn mark(clinic: &TestClinic, variables: Value) -> Value {
    clinic.ask(MARK_ROSTER, variables).await["markRoster"].clone()
}

both! {
    async fn a_roster_is_marked_at_once_and_the_session_was_then_held(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 8, 2).await;
        clinic.at_the_end_of(&course, 0);
        let answer = mark(&clinic, course.roster(0, "APNRLCEX")).await;
        assert_eq!(
            statuses(&answer),
            [
                "ATTENDED", "ATTENDED_PARTIALLY", "NO_SHOW", "NO_SHOW", "LATE_CANCELLED",
                "CANCELLED_BY_CLIENT", "EXCUSED", "NOT_EXPECTED"
            ]
        );
        assert_eq!(answer["participations"][1]["attendance"]["minutesAttended"], 20);
        assert_eq!(answer["participations"][3]["attendance"]["reason"], "ILLNESS");
        assert_eq!(answer["participations"][0]["enrollmentId"], course.enrollments[0].to_string());
        let held = stored(&clinic, &course.sessions[0]).await;
        assert_eq!((held.status, held.row_version, held.notice_version), (SessionStatus::Held, 2, 1));
        assert_eq!(stored(&clinic, &course.sessions[1]).await.status, SessionStatus::Planned);
    }

    async fn a_mark_in_advance_does_not_make_the_session_held(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        clinic.clock.set(course.sessions[0].starts_at - SignedDuration::from_mins(30));
        let answer = mark(&clinic, course.roster(0, "L")).await;
        assert_eq!(statuses(&answer), ["LATE_CANCELLED"]);
        assert_eq!(stored(&clinic, &course.sessions[0]).await.status, SessionStatus::Planned);
        clinic.at_the_end_of(&course, 0);
        mark(&clinic, course.roster(0, " A")).await;
        assert_eq!(stored(&clinic, &course.sessions[0]).await.status, SessionStatus::Held);
    }

    async fn notice_of_exactly_the_window_is_in_time(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        clinic.at_the_end_of(&course, 0);
        let starts_at = course.sessions[0].starts_at;
        let with_notice = |member, seconds: i64| {
            let mut mark = course.mark(0, member, 'L');
            mark["noticeGivenAt"] = json!((starts_at - SignedDuration::from_secs(seconds)).to_string());
            mark
        };
        let input = json!({ "input": {
            "sessionId": course.sessions[0].id.to_string(),
            "marks": [with_notice(0, 24 * 3600), with_notice(1, 24 * 3600 - 1)],
        } });
        assert_eq!(statuses(&mark(&clinic, input).await), ["CANCELLED_BY_CLIENT", "LATE_CANCELLED"]);
    }

    async fn a_roster_sent_again_answers_the_same_and_appends_nothing(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 3, 1).await;
        clinic.at_the_end_of(&course, 0);
        let first = mark(&clinic, course.roster(0, "ALN")).await;
        clinic.clock.advance(std::time::Duration::from_secs(60));
        assert_eq!(mark(&clinic, course.roster(0, "ALN")).await, first);
        for member in 0..3 {
            assert_eq!(history(&clinic, &course, 0, member).await.len(), 1);
        }
    }

    async fn eight_at_once_leave_one_mark_each(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 4, 1).await;
        clinic.at_the_end_of(&course, 0);
        let clinic = Arc::new(clinic);
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (clinic, roster) = (Arc::clone(&clinic), course.roster(0, "ANLE"));
            tasks.spawn(async move { mark(&clinic, roster).await });
        }
        let answers = tasks.join_all().await;
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
            assert_eq!(statuses(answer), ["ATTENDED", "NO_SHOW", "LATE_CANCELLED", "EXCUSED"]);
        }
        for member in 0..4 {
            assert_eq!(history(&clinic, &course, 0, member).await.len(), 1);
        }
    }

    async fn one_refused_mark_refuses_all_and_each_is_named(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 5, 2).await;
        clinic.at_the_end_of(&course, 0);
        mark(&clinic, course.roster(0, "A")).await;
        let mut partially = course.mark(0, 1, 'P');
        partially["minutesAttended"] = json!(51);
        let input = json!({ "input": { "sessionId": course.sessions[0].id.to_string(), "marks": [
            course.mark(0, 0, 'N'), partially, course.mark(0, 2, '.'), course.mark(1, 3, 'A'),
            course.mark(0, 4, 'A'), course.mark(0, 4, 'A'),
        ] } });
        let answer = mark(&clinic, input).await;
        let place = |week, member| course.place(week, member);
        assert_eq!(
            refusals(&answer),
            [
                ("ALREADY_MARKED", place(0, 0).as_str()),
                ("INVALID_MARK", place(0, 1).as_str()),
                ("NOTHING_RECORDED", place(0, 2).as_str()),
                ("NOT_ON_ROSTER", place(1, 3).as_str()),
                ("REPEATED", place(0, 4).as_str()),
            ]
        );
        assert_eq!(answer["userErrors"][0]["standing"], json!({ "status": "ATTENDED", "version": 1 }));
        assert_eq!(answer["userErrors"][1]["field"], "minutesAttended");
        assert!(history(&clinic, &course, 0, 4).await.is_empty(), "all or nothing");
    }

    async fn the_mark_that_stands_is_named_as_it_is_shown(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        clinic.at_the_end_of(&course, 0);
        mark(&clinic, course.roster(0, "LC")).await;
        let answer = mark(&clinic, course.roster(0, "AA")).await;
        for (at, status) in ["LATE_CANCELLED", "CANCELLED_BY_CLIENT"].into_iter().enumerate() {
            let error = &answer["userErrors"][at];
            assert_eq!(error["standing"]["status"], status, "{error:#}");
            let said = error["message"].as_str().unwrap();
            assert_eq!(said, format!("already marked {status}: correctMark changes it, with the expectedVersion 1"));
        }
    }

    async fn a_mark_that_differs_in_its_details_alone_says_so(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 1).await;
        clinic.at_the_end_of(&course, 0);
        mark(&clinic, course.roster(0, "NP")).await;
        let mut longer = course.mark(0, 1, 'P');
        longer["minutesAttended"] = json!(30);
        longer["arrivedLate"] = json!(true);
        let marks = json!([course.mark(0, 0, 'R'), longer]);
        let input = json!({ "sessionId": course.sessions[0].id.to_string(), "marks": marks });
        let answer = mark(&clinic, json!({ "input": input })).await;
        for (at, field, only) in [
            (0, "reason", "NO_SHOW, only with another reason: correctMark"),
            (1, "minutesAttended", "ATTENDED_PARTIALLY, only with another minutesAttended and arrivedLate: correctMark"),
        ] {
            let error = &answer["userErrors"][at];
            assert_eq!((&error["code"], &error["field"]), (&json!("ALREADY_MARKED"), &json!(field)));
            assert!(error["message"].as_str().unwrap().contains(only), "{error:#}");
        }
    }

    async fn marks_that_come_too_early_or_for_a_cancelled_session_are_refused(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        let session = &course.sessions[0];
        clinic.clock.set(session.starts_at - SignedDuration::from_millis(1));
        for letter in ["A", "P", "N"] {
            assert_eq!(refusal(&mark(&clinic, course.roster(0, letter)).await)["code"], "NOT_BEGUN");
        }
        let cancelled = Session {
            status: SessionStatus::Cancelled,
            cancelled_by: Some(CancelledBy::Clinic),
            ..session.clone()
        };
        clinic.store_session(&cancelled).await;
        clinic.at_the_end_of(&course, 0);
        for letter in ["A", "C", "E"] {
            assert_eq!(refusal(&mark(&clinic, course.roster(0, letter)).await)["code"], "SESSION_CANCELLED");
        }
    }

    async fn contradictory_marks_name_their_field(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        clinic.at_the_end_of(&course, 0);
        let later = course.after(0).to_string();
        let cases = [
            (json!({ "status": "ATTENDED_PARTIALLY" }), "minutesAttended", "ATTENDED_PARTIALLY"),
            (json!({ "status": "NO_SHOW", "minutesAttended": 5 }), "minutesAttended", "5"),
            (json!({ "status": "ATTENDED", "minutesAttended": -1 }), "minutesAttended", "-1"),
            (json!({ "status": "ATTENDED", "minutesAttended": 0 }), "minutesAttended", "0, must be between 1 and 50"),
            (json!({ "status": "NO_SHOW", "arrivedLate": true }), "arrivedLate", "NO_SHOW"),
            (json!({ "status": "ATTENDED", "reason": "WORK" }), "reason", "WORK"),
            (json!({ "status": "CANCELLED_BY_CLIENT" }), "noticeGivenAt", "such as"),
            (json!({ "status": "CANCELLED_BY_CLIENT", "noticeGivenAt": later }), "noticeGivenAt", later.as_str()),
            (json!({ "status": "CANCELLED_BY_CLIENT", "noticeGivenAt": "2024-03-05T22:00:00Z" }), "noticeGivenAt",
                "2024-03-05T22:00:00Z"),
            (json!({ "status": "EXCUSED", "noticeGivenAt": "2026-03-09T12:00:00Z" }), "noticeGivenAt",
                "2026-03-09T12:00:00Z"),
        ];
        for (mut fields, field, value) in cases {
            fields["participationId"] = json!(course.place(0, 0));
            let session = course.sessions[0].id.to_string();
            let answer = mark(&clinic, json!({ "input": { "sessionId": session, "marks": [fields] } })).await;
            let error = refusal(&answer);
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_MARK"), &json!(field)));
            assert!(error["message"].as_str().unwrap().contains(value), "{error:#}");
        }
        let none = json!({ "input": { "sessionId": course.sessions[0].id.to_string(), "marks": [] } });
        let answer = mark(&clinic, none).await;
        assert_eq!(refusal(&answer)["code"], "INVALID_INPUT");
        assert!(refusal(&answer)["message"].as_str().unwrap().contains("markEveryoneElse"), "{answer:#}");
    }

    async fn what_is_another_clinics_answers_as_if_it_were_missing(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        clinic.at_the_end_of(&course, 0);
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, MARK_ROSTER, course.roster(0, "A")).await;
        let mut missing = course.roster(0, "A");
        missing["input"]["sessionId"] = json!(format!("ses_{}", "0".repeat(32)));
        assert_eq!(clinic.run(&neighbour, MARK_ROSTER, missing).await, foreign);
        assert_eq!(foreign["errors"][0]["extensions"]["code"], "NOT_FOUND");

        let names = |place: String| {
            let mut input = course.roster(0, "A");
            input["input"]["marks"][0]["participationId"] = json!(place);
            input
        };
        let mut answers = Vec::new();
        for place in [format!("par_{}", "0".repeat(32)), "par_1".to_owned(), "Kim".to_owned()] {
            let mut error = refusal(&mark(&clinic, names(place.clone())).await).clone();
            assert_eq!(error["participationId"], place);
            error["participationId"] = Value::Null;
            answers.push(error);
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");

        let history = json!({ "participationId": course.place(0, 0) });
        let foreign = clinic.run(&neighbour, MARK_HISTORY, history).await;
        let missing = json!({ "participationId": format!("par_{}", "0".repeat(32)) });
        assert_eq!(clinic.run(&neighbour, MARK_HISTORY, missing).await, foreign);
    }

    async fn a_therapist_marks_where_they_lead_and_a_refusal_is_kept(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        let other = clinic.staff("Otto Other", Role::Therapist).await;
        let viewer = clinic.staff("Vera Viewer", Role::Viewer).await;
        clinic.at_the_end_of(&course, 0);
        // To another therapist the session does not exist; that they tried is kept all the same.
        for (denied, code) in [(&other, "NOT_FOUND"), (&viewer, "FORBIDDEN")] {
            let answer = clinic.run(denied, MARK_ROSTER, course.roster(0, "A")).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], code);
            assert_eq!(refused_in_the_log(&clinic, denied).await, 1);
        }
        assert!(history(&clinic, &course, 0, 0).await.is_empty());
        let allowed = clinic.run(&course.therapist, MARK_ROSTER, course.roster(0, "A")).await;
        assert_eq!(statuses(&allowed["data"]["markRoster"]), ["ATTENDED"]);
        let marks = history(&clinic, &course, 0, 0).await;
        let by = course.therapist.staff_member().unwrap().to_string();
        assert_eq!((&marks[0]["recordedByKind"], &marks[0]["recordedById"]), (&json!("STAFF"), &json!(by)));
        assert_eq!(marks[0]["recordedAt"], course.after(0).to_string());
    }
}

async fn refused_in_the_log(clinic: &TestClinic, by: &Caller) -> usize {
    use roundel::domain::audit::{AuditActor, AuditFilter, AuditOutcome};
    use roundel::domain::slice::Slice;
    use roundel::storage::audit_events;
    let slice = Slice { after: None, limit: 100 };
    let reader = clinic.database.db.reader();
    let events =
        audit_events::list_audit_events(reader, by.clinic_id, &AuditFilter::default(), slice).await.unwrap();
    let wanted = AuditActor::from(by.actor);
    events
        .iter()
        .filter(|event| event.actor == wanted && event.outcome == AuditOutcome::Refused)
        .filter(|event| event.operation == "RECORD_ATTENDANCE")
        .count()
}
