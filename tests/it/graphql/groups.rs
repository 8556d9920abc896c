//! Making and listing groups.

use std::time::Duration;

use roundel::domain::access::Role;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done, refused};

const CREATE: &str = include_str!("../../../graphql/operations/groups/create_group.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const GROUPS: &str = include_str!("../../../graphql/operations/groups/groups.graphql");

async fn create(fixture: &ScheduleFixture, changes: Value) -> Value {
    let mut input = json!({ "programId": fixture.program("IPT-GROUP").await, "siteId": fixture.site,
        "name": "Evenings", "admission": "CLOSED" });
    input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    fixture.clinic.ask(CREATE, json!({ "input": input })).await["createGroup"].clone()
}

both! {
    async fn a_group_takes_its_programs_sizes_unless_told_otherwise(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let group = create(&fixture, json!({ "viableSize": 4, "maxSize": 7 })).await["group"].clone();
        assert_eq!(
            group,
            json!({ "id": group["id"], "name": "Evenings", "status": "FORMING",
            "admission": "CLOSED", "minSize": 3, "viableSize": 4, "maxSize": 7, "enrolledCount": 0 })
        );
        assert!(group["id"].as_str().unwrap().starts_with("grp_"));
    }

    async fn what_makes_no_group_is_refused_with_its_field(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let individual = fixture.program("IPT").await;
        let nobodys =
            roundel::domain::ids::ProgramId::mint(fixture.clinic.app.now(), fixture.clinic.app.entropy());
        let cases = [
            (json!({ "name": "" }), "INVALID_INPUT", "name"),
            (json!({ "programId": individual }), "NOT_A_GROUP_PROGRAM", "programId"),
            (json!({ "programId": nobodys.to_string() }), "PROGRAM_NOT_FOUND", "programId"),
            (json!({ "maxSize": 2 }), "INVALID_SIZES", "maxSize"),
            (json!({ "minSize": 0 }), "INVALID_SIZES", "maxSize"),
            (json!({ "maxSize": 101 }), "INVALID_SIZES", "maxSize"),
        ];
        for (changes, code, field) in cases {
            assert_eq!(refused(&create(&fixture, changes).await), (code, &json!(field)));
        }
    }

    async fn groups_are_listed_page_by_page_with_their_members(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        fixture.add_group("Wednesdays", json!({})).await;
        let first = fixture.clinic.ask(GROUPS, json!({ "first": 1 })).await["groups"].clone();
        let group = &first["nodes"][0];
        assert_eq!((&group["name"], &group["enrolledCount"]), (&json!("Tuesdays"), &json!(2)));
        assert_eq!(
            group["enrollments"][1]["client"],
            json!({ "id": fixture.clients[1], "preferredName": "Client 1" })
        );
        let after = &first["pageInfo"]["endCursor"];
        let second =
            fixture.clinic.ask(GROUPS, json!({ "first": 1, "after": after })).await["groups"].clone();
        assert_eq!(
            (&second["nodes"][0]["name"], &second["nodes"][0]["enrollments"]),
            (&json!("Wednesdays"), &json!([]))
        );
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
    }

    async fn a_group_shows_who_is_in_it_and_the_list_of_enrollments_who_was(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let ended = &fixture.enrollments[0];
        let ending = json!({ "input": { "enrollmentId": ended["id"], "rowVersion": ended["rowVersion"],
            "completed": false, "agreed": true } });
        done(fixture.clinic.ask(END, ending).await["endEnrollment"].clone(), "enrollment");
        let group = fixture.clinic.ask(GROUPS, json!({})).await["groups"]["nodes"][0].clone();
        let shown: Vec<&Value> =
            group["enrollments"].as_array().unwrap().iter().map(|one| &one["client"]["id"]).collect();
        assert_eq!(shown, [&json!(fixture.clients[1])]);
        let all = fixture.clinic.ask(ENROLLMENTS, json!({ "groupId": fixture.group })).await;
        assert_eq!(all["enrollments"]["nodes"].as_array().unwrap().len(), 2);
    }

    async fn a_page_takes_as_many_statements_for_one_group_as_for_fifty(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        for number in 1..50 {
            let group = fixture.add_group(&format!("Group {number}"), json!({})).await;
            fixture.enroll(&group, &fixture.clients[number % 2]).await;
        }
        for first in [1, 50] {
            let before = fixture.clinic.app.statement_count();
            let answer = fixture.clinic.ask(GROUPS, json!({ "first": first })).await;
            // The groups, their members, these as clients, and the audit log's row.
            assert_eq!(fixture.clinic.app.statement_count() - before, 4);
            assert_eq!(answer["groups"]["nodes"].as_array().unwrap().len(), first);
        }
    }

    async fn everybody_reads_groups_and_those_who_may_read_clients_their_members(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let clinic = &fixture.clinic;
        let names = "{ groups { nodes { name } } }";
        for role in [Role::Coordinator, Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            let answer = clinic.run(&caller, names, json!({})).await;
            // A therapist sees the groups they lead.
            let seen = if role == Role::Therapist { json!([]) } else { json!([{ "name": "Tuesdays" }]) };
            assert_eq!(answer["data"]["groups"]["nodes"], seen);
            let input = json!({ "input": { "programId": fixture.program("IPT-GROUP").await, "siteId": fixture.site,
                "name": "Mine", "admission": "OPEN" } });
            clinic.clock.advance(Duration::from_secs(1));
            match role {
                Role::Coordinator => {
                    let made = clinic.run(&caller, CREATE, input).await;
                    assert_eq!(made["data"]["createGroup"]["userErrors"], json!([]));
                    clinic.database.execute("DELETE FROM therapy_group WHERE name = 'Mine'").await;
                }
                _ => clinic.assert_forbidden(&caller, CREATE, input).await,
            }
            if role == Role::Viewer {
                clinic.assert_forbidden(&caller, GROUPS, json!({})).await;
            }
        }
    }
}
