//! One client's flag from the first miss to its resolution: the example that the README tells.

use std::time::Duration;

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");
const ASSIGN: &str = include_str!("../../../graphql/operations/risk/assign_risk_flag.graphql");
const CONTACT: &str = include_str!("../../../graphql/operations/risk/record_risk_contact.graphql");
const RESOLVE: &str = include_str!("../../../graphql/operations/risk/resolve_risk_flag.graphql");
const FLAG_COUNTS: &str = include_str!("../../../graphql/operations/dashboards/risk_flag_counts.graphql");
const README: &str = include_str!("../../../README.md");

async fn mark(clinic: &TestClinic, course: &Course, week: usize, letter: &str) {
    clinic.at_the_end_of(course, week);
    let answer = clinic.ask(MARK_ROSTER, course.roster(week, letter)).await;
    assert_eq!(answer["markRoster"]["userErrors"], json!([]));
}

/// The worklist as a coordinator reads it, the most urgent kinds of the story alone: severity, state and words.
async fn worklist(clinic: &TestClinic) -> Vec<String> {
    let wanted = json!({ "kinds": ["EARLY_ABSENCE", "CONSECUTIVE_ABSENCES", "NO_RETURN_FORECAST"] });
    let found = clinic.ask(RISK_FLAGS, wanted).await["riskFlags"]["nodes"].clone();
    let line = |flag: &Value| {
        let word = |field: &str| flag[field].as_str().unwrap().to_owned();
        format!("{} {} {}: {}", word("kind"), word("severity"), word("state"), word("evidence"))
    };
    found.as_array().unwrap().iter().rev().map(line).collect()
}

/// That the README tells these lines, as they are.
fn told(lines: &[String]) {
    for line in lines {
        assert!(README.contains(line.as_str()), "the README's example lacks: {line}");
    }
}

both! {
    async fn from_the_first_miss_to_its_resolution(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let course = clinic.course("Tuesdays", 1, 16).await;
        mark(&clinic, &course, 0, "A").await;
        assert!(worklist(&clinic).await.is_empty());

        mark(&clinic, &course, 1, "N").await;
        let first = worklist(&clinic).await;
        assert_eq!(first.len(), 1, "{first:#?}");
        told(&first);

        mark(&clinic, &course, 2, "N").await;
        let second = worklist(&clinic).await;
        assert_eq!(second.len(), 2, "{second:#?}");
        told(&second);

        let flags = clinic.ask(RISK_FLAGS, json!({ "kinds": ["CONSECUTIVE_ABSENCES"] })).await;
        let flag = flags["riskFlags"]["nodes"][0].clone();
        told(&[
            flag["estimate"]["inWords"].as_str().unwrap().to_owned(),
            flag["suggestions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap())
                .collect::<Vec<_>>().join(", "),
        ]);
        let reasons = flag["estimate"]["reasons"].as_array().unwrap().clone();
        told(&reasons.iter().map(|one| one["inWords"].as_str().unwrap().to_owned()).collect::<Vec<_>>());

        let kim = clinic.staff("Kim Caller", Role::Coordinator).await.staff_member().unwrap().to_string();
        let of_flag = |more: Value| {
            let mut input = more;
            input["flagId"] = flag["id"].clone();
            json!({ "input": input })
        };
        clinic.ask(ASSIGN, of_flag(json!({ "staffMemberId": kim }))).await;
        clinic.clock.advance(Duration::from_secs(15 * 3600));
        let called = json!({ "result": "REACHED", "note": "ill, means to come on Tuesday" });
        clinic.ask(CONTACT, of_flag(called)).await;
        mark(&clinic, &course, 3, "A").await;
        assert!(worklist(&clinic).await.is_empty());

        let resolved = clinic.ask(RISK_FLAGS, json!({ "states": ["RESOLVED"], "kinds": ["CONSECUTIVE_ABSENCES"] })).await;
        let resolved = &resolved["riskFlags"]["nodes"][0];
        told(&[resolved["evidence"].as_str().unwrap().to_owned()]);
        let history: Vec<&str> =
            resolved["history"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(history, ["ASSIGNED", "CONTACTED"]);
        let closed = clinic.ask(RESOLVE, of_flag(json!({}))).await;
        assert_eq!(closed["resolveRiskFlag"]["userErrors"][0]["code"], "ALREADY_CLOSED");
        let counts = clinic.ask(FLAG_COUNTS, json!({})).await["riskFlagCounts"]["kinds"]["cells"].clone();
        let of_kind = counts.as_array().unwrap().iter().find(|one| one["key"] == "CONSECUTIVE_ABSENCES").unwrap();
        assert_eq!((&of_kind["flags"]["actedOn"], &of_kind["flags"]["falseAlarms"]), (&json!(1), &json!(0)));
    }
}
