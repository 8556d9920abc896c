//! Rates that name their denominator, and the backlog of sessions that nobody has marked.

use roundel::domain::series::{CancelledBy, Session, SessionKind, SessionStatus};
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const SUMMARY: &str = include_str!("../../../graphql/operations/attendance/attendance_summary.graphql");
const GROUPS: &str = include_str!("../../../graphql/operations/attendance/group_attendance.graphql");
const UNRECORDED: &str = include_str!("../../../graphql/operations/attendance/unrecorded_sessions.graphql");
const BEFORE: &str = "2026-03-02T12:00:00Z";

/// Marks week by week, one word a week and one letter a member; the clock then stands after the last of them.
async fn mark_weeks(clinic: &TestClinic, course: &Course, weeks: &[&str]) {
    for (week, marks) in weeks.iter().enumerate() {
        clinic.at_the_end_of(course, week);
        if !marks.trim().is_empty() {
            let answer = clinic.ask(MARK_ROSTER, course.roster(week, marks)).await;
            assert_eq!(answer["markRoster"]["userErrors"], json!([]));
        }
    }
}

/// The rate of those letters, counted by hand: attended, of attended and missed, and blanks.
fn by_hand<'a>(weeks: impl Iterator<Item = &'a str> + Clone) -> Value {
    let count = |wanted: &str| {
        let letters = weeks.clone().flat_map(str::chars);
        letters.filter(|letter| wanted.contains(*letter)).count()
    };
    let (attended, opportunities) = (count("AP"), count("APNRLC"));
    let ratio = (opportunities > 0).then(|| attended as f64 / opportunities as f64);
    json!({
        "numerator": attended, "denominator": opportunities, "unrecorded": count(" "), "ratio": ratio
    })
}

async fn summary(clinic: &TestClinic, variables: Value) -> Value {
    clinic.ask(SUMMARY, variables).await["attendanceSummary"].clone()
}

async fn store_as(clinic: &TestClinic, session: &Session, status: SessionStatus, kind: SessionKind) {
    let cancelled_by = (status == SessionStatus::Cancelled).then_some(CancelledBy::Closure);
    clinic.store_session(&Session { status, kind, cancelled_by, ..session.clone() }).await;
}

