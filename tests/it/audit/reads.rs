//! Which answers the audit log hears of, and what it keeps of them.

use std::collections::BTreeSet;

use roundel::domain::access::Role;
use roundel::graphql::{Browser, GraphQlRequest, RequestId};
use serde_json::{Value, json};

use crate::imports::courses::school::{ROWS, School};
use crate::support::{Course, ReminderFixture, ScheduleFixture, TestClinic, TestDatabase, both, done};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");

const NOON: &str = "2026-03-02T12:00:00Z";

/// Roots and edges that show nobody.
#[rustfmt::skip]
const ABOUT_NOBODY: &[&str] = &[
    "{ viewer { role } clinic { id } sites { nodes { id } } rooms { nodes { id } } programs { nodes { id } } }",
    "{ staff { nodes { id } } apiTokens { nodes { id } } jobRuns { job } reminderPolicies { id } }",
    "{ groups { nodes { id name enrolledCount } } sessions { nodes { id enrollmentId therapist { id } group { name } } } }",
    r#"{ week(startingOn: "2026-03-09", zone: "UTC") { id startsAt group { id } } }"#,
    "{ attendanceSummary { ratio } groupAttendance { nodes { name attendance { ratio } } } }",
    "{ unrecordedSessions { nodes { sessionId unrecorded } } auditEvents { nodes { id clientIds } } }",
    r#"{ node(id: "cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4") { id } }"#,
    r#"{ clients(nameContains: "nobody is called so") { nodes { id } } __typename }"#,
];

/// A course of two in which both missed twice, so that there are flags, at the end of the second session.
async fn course(clinic: &TestClinic) -> Course {
    let course = clinic.course("Tuesdays", 2, 3).await;
    for week in 0..2 {
        clinic.at_the_end_of(&course, week);
        clinic.ask(MARK_ROSTER, course.roster(week, "NN")).await;
    }
    course
}

/// The log's rows of reads, newest first.
async fn reads(clinic: &TestClinic) -> Vec<Value> {
    let events = clinic.audit_events(json!({ "first": 100 })).await;
    events.into_iter().filter(|event| event["kind"] == "READ").collect()
}

/// The one row that a request leaves, if it leaves one.
async fn row_of(clinic: &TestClinic, document: &str, variables: Value) -> Option<Value> {
    let before = reads(clinic).await.len();
    clinic.clock.advance(std::time::Duration::from_secs(1));
    clinic.ask(document, variables).await;
    let after = reads(clinic).await;
    assert!(after.len() <= before + 1, "one row a request: {document}");
    (after.len() > before).then(|| after[0].clone())
}

