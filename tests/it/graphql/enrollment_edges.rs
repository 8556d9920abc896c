//! What the enrolling mutations answer about other clinics' records, and to whom.

use roundel::domain::access::Role;
use roundel::domain::ids::{ClientId, EnrollmentId, GroupId, ProgramId, SiteId};
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestClinic, both};

const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const CREATE_GROUP: &str = include_str!("../../../graphql/operations/groups/create_group.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const ENROLL: &str = include_str!("../../../graphql/operations/groups/enroll_client.graphql");
const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const NODE: &str = include_str!("../../../graphql/operations/access/node.graphql");
const TREATMENT: &str = include_str!("../../../graphql/operations/groups/create_treatment.graphql");

/// A neighbour's records: site, group program, individual program, client, group, enrollment.
async fn neighbours(clinic: &TestClinic) -> [Value; 6] {
    let theirs = clinic.neighbour().await;
    let run = async |document: &str, variables: Value| {
        clinic.run(&theirs, document, variables).await["data"].clone()
    };
    let known = run("{ sites { nodes { id } } programs { nodes { id code } } }", json!({})).await;
    let site = known["sites"]["nodes"][0]["id"].clone();
    let program = |code: &str| {
        let programs = known["programs"]["nodes"].as_array().unwrap();
        programs.iter().find(|one| one["code"] == code).unwrap()["id"].clone()
    };
    let (together, alone) = (program("IPT-GROUP"), program("IPT"));
    let input = json!({ "preferredName": "Sue", "language": "en", "zone": "UTC" });
    let client = run(CREATE_CLIENT, json!({ "input": input })).await["createClient"]["client"]["id"].clone();
    let input = json!({ "programId": together, "siteId": site, "name": "South", "admission": "OPEN" });
    let group = run(CREATE_GROUP, json!({ "input": input })).await["createGroup"]["group"]["id"].clone();
    let input = json!({ "groupId": group, "clientId": client });
    let enrollment = run(ENROLL, json!({ "input": input })).await["enrollClient"]["enrollment"]["id"].clone();
    [site, together, alone, client, group, enrollment]
}

both! {
    async fn another_clinics_records_are_as_good_as_none(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let clinic = &fixture.clinic;
        let (now, chance) = (clinic.app.now(), clinic.app.entropy());
        let [site, together, alone, client, group, enrollment] = neighbours(clinic).await;
        let (own_group_program, own_program) =
            (fixture.program("IPT-GROUP").await, fixture.program("IPT").await);
        let no_site = json!(SiteId::mint(now, chance).to_string());
        let no_program = json!(ProgramId::mint(now, chance).to_string());
        let no_client = json!(ClientId::mint(now, chance).to_string());
        let no_group = json!(GroupId::mint(now, chance).to_string());
        let no_enrollment = json!(EnrollmentId::mint(now, chance).to_string());
        let new_group = |program: &Value, site: &Value| {
            json!({ "input": { "programId": program, "siteId": site,
            "name": "A", "admission": "OPEN" } })
        };
        let joining =
            |group: &Value, client: &Value| json!({ "input": { "groupId": group, "clientId": client } });
        let treatment = |client: &Value, program: &Value, site: &Value| {
            json!({ "input": { "clientId": client,
            "programId": program, "siteId": site } })
        };
        let ending = |id: &Value| json!({ "input": { "enrollmentId": id, "rowVersion": 1, "completed": true, "agreed": true } });
        let (own_site, own_group, own_client) =
            (json!(fixture.site), json!(fixture.group), json!(fixture.clients[0]));
        let (own_group_program, own_program) = (json!(own_group_program), json!(own_program));
        let cases = [
            (
                CREATE_GROUP,
                new_group(&together, &own_site),
                new_group(&no_program, &own_site),
                "PROGRAM_NOT_FOUND",
            ),
            (
                CREATE_GROUP,
                new_group(&own_group_program, &site),
                new_group(&own_group_program, &no_site),
                "SITE_NOT_FOUND",
            ),
            (ENROLL, joining(&group, &own_client), joining(&no_group, &own_client), "GROUP_NOT_FOUND"),
            (ENROLL, joining(&own_group, &client), joining(&own_group, &no_client), "CLIENT_NOT_FOUND"),
            (
                TREATMENT,
                treatment(&client, &own_program, &own_site),
                treatment(&no_client, &own_program, &own_site),
                "CLIENT_NOT_FOUND",
            ),
            (
                TREATMENT,
                treatment(&own_client, &alone, &own_site),
                treatment(&own_client, &no_program, &own_site),
                "PROGRAM_NOT_FOUND",
            ),
            (
                TREATMENT,
                treatment(&own_client, &own_program, &site),
                treatment(&own_client, &own_program, &no_site),
                "SITE_NOT_FOUND",
            ),
            (END, ending(&enrollment), ending(&no_enrollment), "NOT_FOUND"),
        ];
        for (document, foreign, missing, code) in cases {
            let answer = clinic.answers_alike(document, foreign, missing).await;
            assert!(answer.to_string().contains(code), "{answer:#}");
        }
        for (foreign, missing) in [(&group, &no_group), (&enrollment, &no_enrollment)] {
            let answer = clinic.answers_alike(NODE, json!({ "id": foreign }), json!({ "id": missing })).await;
            assert_eq!(answer, json!({ "data": { "node": null } }));
        }
        for (filter, foreign, missing) in [("groupId", &group, &no_group), ("clientId", &client, &no_client)]
        {
            let answer = clinic
                .answers_alike(ENROLLMENTS, json!({ filter: foreign }), json!({ filter: missing }))
                .await;
            assert_eq!(answer["data"]["enrollments"]["nodes"], json!([]));
        }
    }

    async fn only_those_who_manage_clients_enrol_them(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let clinic = &fixture.clinic;
        let client = fixture.add_client("Nia", "UTC").await;
        let joining = json!({ "input": { "groupId": fixture.group, "clientId": client } });
        let treatment = json!({ "input": { "clientId": client, "programId": fixture.program("IPT").await, "siteId": fixture.site } });
        let ending = json!({ "input": { "enrollmentId": fixture.enrollments[0]["id"], "rowVersion": 1, "completed": true, "agreed": true } });
        for role in [Role::Therapist, Role::Viewer] {
            let caller = clinic.staff("Kim", role).await;
            clinic.assert_forbidden(&caller, ENROLL, joining.clone()).await;
            clinic.assert_forbidden(&caller, TREATMENT, treatment.clone()).await;
            clinic.assert_forbidden(&caller, END, ending.clone()).await;
        }
        let viewer = clinic.staff("Vic", Role::Viewer).await;
        clinic.assert_forbidden(&viewer, ENROLLMENTS, json!({})).await;
        clinic.assert_forbidden(&viewer, NODE, json!({ "id": fixture.enrollments[0]["id"] })).await;
    }

    async fn a_group_and_an_enrollment_are_found_by_their_ids(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        for (kind, id) in
            [("TherapyGroup", json!(fixture.group)), ("Enrollment", fixture.enrollments[0]["id"].clone())]
        {
            let node = fixture.clinic.ask(NODE, json!({ "id": id })).await["node"].clone();
            assert_eq!(node, json!({ "__typename": kind, "id": id }));
        }
    }
}
