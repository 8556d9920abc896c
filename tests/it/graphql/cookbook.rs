//! The README's section "Query it": every document of it runs, with a token that only reads.

use std::collections::BTreeSet;
use std::process::Command;

use roundel::domain::access::{Caller, Scope};
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const README: &str = include_str!("../../../README.md");
const ADD_TO_WAITLIST: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// The documents of the section, in order.
fn documents() -> Vec<&'static str> {
    let (_, section) = README.split_once("\n## Query it\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let blocks = section.split("```graphql\n").skip(1);
    blocks.map(|block| block.split_once("```").unwrap().0).collect()
}

both! {
    async fn every_document_of_the_cookbook_answers_with_a_token_that_only_reads(db) {
        let fixture = ScheduleFixture::committed(db, 2).await;
        let clinic = &fixture.clinic;
        let waiting = json!({ "clientId": fixture.add_client("Wu", "UTC").await, "programId": fixture.program("IPT").await });
        done(clinic.ask(ADD_TO_WAITLIST, json!({ "input": waiting })).await["addToWaitlist"].clone(), "entry");
        clinic.at("2026-03-12T12:00:00Z");
        for session in &fixture.sessions().await[..2] {
            let marks = json!([{ "participationId": session["participations"][0]["id"], "status": "NO_SHOW" }]);
            let input = json!({ "sessionId": session["id"], "marks": marks });
            done(clinic.ask(MARK_ROSTER, json!({ "input": input })).await["markRoster"].clone(), "participations");
        }
        let dashboard = Caller { scopes: Scope::READ_ONLY.into(), ..clinic.admin.clone() };
        let mut answered = BTreeSet::new();
        for document in documents() {
            let answer = clinic.run(&dashboard, document, json!({})).await;
            assert_eq!(answer.get("errors"), None, "{document}: {answer:#}");
            for (root, found) in answer["data"].as_object().unwrap() {
                let is_empty = found == &json!([]) || found["nodes"] == json!([]);
                // Nothing fails to go out here.
                assert_eq!(is_empty, root == "reminderDeliveries", "{document}: {answer:#}");
                answered.insert(root.clone());
            }
        }
        let expected = ["attendanceSummary", "groupAttendance", "reminderDeliveries", "riskFlags", "unrecordedSessions", "waitlist", "week"];
        assert_eq!(answered.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    }
}

#[test]
fn the_cookbook_asks_each_thing_once() {
    let names: BTreeSet<&str> =
        documents().iter().map(|document| document.split(['(', '{']).next().unwrap().trim()).collect();
    assert_eq!((names.len(), documents().len()), (8, 8));
}

#[test]
fn the_walk_through_forms_a_group_of_those_whom_it_put_on_the_waiting_list() {
    let (_, section) = README.split_once("\nThe same from the waiting list").unwrap();
    let script = section.split_once("```sh\n").unwrap().1.split_once("```").unwrap().0;
    // In place of the server: a client for each name, and a list on which somebody else waits too.
    let stand_in = r#"
        first() { grep -o "$1_[0-9a-f]*" | head -n 1; }
        ask() {
          case "$1 $2" in
            clients/create_client*Ana*) echo cli_1 ;;
            clients/create_client*Bea*) echo cli_2 ;;
            clients/create_client*Cid*) echo cli_3 ;;
            waitlist/waitlist*) echo cli_1 cli_2 cli_3 cli_9 ;;
            waitlist/form_group*) echo "$2" >&2 ;;
          esac
        }
        PROGRAM=prg_1 SITE=sit_1 THERAPIST=stf_1
    "#;
    let ran = Command::new("bash").args(["-euc", &format!("{stand_in}\n{script}")]).output().unwrap();
    let formed: Value = serde_json::from_slice(&ran.stderr).unwrap();
    assert_eq!(formed["input"]["clientIds"], json!(["cli_1", "cli_2", "cli_3"]));
}