fn set(ids: &Value) -> BTreeSet<String> {
    ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// The clients of a course, by their enrollments.
async fn clients_of(clinic: &TestClinic, course: &Course) -> Vec<String> {
    let mut clients = Vec::new();
    for enrollment in &course.enrollments {
        let node = "query($id: ID!) { node(id: $id) { ... on Enrollment { clientId } } }";
        let answer = clinic.ask(node, json!({ "id": enrollment.to_string() })).await;
        clients.push(answer["node"]["clientId"].as_str().unwrap().to_owned());
    }
    clients
}

both! {
    async fn every_root_that_shows_clients_is_recorded_with_exactly_their_ids(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let course = course(&clinic).await;
        let clients = clients_of(&clinic, &course).await;
        let oldest = clients.iter().min().cloned().as_slice().to_vec();
        let flags = clinic.ask("{ riskFlags { nodes { id enrollmentId } } }", json!({})).await;
        let flag = &flags["riskFlags"]["nodes"][0];
        let of_flag = course.enrollments.iter().position(|id| flag["enrollmentId"] == id.to_string()).unwrap();
        let ids = json!({
            "cli": clients[0], "enr": course.enrollments[1].to_string(), "par": course.place(0, 1), "flg": flag["id"],
            "ses": course.sessions[1].id.to_string(), "grp": course.group.to_string(),
        });
        let (first, second, both) = (&clients[..1], &clients[1..], &clients[..]);
        let of_the_flag = &clients[of_flag..=of_flag];
        let sessions: Vec<String> = course.sessions.iter().map(|session| session.id.to_string()).collect();
        #[rustfmt::skip]
        let table: Vec<(&str, &str, &[String], &[String])> = vec![
            ("clients", "clients { nodes { id } }", both, &[]),
            // The page's next row is loaded and not shown.
            ("clients", "clients(first: 1) { nodes { preferredName } }", &oldest, &[]),
            ("clients", "clients { edges { node { guardian { email } } } }", both, &[]),
            ("enrollments", "enrollments { nodes { id } }", both, &[]),
            ("enrollments", "enrollments(first: 1, clientId: $cli) { nodes { client { zone } } }", first, &[]),
            ("groups", "groups { nodes { enrollments { id } } }", both, &[]),
            ("sessions", "sessions(first: 1) { nodes { participations { id } } }", both, &sessions[..1]),
            ("sessions", "sessions(first: 1) { nodes { group { enrollments { status } } } }", both, &[]),
            ("week", r#"week(startingOn: "2026-03-16", zone: "UTC") { participations { rsvp } }"#, both, &sessions[1..2]),
            ("riskFlags", "riskFlags { nodes { kind } }", both, &[]),
            ("riskFlags", "riskFlags(first: 1) { nodes { enrollment { client { id } } } }", of_the_flag, &[]),
            ("markHistory", "markHistory(participationId: $par) { id }", second, &sessions[..1]),
            ("attendanceSummary", "attendanceSummary(enrollmentId: $enr) { ratio }", second, &[]),
            ("node", "node(id: $cli) { id }", first, &[]),
            ("node", "node(id: $enr) { id }", second, &[]),
            ("node", "node(id: $flg) { ... on RiskFlag { kind enrollment { client { id } } } }", of_the_flag, &[]),
            ("node", "node(id: $ses) { ... on Session { participations { id } } }", both, &sessions[1..2]),
            ("node", "node(id: $grp) { ... on TherapyGroup { enrollments { id } } }", both, &[]),
        ];
        for (operation, call, whom, which) in table {
            let mut document = call.to_owned();
            for (name, id) in ids.as_object().unwrap() {
                document = document.replace(&format!("${name}"), &id.to_string());
            }
            let row = row_of(&clinic, &format!("{{ {document} }}"), json!({})).await.expect(call);
            assert_eq!(row["operation"], operation, "{call}");
            assert_eq!(set(&row["clientIds"]), whom.iter().cloned().collect(), "{call}");
            assert_eq!(set(&row["sessionIds"]), which.iter().cloned().collect(), "{call}");
            assert_eq!((&row["outcome"], &row["subject"]), (&json!("DONE"), &Value::Null), "{call}");
        }
    }

    async fn reminders_and_previews_tell_of_clients_too(db) {
        let fixture = ReminderFixture::open_at(db, NOON).await;
        let member = fixture.member("Zoe", roundel::domain::people::Language::En, "UTC").await;
        let session = fixture.session("2026-03-10T17:30:00Z", &[member]).await;
        fixture.plan().await;
        let row = row_of(&fixture.clinic, "{ reminderDeliveries { nodes { id } } }", json!({})).await.unwrap();
        assert_eq!(row["clientIds"], json!([member.client_id.to_string()]));
        assert_eq!(row["sessionIds"], json!([session.to_string()]));
    }

    async fn the_preview_of_a_series_tells_of_its_members(db) {
        let fixture = ScheduleFixture::group_of(db, 3).await;
        fixture.clinic.clock.advance(std::time::Duration::from_secs(1));
        fixture.preview(&fixture.series()).await;
        let row = reads(&fixture.clinic).await.remove(0);
        assert_eq!(row["operation"], "previewSeries");
        assert_eq!(set(&row["clientIds"]), fixture.clients.iter().cloned().collect());
    }

    async fn the_preview_of_courses_tells_of_their_clients(db) {
        let school = School::on(db).await;
        let clinic = &school.fixture.clinic;
        let input = school.upload(&ROWS).await;
        clinic.clock.advance(std::time::Duration::from_secs(1));
        done(school.preview(&input).await, "preview");
        let row = reads(clinic).await.remove(0);
        assert_eq!(row["operation"], "previewCourseImport");
        assert_eq!(set(&row["clientIds"]), school.clients.iter().cloned().collect());
    }

    async fn an_answer_without_clients_leaves_no_row(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        course(&clinic).await;
        for document in ABOUT_NOBODY {
            assert_eq!(row_of(&clinic, document, json!({})).await, None, "{document}");
        }
    }

    async fn many_fields_make_one_row_that_says_who_asked_and_from_where(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let course = course(&clinic).await;
        let clients = clients_of(&clinic, &course).await;
        let before = reads(&clinic).await.len();
        clinic.clock.advance(std::time::Duration::from_secs(1));
        let document = "{ clients { nodes { id } } again: clients { nodes { id } } sites { nodes { id } }
            riskFlags { nodes { id } } sessions { nodes { participations { id } } } }";
        let mut request = GraphQlRequest::new(RequestId::draw(clinic.app.entropy()), document);
        request.browser = std::sync::Arc::new(Browser::new(Some("2001:db8::7".parse().unwrap()), None));
        let id = request.id;
        let answer = clinic.endpoint.execute(course.therapist.clone(), request).await;
        assert!(answer.errors.is_empty(), "{answer:?}");
        let all = reads(&clinic).await;
        assert_eq!(all.len(), before + 1);
        let row = &all[0];
        assert_eq!(row["operation"], "clients, sites, riskFlags, sessions");
        assert_eq!(row["actorId"], course.therapist.staff_member().unwrap().to_string());
        assert_eq!((&row["requestId"], &row["source"]), (&json!(id.to_string()), &json!("2001:db8::7")));
        assert_eq!(row["at"], clinic.app.now().to_string());
        assert_eq!(set(&row["clientIds"]), clients.into_iter().collect());
        assert_eq!(row["sessionIds"].as_array().unwrap().len(), 3);
    }

    async fn a_denied_read_is_a_refusal_and_no_read(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        course(&clinic).await;
        let before = reads(&clinic).await.len();
        let viewer = clinic.staff("Vera", Role::Viewer).await;
        clinic.assert_forbidden(&viewer, "{ clients { nodes { id } } }", json!({})).await;
        assert_eq!(reads(&clinic).await.len(), before);
        assert_eq!(clinic.audit_events(json!({ "first": 1 })).await[0]["kind"], "ACTION");
    }

    async fn a_mutation_that_shows_clients_is_a_read_and_one_that_repeats_marks_is_none(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let input = json!({ "input": { "preferredName": "Kim", "language": "en", "zone": "UTC" } });
        let row = row_of(&clinic, CREATE_CLIENT, input.clone()).await.unwrap();
        assert_eq!((&row["operation"], row["clientIds"].as_array().unwrap().len()), (&json!("createClient"), 1));
        let unseen = "mutation($input: CreateClientInput!) { createClient(input: $input) { userErrors { code } } }";
        assert_eq!(row_of(&clinic, unseen, input).await, None);
        let course = clinic.course("Tuesdays", 2, 1).await;
        clinic.at_the_end_of(&course, 0);
        assert_eq!(row_of(&clinic, MARK_ROSTER, course.roster(0, "NA")).await, None);
        let standing = row_of(&clinic, MARK_ROSTER, course.roster(0, "AA")).await.unwrap();
        assert_eq!(standing["sessionIds"], json!([course.sessions[0].id.to_string()]), "the marks in the way");
    }

    async fn the_history_of_a_client_and_of_a_session_hold_what_was_done_and_what_was_read(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let course = course(&clinic).await;
        let clients = clients_of(&clinic, &course).await;
        let session = course.sessions[0].id.to_string();
        clinic.ask("{ sessions(first: 1) { nodes { participations { id } } } }", json!({})).await;
        let operations = |events: Vec<Value>| -> BTreeSet<String> {
            events.iter().map(|event| event["operation"].as_str().unwrap().to_owned()).collect()
        };
        let of_client = clinic.audit_events(json!({ "clientId": clients[0] })).await;
        assert!(of_client.iter().all(|event| set(&event["clientIds"]).contains(&clients[0])));
        assert_eq!(operations(of_client), ["markRoster", "node", "sessions"].map(str::to_owned).into());
        let of_session = clinic.audit_events(json!({ "sessionId": session })).await;
        assert_eq!(operations(of_session), ["markRoster", "sessions"].map(str::to_owned).into());
        let of_both = clinic.audit_events(json!({ "sessionId": session, "clientId": clients[1] })).await;
        assert_eq!(operations(of_both.clone()), ["markRoster", "sessions"].map(str::to_owned).into());
        // Page by page, newest first.
        let mut paged = Vec::new();
        let mut after = Value::Null;
        for _ in 0..of_both.len() {
            let variables = json!({ "sessionId": session, "clientId": clients[1], "first": 1, "after": after });
            let page = clinic.audit_events(variables).await;
            after = page[0]["id"].clone();
            paged.extend(page);
        }
        assert_eq!(paged, of_both);
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.run(&neighbour, "query($id: ID) { auditEvents(clientId: $id) { nodes { id } } }",
            json!({ "id": clients[0] })).await;
        assert_eq!(foreign["data"]["auditEvents"]["nodes"], json!([]));
    }

    async fn no_name_and_no_address_gets_into_the_log(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let input = json!({ "input": { "preferredName": "Wilhelmina", "email": "mina@secret.example", "language": "en",
            "zone": "UTC", "emailConsent": true } });
        clinic.ask(CREATE_CLIENT, input).await;
        let search = "query Wilhelmina($part: String) { wilhelmina: clients(nameContains: $part) { nodes { email } } }";
        assert!(row_of(&clinic, search, json!({ "part": "Wilhelmina" })).await.is_some());
        for column in ["operation", "details", "about", "subject", "source", "request_id", "rule"] {
            let sql = format!(
                "SELECT COUNT(*) AS n FROM audit_event WHERE lower(CAST({column} AS text)) LIKE '%wilhelmina%'
                OR lower(CAST({column} AS text)) LIKE '%secret%'"
            );
            assert_eq!(TestDatabase::number_on(&clinic.database.url_text, &sql).await, 0, "{column}");
        }
    }

    async fn an_answer_that_cannot_be_recorded_is_not_given(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        course(&clinic).await;
        // Whatever keeps the row out: here, that its index is not there.
        clinic.database.execute("DROP TABLE audit_mention").await;
        let answer = clinic.run(&clinic.admin, "{ clients { nodes { id preferredName } } }", json!({})).await;
        assert_eq!(answer["data"], Value::Null, "{answer:#}");
        assert_eq!(answer["errors"][0]["extensions"]["code"], "INTERNAL");
        let schedule = clinic.run(&clinic.admin, "{ sessions { nodes { id } } }", json!({})).await;
        assert_eq!(schedule.get("errors"), None, "what shows no client needs no row");
    }

    async fn a_thousand_clients_are_listed_whole(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        for number in 0..20 {
            clinic.course(&format!("Group {number}"), 50, 1).await;
        }
        let row = row_of(&clinic, "{ groups { nodes { enrollments { id } } } }", json!({})).await.unwrap();
        assert_eq!(set(&row["clientIds"]).len(), 1_000);
        let one = row["clientIds"][500].clone();
        assert_eq!(clinic.audit_events(json!({ "clientId": one })).await, [row]);
    }
}
