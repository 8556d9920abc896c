//! What marking a roster costs.

use serde_json::Value;

use crate::support::{TestClinic, both};

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
}
