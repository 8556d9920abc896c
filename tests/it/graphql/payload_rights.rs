//! A mutation whose answer shows what the caller may not read is refused before it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use roundel::domain::access::{Action, Caller, Scope};
use roundel::graphql::schema_definition;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const ENROLLMENTS: &str = include_str!("../../../graphql/operations/groups/enrollments.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");

/// The fields of the schema's object types.
fn object_types() -> BTreeMap<String, Vec<FieldDefinition>> {
    let document = parse_schema(schema_definition()).unwrap();
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(found) => Some(found.node),
        _ => None,
    });
    let objects = types.filter_map(|found| match found.kind {
        TypeKind::Object(object) => {
            Some((found.name.node.to_string(), object.fields.into_iter().map(|field| field.node).collect()))
        }
        _ => None,
    });
    objects.collect()
}

fn inner_name(field: &FieldDefinition) -> String {
    field.ty.node.to_string().replace(['[', ']', '!'], "")
}

/// A selection of everything below an object; nothing for a scalar. No type within itself.
fn everything(
    types: &BTreeMap<String, Vec<FieldDefinition>>,
    type_name: &str,
    path: &mut Vec<String>,
) -> Option<String> {
    let Some(fields) = types.get(type_name) else { return Some(String::new()) };
    if path.iter().any(|above| above == type_name) {
        return None;
    }
    path.push(type_name.to_owned());
    let selected: Vec<String> = fields
        .iter()
        .filter_map(|field| {
            let below = everything(types, &inner_name(field), path)?;
            Some(format!("{} {below}", field.name.node))
        })
        .collect();
    path.pop();
    Some(format!("{{ {} }}", selected.join(" ")))
}

/// A clinic after two sessions that its first member missed.
async fn after_two_misses(db: crate::support::TestDatabase) -> ScheduleFixture {
    let fixture = ScheduleFixture::committed(db, 3).await;
    fixture.clinic.at("2026-03-12T12:00:00Z");
    for session in &fixture.sessions().await[..2] {
        let mark = format!(
            r#"mutation {{ markRoster(input: {{ sessionId: {}, marks: [{{ participationId: {}, status: NO_SHOW }}] }})
                {{ userErrors {{ message }} }} }}"#,
            session["id"], session["participations"][0]["id"]
        );
        let answer = fixture.clinic.ask(&mark, json!({})).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
    fixture
}