both! {
    async fn rates_agree_with_a_count_by_hand(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let weeks = ["ANLE ", "PRC X", "AN  A"];
        let course = clinic.course("Tuesdays", 5, 4).await;
        let empty = clinic.course("Nobody yet", 0, 1).await;
        assert_eq!(summary(&clinic, json!({})).await, by_hand([].into_iter()), "nothing has begun");
        mark_weeks(&clinic, &course, &weeks).await;

        let whole = by_hand(weeks.into_iter());
        assert_eq!(summary(&clinic, json!({})).await, whole);
        assert_eq!(summary(&clinic, json!({ "groupId": course.group.to_string() })).await, whole);
        assert_eq!(summary(&clinic, json!({ "groupId": empty.group.to_string() })).await, by_hand([].into_iter()));
        for (member, enrollment) in course.enrollments.iter().enumerate() {
            let own = weeks.iter().map(|marks| &marks[member..=member]);
            let rate = summary(&clinic, json!({ "enrollmentId": enrollment.to_string() })).await;
            assert_eq!(rate, by_hand(own), "member {member}");
        }
    }

    async fn what_is_no_opportunity_is_in_no_rate(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 2, 4).await;
        mark_weeks(&clinic, &course, &["AN", "AA", "NN"]).await;
        store_as(&clinic, &course.sessions[1], SessionStatus::Held, SessionKind::Makeup).await;
        store_as(&clinic, &course.sessions[2], SessionStatus::Cancelled, SessionKind::Group).await;
        clinic.end(course.enrollments[0]).await;
        clinic.at_the_end_of(&course, 3);
        let expected = json!({ "numerator": 1, "denominator": 2, "unrecorded": 1, "ratio": 0.5 });
        assert_eq!(summary(&clinic, json!({})).await, expected, "one has left before the fourth session");
    }

    async fn the_groups_rates_cost_two_statements_however_many(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let first = clinic.course("Tuesdays", 2, 1).await;
        let cost = async || {
            let before = clinic.app.statement_count();
            let answer = clinic.ask(GROUPS, json!({})).await;
            (answer["groupAttendance"]["nodes"].clone(), clinic.app.statement_count() - before)
        };
        mark_weeks(&clinic, &first, &["AN"]).await;
        assert_eq!(cost().await.1, 2);
        for name in ["Wednesdays", "Thursdays", "Fridays"] {
            let course = clinic.course(name, 1, 1).await;
            mark_weeks(&clinic, &course, &["A"]).await;
        }
        let (nodes, statements) = cost().await;
        assert_eq!((nodes.as_array().unwrap().len(), statements), (4, 2));
        let of = |name: &str| {
            let node = nodes.as_array().unwrap().iter().find(|node| node["name"] == name).unwrap();
            node["attendance"]["ratio"].as_f64().unwrap()
        };
        assert_eq!((of("Tuesdays"), of("Fridays")), (0.5, 1.0));
        let page = clinic.ask(GROUPS, json!({ "first": 3 })).await;
        let rest = clinic
            .ask(GROUPS, json!({ "first": 3, "after": page["groupAttendance"]["pageInfo"]["endCursor"] }))
            .await;
        assert_eq!(rest["groupAttendance"]["nodes"].as_array().unwrap().len(), 1);
    }

    async fn the_backlog_lists_what_is_over_and_not_marked_for_everybody(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 3, 6).await;
        let other = clinic.course("Elsewhere", 1, 1).await;
        mark_weeks(&clinic, &course, &["AAA", "A  ", "   "]).await;
        store_as(&clinic, &course.sessions[2], SessionStatus::Cancelled, SessionKind::Group).await;
        clinic.end(course.enrollments[2]).await;
        // The fourth session was over a week ago, the fifth ends in this minute, the sixth is to come.
        clinic.clock.set(course.sessions[4].ends_at);
        let backlog = async |variables: Value| {
            let answer = clinic.ask(UNRECORDED, variables).await["unrecordedSessions"].clone();
            let found: Vec<(String, u64)> = answer["nodes"].as_array().unwrap().iter()
                .map(|node| (node["sessionId"].as_str().unwrap().to_owned(), node["unrecorded"].as_u64().unwrap()))
                .collect();
            (found, answer["pageInfo"]["endCursor"].clone())
        };
        let id = |session: &Session| session.id.to_string();
        let elsewhere = (id(&other.sessions[0]), 1);
        let expected =
            [(id(&course.sessions[1]), 2), (id(&course.sessions[3]), 2)];
        let leader = course.therapist.staff_member().unwrap().to_string();
        assert_eq!(backlog(json!({ "therapistId": leader })).await.0, expected);

        let (page, cursor) = backlog(json!({ "first": 2 })).await;
        assert_eq!(page, [elsewhere, expected[0].clone()]);
        assert_eq!(backlog(json!({ "first": 2, "after": cursor })).await.0, expected[1..]);

        clinic.clock.advance(std::time::Duration::from_millis(1));
        assert_eq!(backlog(json!({ "therapistId": leader })).await.0.len(), 3, "the fifth is over now");
    }

    async fn rates_of_another_clinics_records_answer_as_if_they_were_missing(db) {
        let clinic = TestClinic::open_at(db, BEFORE).await;
        let course = clinic.course("Tuesdays", 1, 1).await;
        mark_weeks(&clinic, &course, &["A"]).await;
        let neighbour = clinic.neighbour().await;
        let zeros = "0".repeat(32);
        for (argument, foreign, missing) in [
            ("groupId", course.group.to_string(), format!("grp_{zeros}")),
            ("enrollmentId", course.enrollments[0].to_string(), format!("enr_{zeros}")),
        ] {
            let foreign = clinic.run(&neighbour, SUMMARY, json!({ argument: foreign })).await;
            assert_eq!(clinic.run(&neighbour, SUMMARY, json!({ argument: missing })).await, foreign);
            assert_eq!(foreign["errors"][0]["extensions"]["code"], "NOT_FOUND");
        }
        let own = clinic.run(&neighbour, SUMMARY, json!({})).await;
        assert_eq!(own["data"]["attendanceSummary"], by_hand([].into_iter()));
        for (document, list) in [(GROUPS, "groupAttendance"), (UNRECORDED, "unrecordedSessions")] {
            let answer = clinic.run(&neighbour, document, json!({})).await;
            assert_eq!(answer["data"][list]["nodes"], json!([]));
        }
        let both = json!({
            "groupId": course.group.to_string(), "enrollmentId": course.enrollments[0].to_string()
        });
        let both = clinic.run(&clinic.admin, SUMMARY, both).await;
        assert_eq!(both["errors"][0]["extensions"]["code"], "INVALID_INPUT");
    }
}
