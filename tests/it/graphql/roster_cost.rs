//! What marking a roster costs.

use serde_json::{Value, json};

use crate::support::{MakeupFixture, TestClinic, both, done};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// Marks a roster: how many were marked, and the statements it took.
async fn cost(clinic: &TestClinic, roster: Value) -> (usize, u64) {
    let before = clinic.app.statement_count();
    let answer = clinic.ask(MARK_ROSTER, roster).await;
    let marked = answer["markRoster"]["participations"].as_array().unwrap().len();
    (marked, clinic.app.statement_count() - before)
}

both! {
    async fn a_roster_costs_the_same_number_of_statements_whatever_its_size(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let mut costs = Vec::new();
        for members in [1, 50] {
            let course = clinic.course(&format!("A group of {members}"), members, 3).await;
            for (week, letter) in ["A", "N", "N"].into_iter().enumerate() {
                clinic.at_the_end_of(&course, week);
                let roster = course.roster(week, &letter.repeat(members));
                let (marked, statements) = cost(&clinic, roster.clone()).await;
                assert_eq!(marked, members);
                costs.push(statements);
                assert_eq!(cost(&clinic, roster).await, (members, 1), "a repetition only looks");
            }
        }
        // The session with its roster, the marks (what stands follows by itself), the ledgers with their flags, what else
        // is known, the readings, closed days while sessions are to come, the model, the flags where some change, the feed,
        // the audit log.
        assert_eq!(costs, [9, 10, 9, 9, 10, 9]);
    }

    async fn marks_in_advance_cost_the_same_number_of_statements_for_two_as_for_twenty(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let small = clinic.course("A group of two", 2, 3).await;
        let large = clinic.course("A group of twenty", 20, 3).await;
        for (week, letter) in ["E", "C", "X"].into_iter().enumerate() {
            // Notice of two days: it has to be given by now.
            clinic.clock.set(small.sessions[week].starts_at - jiff::SignedDuration::from_hours(2));
            let (two, for_two) = cost(&clinic, small.roster(week, &letter.repeat(2))).await;
            let (twenty, for_twenty) = cost(&clinic, large.roster(week, &letter.repeat(20))).await;
            assert_eq!((two, twenty, for_twenty), (2, 20, for_two), "{letter}");
        }
    }

    async fn guests_who_give_up_their_seats_in_advance_cost_the_same_number_of_statements(db) {
        let desk = MakeupFixture::open(db, 8).await;
        let (sister, sessions) = desk.sister(json!({ "guestSeats": 6 })).await;
        for (number, place) in desk.missed.iter().enumerate() {
            let session = &sessions[usize::from(number >= 2)]["id"];
            done(desk.take_seat(&place["id"], session).await, "session");
        }
        let mut costs = Vec::new();
        for session in &desk.sessions(json!({ "groupId": sister })).await[..2] {
            let marks: Vec<Value> = session["participations"].as_array().unwrap().iter()
                .map(|place| json!({ "participationId": place["id"], "status": "NOT_EXPECTED" })).collect();
            let input = json!({ "sessionId": session["id"], "marks": marks });
            costs.push(cost(&desk.fixture.clinic, json!({ "input": input })).await);
        }
        let (of_two, of_six) = (costs[0], costs[1]);
        assert_eq!((of_two.0, of_six), (2, (6, of_two.1)));
    }
}