/// Every mutation with arguments that make it succeed.
async fn calls(fixture: &ScheduleFixture) -> Vec<(&'static str, String)> {
    let clinic = &fixture.clinic;
    let sessions = fixture.sessions().await;
    let flag = clinic.ask(RISK_FLAGS, json!({})).await["riskFlags"]["nodes"][0]["id"].clone();
    let enrollments =
        clinic.ask(ENROLLMENTS, json!({ "groupId": fixture.group })).await["enrollments"]["nodes"].clone();
    let newcomer = fixture.add_client("Nia", "UTC").await;
    let other_group = fixture.add_group("Thursdays", json!({})).await;
    let series = json!({ "groupId": other_group, "therapistId": fixture.therapist, "weekday": "THURSDAY",
        "localStart": "18:00", "zone": "America/New_York", "startOn": "2026-04-02", "plannedCount": 12 });
    let hash = done(fixture.preview(&series).await, "preview")["hash"].clone();
    let (first, second) = (&sessions[0], &sessions[1]);
    let (group, site, therapist) = (&fixture.group, &fixture.site, &fixture.therapist);
    let (alone, together) = (fixture.program("IPT").await, fixture.program("IPT-GROUP").await);
    vec![
        ("acknowledgeRiskFlag", format!("input: {{ flagId: {flag} }}")),
        ("addStaffMember", r#"input: { displayName: "Kim", role: VIEWER, zone: "UTC" }"#.to_owned()),
        ("cancelSession", format!(
            "input: {{ sessionId: {}, rowVersion: {}, cancelledBy: CLINIC }}",
            sessions[5]["id"], sessions[5]["rowVersion"]
        )),
        ("correctMark", format!(
            "input: {{ participationId: {}, expectedVersion: 1, status: NO_SHOW, reason: ILLNESS }}",
            first["participations"][0]["id"]
        )),
        ("createClient", r#"input: { preferredName: "Kim", language: en, zone: "UTC" }"#.to_owned()),
        ("createGroup", format!(
            r#"input: {{ programId: "{together}", siteId: "{site}", name: "A", admission: OPEN }}"#
        )),
        ("createProgram", r#"input: { code: "A", name: "A", format: GROUP, audience: ADULTS, minSessions: 8,
            maxSessions: 8, sessionMinutes: 90, initialPhaseEnds: 2, middlePhaseEnds: 6, minSize: 2, viableSize: 3,
            maxSize: 4 }"#.to_owned()),
        ("createRoom", format!(r#"input: {{ siteId: "{site}", name: "A", capacity: 4 }}"#)),
        ("createSeries", format!(
            r#"planHash: {hash}, input: {{ groupId: "{other_group}", therapistId: "{therapist}", weekday: THURSDAY,
                localStart: "18:00", zone: "America/New_York", startOn: "2026-04-02", plannedCount: 12 }}"#
        )),
        ("createSite", r#"input: { name: "A", zone: "UTC" }"#.to_owned()),
        ("createTreatment", format!(
            r#"input: {{ clientId: "{newcomer}", programId: "{alone}", siteId: "{site}" }}"#
        )),
        ("endEnrollment", format!(
            "input: {{ enrollmentId: {}, rowVersion: {}, completed: false, agreed: true }}",
            enrollments[2]["id"], enrollments[2]["rowVersion"]
        )),
        ("enrollClient", format!(r#"input: {{ groupId: "{group}", clientId: "{newcomer}" }}"#)),
        ("markRoster", format!(
            "input: {{ sessionId: {}, marks: [{{ participationId: {}, status: ATTENDED }}] }}",
            second["id"], second["participations"][1]["id"]
        )),
        ("recordRiskContact", format!("input: {{ flagId: {flag} }}")),
        ("rescheduleSession", format!(
            r#"input: {{ sessionId: {}, rowVersion: {}, localStart: "2026-04-15T09:00:00" }}"#,
            sessions[6]["id"], sessions[6]["rowVersion"]
        )),
        ("resolveRiskFlag", format!("input: {{ flagId: {flag} }}")),
        ("setQualifications", format!(
            r#"input: {{ staffMemberId: "{therapist}", licences: [], certifications: [], availability: [] }}"#
        )),
        ("setReminderPolicy", r#"input: { name: "A", isActive: true, minutesBefore: [60] }"#.to_owned()),
        ("updateClient", format!(r#"input: {{ id: "{}", rowVersion: 1, location: "US-NY" }}"#, fixture.clients[0])),
    ]
}

/// The administrator with fewer and fewer limits: without any scope that reads, without one of them, with all.
fn callers(admin: &Caller) -> Vec<Caller> {
    let reads = |scope: &Scope| Scope::READ_ONLY.contains(scope);
    let with = |scopes: Vec<Scope>| Caller { scopes, ..admin.clone() };
    let all = || Scope::ALL.iter().copied();
    let mut callers = vec![with(all().filter(|scope| !reads(scope)).collect())];
    callers.extend(Scope::READ_ONLY.map(|missing| with(all().filter(|scope| *scope != missing).collect())));
    callers.push(with(all().collect()));
    callers
}

both! {
    async fn a_mutation_that_answers_an_error_has_done_nothing(db) {
        let fixture = after_two_misses(db).await;
        let clinic = &fixture.clinic;
        let (types, calls) = (object_types(), calls(&fixture).await);
        let known: BTreeSet<String> = types["Mutation"].iter().map(|field| field.name.node.to_string()).collect();
        assert_eq!(calls.iter().map(|(root, _)| (*root).to_owned()).collect::<BTreeSet<_>>(), known);
        let mut refused = BTreeSet::new();
        for (root, arguments) in &calls {
            let field = types["Mutation"].iter().find(|field| field.name.node == *root).unwrap();
            let selection = everything(&types, &inner_name(field), &mut Vec::new()).unwrap();
            let document = format!("mutation {{ {root}({arguments}) {selection} }}");
            let mut succeeded = false;
            for caller in callers(&clinic.admin) {
                clinic.clock.advance(Duration::from_secs(1));
                let response = clinic.run(&caller, &document, json!({})).await;
                if response.get("errors").is_none() {
                    succeeded |= response["data"][*root]["userErrors"] == json!([]);
                    continue;
                }
                assert_eq!(response["errors"][0]["extensions"]["code"], "FORBIDDEN", "{root}: {response:#}");
                let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
                let expected = (&json!("REFUSED"), &json!(clinic.app.now().to_string()));
                assert_eq!((&newest["outcome"], &newest["at"]), expected, "{root}: {newest:#}");
                refused.insert(*root);
            }
            assert!(succeeded, "{root} never succeeded: {}", clinic.run(&clinic.admin, &document, json!({})).await);
        }
        for root in ["cancelSession", "createGroup", "createTreatment", "recordRiskContact", "addStaffMember"] {
            assert!(refused.contains(root), "{root} was never refused");
        }
    }

    async fn without_the_edge_the_same_token_may_and_the_refusal_says_so(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        let clinic = &fixture.clinic;
        let writer = Caller { scopes: vec![Scope::ScheduleWrite], ..clinic.admin.clone() };
        let (site, program) = (&fixture.site, fixture.program("IPT-GROUP").await);
        let members = "fragment Members on TherapyGroup { enrollments { id } }";
        let run = async |selection: &str, fragment: &str, variables: Value| {
            let document = format!(
                r#"mutation M($members: Boolean = true) {{ createGroup(input: {{ programId: "{program}",
                    siteId: "{site}", name: "A", admission: OPEN }}) {{ group {{ id {selection} }} }} }} {fragment}"#
            );
            clinic.run(&writer, &document, variables).await
        };
        let left_out = json!({ "members": false });
        for (edge, fragment) in [
            ("enrollments @include(if: $members) { id }", ""),
            ("... @include(if: $members) { ...Members }", members),
        ] {
            let refused = run(edge, fragment, json!({})).await;
            assert_eq!(refused["data"], Value::Null, "{refused:#}");
            let message = refused["errors"][0]["message"].as_str().unwrap();
            assert!(message.contains("`enrollments` needs the right READ_CLIENTS"), "{message}");
            assert!(message.contains("clients:read"), "{message}");
            let made = run(edge, fragment, left_out.clone()).await;
            assert!(made["data"]["createGroup"]["group"]["id"].is_string(), "{made:#}");
        }
    }
}

#[test]
fn every_right_that_a_field_needs_is_one() {
    let types = object_types();
    let needs = types.values().flatten().flat_map(|field| &field.directives);
    let mut named = BTreeSet::new();
    for directive in needs.filter(|directive| directive.node.name.node == "needs") {
        let rights = directive.node.get_argument("rights").unwrap().node.clone().into_json().unwrap();
        for right in rights.as_array().unwrap() {
            named.insert(right.as_str().unwrap().parse::<Action>().unwrap());
        }
    }
    assert_eq!(named, BTreeSet::from([Action::ReadSchedule, Action::ReadClients, Action::ReadAttendance]));
}
