//! A mutation whose answer shows what the caller may not read is refused before it runs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{FieldDefinition, TypeKind, TypeSystemDefinition};
use roundel::app::imports::{ImportClients, ImportCourses, import_clients, import_courses};
use roundel::app::reminders::{pause_mails, resume_mails};
use roundel::app::staff::{IssueToken, SetStaffAccess, issue_token, set_staff_access};
use roundel::domain::access::{Action, Caller, Role, Scope};
use roundel::domain::clinics::StaffAccess;
use roundel::domain::ids::ImportId;
use roundel::domain::imports::Duplicates;
use roundel::graphql::schema_definition;
use serde_json::{Value, json};

use super::payload_arguments::of_a_course;
use crate::support::{ScheduleFixture, TestClinic, TestDatabase, both, done};

const TAKE_SEAT: &str = include_str!("../../../graphql/operations/makeups/take_guest_seat.graphql");
const ADD_TO_WAITLIST: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const CREATE_FEED: &str = include_str!("../../../graphql/operations/calendars/create_calendar_feed.graphql");
const MERGE: &str = include_str!("../../../graphql/operations/clients/merge_clients.graphql");
const PREVIEW_MERGE: &str = include_str!("../../../graphql/operations/clients/preview_client_merge.graphql");
const PREVIEW_COURSE_IMPORT: &str =
    include_str!("../../../graphql/operations/imports/preview_course_import.graphql");
const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
const PREVIEW_CLOSURES: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const PREVIEW_IMPORT: &str = include_str!("../../../graphql/operations/imports/preview_import.graphql");
const ACCEPT_BRIEF: &str = include_str!("../../../graphql/operations/brief_form/accept_brief_form.graphql");
const PREVIEW_BRIEF: &str = include_str!("../../../graphql/operations/brief_form/preview_brief_form.graphql");
const RISK_FLAGS: &str = include_str!("../../../graphql/operations/risk/risk_flags.graphql");

/// Every state of a flag.
const STATES: [&str; 5] = ["OPEN", "ACKNOWLEDGED", "CONTACTED", "RESOLVED", "WITHDRAWN"];

/// The fields of the schema's object types.
type Types = BTreeMap<String, Vec<FieldDefinition>>;

fn object_types() -> Types {
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

/// The rights that a field's `@needs` names.
fn rights_of(field: &FieldDefinition) -> BTreeSet<Action> {
    let needs = field.directives.iter().filter(|directive| directive.node.name.node == "needs");
    let lists =
        needs.map(|needs| needs.node.get_argument("rights").unwrap().node.clone().into_json().unwrap());
    let words = lists.flat_map(|list| list.as_array().unwrap().clone());
    words.map(|word| word.as_str().unwrap().parse().unwrap()).collect()
}

/// The selections of a type that each go down one path of edges to one record's own fields, or to one that needs a right
/// itself, with the rights that the edges on the way need. No type within itself.
fn paths(types: &Types, type_name: &str, above: &mut Vec<String>) -> Vec<(String, BTreeSet<Action>)> {
    let Some(fields) = types.get(type_name).filter(|_| !above.iter().any(|one| one == type_name)) else {
        return Vec::new();
    };
    above.push(type_name.to_owned());
    let (edges, own): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| types.contains_key(&inner_name(field)));
    let (guarded, own): (Vec<_>, Vec<_>) = own.into_iter().partition(|field| !rights_of(field).is_empty());
    let own: Vec<&str> = own.iter().map(|field| field.name.node.as_str()).collect();
    let mut found = Vec::new();
    if !own.is_empty() {
        found.push((format!("{{ {} }}", own.join(" ")), BTreeSet::new()));
    }
    found.extend(guarded.iter().map(|field| (format!("{{ {} }}", field.name.node), rights_of(field))));
    for edge in edges.into_iter().filter(|edge| edge.name.node != "userErrors") {
        for (below, rights) in paths(types, &inner_name(edge), above) {
            let selection = format!("{{ {} {below} }}", edge.name.node);
            found.push((selection, rights.union(&rights_of(edge)).copied().collect()));
        }
    }
    above.pop();
    found
}

/// A clinic after two sessions that its first member missed.
async fn after_two_misses(db: TestDatabase) -> ScheduleFixture {
    let fixture = ScheduleFixture::committed(db, 1).await;
    let treatment = fixture.add_treatment(&fixture.clients[0]).await;
    let (leader, mut series) = (fixture.add_therapist("Theo").await, fixture.series());
    let own = json!({ "enrollmentId": treatment["id"], "therapistId": leader, "weekday": "WEDNESDAY", "groupId": null,
        "startOn": "2026-03-04", "roomId": null });
    series.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    fixture.commit(&series).await;
    fixture.clinic.at("2026-03-12T12:00:00Z");
    let alone = fixture.clinic.ask(SESSIONS, json!({ "enrollmentId": treatment["id"], "first": 1 })).await;
    let mark = format!(
        "mutation {{ markRoster({}) {{ userErrors {{ message }} }} }}",
        marking(&alone["sessions"]["nodes"][0], 0, "EXCUSED")
    );
    fixture.clinic.ask(&mark, json!({})).await;
    for session in &fixture.sessions().await[..2] {
        let arguments = marking(session, 0, "NO_SHOW");
        let mark = format!("mutation {{ markRoster({arguments}) {{ userErrors {{ message }} }} }}");
        let answer = fixture.clinic.ask(&mark, json!({})).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }
    fixture
}

fn marking(session: &Value, member: usize, status: &str) -> String {
    format!(
        "input: {{ sessionId: {}, marks: [{{ participationId: {}, status: {status} }}] }}",
        session["id"], session["participations"][member]["id"]
    )
}

/// Cancels every make-up, so that what was missed may be made up for again.
async fn cancel_make_ups(fixture: &ScheduleFixture) {
    let mut after = Value::Null;
    loop {
        let asked = json!({ "first": 100, "from": "2026-11-01T00:00:00Z", "after": after });
        let page = fixture.clinic.ask(SESSIONS, asked).await["sessions"].clone();
        for session in page["nodes"].as_array().unwrap() {
            let places = session["participations"].as_array().unwrap();
            if session["status"] == "PLANNED" && places.iter().any(|place| !place["makesUpFor"].is_null()) {
                let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"],
                    "cancelledBy": "CLINIC" });
                fixture.clinic.ask(CANCEL, json!({ "input": input })).await;
            }
        }
        if page["pageInfo"]["hasNextPage"] != true {
            return;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// A missed place that nothing makes up for, and a session of a sister group with a free seat.
async fn free_seat(fixture: &ScheduleFixture, name: &str) -> (Value, Value) {
    cancel_make_ups(fixture).await;
    let (other, leader) = (fixture.add_group(name, json!({})).await, fixture.add_therapist(name).await);
    let series = json!({ "groupId": other, "therapistId": leader, "weekday": "FRIDAY",
        "localStart": "18:00", "zone": "America/New_York", "startOn": "2026-12-04", "plannedCount": 12 });
    fixture.commit(&series).await;
    let coming = fixture.clinic.ask(SESSIONS, json!({ "groupId": other, "first": 1 })).await;
    let missed = fixture.sessions().await[0]["participations"][0]["id"].clone();
    (missed, coming["sessions"]["nodes"][0]["id"].clone())
}

/// Arguments for a member of a group of their own, whose course may go on in the brief form, or does.
async fn brief_form(fixture: &ScheduleFixture, root: &str, name: &str) -> String {
    let (other, leader) = (fixture.add_group(name, json!({})).await, fixture.add_therapist(name).await);
    let client = fixture.add_client(name, "UTC").await;
    let enrollment = done(fixture.enroll(&other, &client).await, "enrollment")["id"].clone();
    let series = json!({ "groupId": other, "therapistId": leader, "weekday": "SATURDAY",
        "localStart": "18:00", "zone": "America/New_York", "startOn": "2026-12-05", "plannedCount": 12 });
    fixture.commit(&series).await;
    let input = json!({ "enrollmentId": enrollment });
    let preview = fixture.clinic.ask(PREVIEW_BRIEF, json!({ "input": input })).await;
    let hash = done(preview["previewBriefForm"].clone(), "preview")["hash"].clone();
    match root {
        "acceptBriefForm" => format!("input: {{ enrollmentId: {enrollment} }}, planHash: {hash}"),
        "declineBriefForm" => {
            format!(r#"input: {{ enrollmentId: {enrollment}, reason: "Prefers to stay" }}"#)
        }
        _ => {
            let accepted =
                fixture.clinic.ask(ACCEPT_BRIEF, json!({ "input": input, "planHash": hash })).await;
            done(accepted["acceptBriefForm"].clone(), "enrollment");
            format!("input: {{ enrollmentId: {enrollment} }}")
        }
    }
}

/// Arguments that let a flag rest, until another hour each time.
fn resting(clinic: &TestClinic, flag: &Value, number: usize) -> String {
    let hours = 24 + i64::try_from(number).unwrap();
    let until = clinic.app.now() + jiff::SignedDuration::from_hours(hours);
    format!(r#"input: {{ flagId: {flag}, until: "{until}", reason: "A" }}"#)
}

/// Arguments that make the mutation succeed, as often as they are asked for.
async fn arguments(fixture: &ScheduleFixture, root: &str, number: usize) -> String {
    let clinic = &fixture.clinic;
    let (group, site, therapist) = (&fixture.group, &fixture.site, &fixture.therapist);
    let name = format!("{root} {number}");
    let sessions = fixture.sessions().await;
    let planned = sessions.iter().rfind(|one| one["status"] == "PLANNED").unwrap();
    let flag = async || {
        clinic.ask(RISK_FLAGS, json!({ "states": STATES, "includeSnoozed": true })).await["riskFlags"]["nodes"][0]["id"].clone()
    };
    let on_worklist = async || {
        clinic.ask(RISK_FLAGS, json!({ "includeSnoozed": true })).await["riskFlags"]["nodes"][0]["id"].clone()
    };
    match root {
        "acceptBriefForm" | "declineBriefForm" | "undoBriefForm" => {
            Box::pin(brief_form(fixture, root, &name)).await
        }
        "acknowledgeRiskFlag" | "resolveRiskFlag" => format!("input: {{ flagId: {} }}", flag().await),
        "recordRiskContact" => format!("input: {{ flagId: {}, result: REACHED }}", flag().await),
        "assignRiskFlag" => {
            let member = clinic.staff(&name, Role::Coordinator).await.staff_member().unwrap();
            format!(r#"input: {{ flagId: {}, staffMemberId: "{member}" }}"#, on_worklist().await)
        }
        "snoozeRiskFlag" => resting(clinic, &on_worklist().await, number),
        "wakeRiskFlag" => {
            let flag = on_worklist().await;
            let snooze = format!(
                "mutation {{ snoozeRiskFlag({}) {{ userErrors {{ code }} }} }}",
                resting(clinic, &flag, number)
            );
            clinic.ask(&snooze, json!({})).await;
            format!("input: {{ flagId: {flag} }}")
        }
        "reopenRiskFlag" => {
            let flag = on_worklist().await;
            let resolve = format!(
                "mutation {{ resolveRiskFlag(input: {{ flagId: {flag} }}) {{ userErrors {{ code }} }} }}"
            );
            clinic.ask(&resolve, json!({})).await;
            format!(r#"input: {{ flagId: {flag}, reason: "A" }}"#)
        }
        "addStaffMember" => format!(r#"input: {{ displayName: "{name}", role: VIEWER, zone: "UTC" }}"#),
        "cancelSession" => format!(
            "input: {{ sessionId: {}, rowVersion: {}, cancelledBy: CLINIC }}",
            planned["id"], planned["rowVersion"]
        ),
        "setStaffLanguage" => {
            let member = clinic.staff(&name, Role::Therapist).await.staff_member().unwrap();
            format!(r#"input: {{ staffMemberId: "{member}", language: es }}"#)
        }
        "changeStaffRole" => {
            let member = clinic.staff(&name, Role::Therapist).await.staff_member().unwrap();
            format!(r#"input: {{ staffMemberId: "{member}", role: VIEWER }}"#)
        }
        "commitClosures" => {
            // Of a site without sessions: none moves.
            let input = json!({ "name": name, "zone": "UTC" });
            let made = fixture.clinic.ask(CREATE_SITE, json!({ "input": input })).await;
            let own = done(made["createSite"].clone(), "site")["id"].clone();
            let closures = json!([{ "firstOn": "2026-12-25", "reason": "Holiday" }]);
            let input = json!({ "siteId": own, "closures": closures });
            let preview = fixture.clinic.ask(PREVIEW_CLOSURES, json!({ "input": input })).await;
            let hash = done(preview["previewClosures"].clone(), "preview")["hash"].clone();
            format!(
                r#"planHash: {hash},
                    input: {{ siteId: {own}, closures: [{{ firstOn: "2026-12-25", reason: "Holiday" }}] }}"#
            )
        }
        "undoScheduleChange" => {
            let room = fixture.add_room(&name).await;
            let input = json!({ "seriesId": sessions[0]["seriesId"], "scope": "ALL_FUTURE", "roomId": room });
            let preview = fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
            let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
            let variables = json!({ "input": input, "planHash": hash });
            let made = fixture.clinic.ask(COMMIT_EDIT, variables).await;
            let change = done(made["commitSeriesEdit"].clone(), "committed")["change"]["id"].clone();
            format!("input: {{ changeId: {change} }}")
        }
        "commitCourseImport" => {
            // A course of nobody's, which is left out.
            let file = "program,date,start,therapist,client,attendance\nNone,2026-03-03,09:00,Tess,None,\n";
            let id = fixture.clinic.upload(file).await;
            let input = json!({ "importId": id, "skipBadRows": true });
            let preview = fixture.clinic.ask(PREVIEW_COURSE_IMPORT, json!({ "input": input })).await;
            let hash = done(preview["previewCourseImport"].clone(), "preview")["hash"].clone();
            format!(r#"input: {{ importId: "{id}", skipBadRows: true }}, planHash: {hash}"#)
        }
        "commitImport" => {
            // Nobody, who is left out: what is done to a client has events of its own.
            let id = fixture.clinic.upload("preferred_name,language,zone\n,en,UTC\n").await;
            let input = json!({ "importId": id, "skipBadRows": true });
            let preview = fixture.clinic.ask(PREVIEW_IMPORT, json!({ "input": input })).await;
            let hash = done(preview["previewImport"].clone(), "preview")["hash"].clone();
            format!(r#"input: {{ importId: "{id}", skipBadRows: true }}, planHash: {hash}"#)
        }
        "commitSeriesEdit" => {
            // Another room each time: no session moves.
            let room = fixture.add_room(&name).await;
            let input = json!({ "seriesId": sessions[0]["seriesId"], "scope": "ALL_FUTURE", "roomId": room });
            let preview = fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
            let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
            format!(
                r#"planHash: {hash}, input: {{ seriesId: {}, scope: ALL_FUTURE, roomId: "{room}" }}"#,
                sessions[0]["seriesId"]
            )
        }
        "correctMark" => {
            let place = &sessions[0]["participations"][0];
            format!(
                "input: {{ participationId: {}, expectedVersion: {}, status: NO_SHOW, reason: ILLNESS }}",
                place["id"], place["attendance"]["version"]
            )
        }
        "createClient" => format!(r#"input: {{ preferredName: "{name}", language: en, zone: "UTC" }}"#),
        "createGroup" => format!(
            r#"input: {{ programId: "{}", siteId: "{site}", name: "{name}", admission: OPEN }}"#,
            fixture.program("IPT-GROUP").await
        ),
        "createProgram" => format!(
            r#"input: {{ code: "{name}", name: "A", format: GROUP, audience: ADULTS, minSessions: 8, maxSessions: 8,
                sessionMinutes: 90, initialPhaseEnds: 2, middlePhaseEnds: 6, minSize: 2, viableSize: 3, maxSize: 4 }}"#
        ),
        "createRoom" => format!(r#"input: {{ siteId: "{site}", name: "{name}", capacity: 4 }}"#),
        "createSeries" => {
            let other = fixture.add_group(&name, json!({})).await;
            let series = json!({ "groupId": other, "therapistId": therapist, "weekday": "THURSDAY",
                "localStart": "18:00", "zone": "America/New_York", "startOn": "2026-04-02", "plannedCount": 12 });
            let hash = done(fixture.preview(&series).await, "preview")["hash"].clone();
            format!(
                r#"planHash: {hash}, input: {{ groupId: "{other}", therapistId: "{therapist}", weekday: THURSDAY,
                    localStart: "18:00", zone: "America/New_York", startOn: "2026-04-02", plannedCount: 12 }}"#
            )
        }
        "createSite" => format!(r#"input: {{ name: "{name}", zone: "UTC" }}"#),
        "createTreatment" => format!(
            r#"input: {{ clientId: "{}", programId: "{}", siteId: "{site}" }}"#,
            fixture.clients[0],
            fixture.program("IPT").await
        ),
        "endEnrollment" => {
            let client = fixture.add_client(&name, "UTC").await;
            let enrollment = done(fixture.enroll(group, &client).await, "enrollment");
            format!(
                "input: {{ enrollmentId: {}, rowVersion: {}, completed: false, agreed: true }}",
                enrollment["id"], enrollment["rowVersion"]
            )
        }
        "enrollClient" => {
            let (other, client) =
                (fixture.add_group(&name, json!({})).await, fixture.add_client(&name, "UTC").await);
            format!(r#"input: {{ groupId: "{other}", clientId: "{client}" }}"#)
        }
        "mergeClients" | "undoClientMerge" => {
            let (kept, other) =
                (fixture.add_client(&name, "UTC").await, fixture.add_client(&name, "UTC").await);
            let input = json!({ "keptId": kept, "mergedId": other });
            let preview = clinic.ask(PREVIEW_MERGE, json!({ "input": input })).await;
            let hash = done(preview["previewClientMerge"].clone(), "preview")["hash"].clone();
            if root == "mergeClients" {
                format!(r#"input: {{ keptId: "{kept}", mergedId: "{other}" }}, planHash: {hash}"#)
            } else {
                let made = clinic.ask(MERGE, json!({ "input": input, "planHash": hash })).await;
                let merge = done(made["mergeClients"].clone(), "merge");
                format!("input: {{ mergeId: {} }}", merge["id"])
            }
        }
        // Marked so already: that changes nothing, and is answered alike.
        "markRoster" => marking(&sessions[1], 0, "NO_SHOW"),
        "markRosters" => {
            let one = marking(&sessions[1], 0, "NO_SHOW");
            format!("input: [{}]", one.strip_prefix("input: ").unwrap())
        }
        "rescheduleSession" => format!(
            r#"input: {{ sessionId: {}, rowVersion: {}, localStart: "2027-03-01T09:{number:02}:00" }}"#,
            planned["id"], planned["rowVersion"]
        ),
        "scheduleCompanionMeeting" => {
            let enrollment = fixture.add_treatment(&fixture.add_client(&name, "UTC").await).await;
            let leader = fixture.add_therapist(&name).await;
            format!(
                r#"input: {{ enrollmentId: {}, companion: PRE_EVALUATION, localStart: "2026-12-02T09:00:00",
                    therapistId: "{leader}" }}"#,
                enrollment["id"]
            )
        }
        "scheduleMakeup" => {
            cancel_make_ups(fixture).await;
            let treated = clinic.ask(SESSIONS, json!({ "first": 1, "from": "2026-03-04T20:00:00Z" })).await;
            format!(
                r#"input: {{ participationId: {}, localStart: "2026-12-01T09:{number:02}:00" }}"#,
                treated["sessions"]["nodes"][0]["participations"][0]["id"]
            )
        }
        "takeGuestSeat" => {
            let (missed, session) = free_seat(fixture, &name).await;
            format!("input: {{ participationId: {missed}, sessionId: {session} }}")
        }
        "giveBackGuestSeat" => {
            let (missed, session) = free_seat(fixture, &name).await;
            let input = json!({ "participationId": missed, "sessionId": session });
            done(clinic.ask(TAKE_SEAT, json!({ "input": input })).await["takeGuestSeat"].clone(), "session");
            let all = clinic.ask(SESSIONS, json!({ "first": 100, "from": "2026-12-04T00:00:00Z" })).await;
            let taken =
                all["sessions"]["nodes"].as_array().unwrap().iter().find(|one| one["id"] == session).unwrap();
            format!("input: {{ participationId: {} }}", taken["participations"][0]["id"])
        }
        "updateGroup" => {
            let group = fixture.add_group(&name, json!({})).await;
            format!(r#"input: {{ groupId: "{group}", rowVersion: 1, guestSeats: 2 }}"#)
        }
        "revokeApiToken" => {
            let command = IssueToken {
                staff_member_id: clinic.admin.staff_member().unwrap(),
                label: name.parse().unwrap(),
                scopes: vec![Scope::ScheduleRead],
                expires_at: None,
            };
            let issued = issue_token(&clinic.app, &clinic.admin, command).await.unwrap();
            format!(r#"input: {{ tokenId: "{}" }}"#, issued.token.id)
        }
        "createCalendarFeed" => format!(r#"input: {{ therapistId: "{therapist}" }}"#),
        "revokeCalendarFeed" => {
            let input = json!({ "input": { "therapistId": therapist } });
            let made = done(clinic.ask(CREATE_FEED, input).await["createCalendarFeed"].clone(), "created");
            format!("input: {{ feedId: {} }}", made["calendarFeed"]["id"])
        }
        "setQualifications" => format!(
            r#"input: {{ staffMemberId: "{therapist}", licences: [], certifications: [], availability: [] }}"#
        ),
        "setReminderPolicy" => {
            format!(r#"input: {{ name: "{name}", isActive: true, rules: [{{ minutesBefore: 60 }}] }}"#)
        }
        // Pausing twice changes nothing, so each pause is ended before the next.
        "pauseMails" => {
            resume_mails(&clinic.app, &clinic.admin).await.unwrap();
            format!(r#"input: {{ reason: "{name}" }}"#)
        }
        "resumeMails" => {
            pause_mails(&clinic.app, &clinic.admin, name.parse().unwrap()).await.unwrap();
            String::new()
        }
        "undoCourseImport" => {
            let id = ImportId::mint(clinic.app.now(), clinic.app.entropy());
            let command = ImportCourses { id, rows: Vec::new(), skip_bad_rows: false, expected: None };
            Box::pin(import_courses(&clinic.app, &clinic.admin, &command, &|_, _| {})).await.unwrap();
            format!(r#"input: {{ importId: "{id}" }}"#)
        }
        "undoImport" => {
            let id = ImportId::mint(clinic.app.now(), clinic.app.entropy());
            let command = ImportClients {
                id,
                rows: Vec::new(),
                duplicates: Duplicates::Skip,
                skip_bad_rows: false,
                expected: None,
            };
            Box::pin(import_clients(&clinic.app, &clinic.admin, &command, &|_, _| {})).await.unwrap();
            format!(r#"input: {{ importId: "{id}" }}"#)
        }
        "updateClient" => {
            let client = fixture.add_client(&name, "UTC").await;
            format!(r#"input: {{ id: "{client}", rowVersion: 1, location: "US-NY" }}"#)
        }
        "updateProgram" => {
            let id = fixture.program("IPT").await;
            let document = "query ($id: ID!) { node(id: $id) { ... on TreatmentProgram { rowVersion } } }";
            let program = clinic.ask(document, json!({ "id": id })).await["node"].clone();
            format!(r#"input: {{ id: "{id}", rowVersion: {}, name: "{name}" }}"#, program["rowVersion"])
        }
        "updateSite" => {
            let site = json!({ "input": { "name": name, "zone": "UTC" } });
            let site = done(clinic.ask(CREATE_SITE, site).await["createSite"].clone(), "site");
            format!(r#"input: {{ id: {}, rowVersion: 1, phone: "+1 555 0199" }}"#, site["id"])
        }
        "formGroup" => {
            let client = fixture.add_client(&name, "UTC").await;
            let program = fixture.program("IPT-GROUP").await;
            let waiting = json!({ "input": { "clientId": client, "programId": program } });
            done(clinic.ask(ADD_TO_WAITLIST, waiting).await["addToWaitlist"].clone(), "entry");
            let leader = fixture.add_therapist(&name).await;
            let input = format!(
                r#"{{ programId: "{program}", siteId: "{site}", name: "{name}", admission: OPEN, clientIds: ["{client}"],
                    series: {{ therapistId: "{leader}", weekday: THURSDAY, localStart: "18:00", zone: "UTC",
                    startOn: "2026-04-02", plannedCount: 12 }} }}"#
            );
            let preview = format!("{{ previewGroupFormation(input: {input}) {{ preview {{ hash }} }} }}");
            let preview = clinic.ask(&preview, json!({})).await["previewGroupFormation"].clone();
            format!("planHash: {}, input: {input}", preview["preview"]["hash"])
        }
        "addToWaitlist" => {
            let client = fixture.add_client(&name, "UTC").await;
            format!(r#"input: {{ clientId: "{client}", programId: "{}" }}"#, fixture.program("IPT").await)
        }
        "setWaitlistStatus" | "updateWaitlistEntry" => {
            let client = fixture.add_client(&name, "UTC").await;
            let input = json!({ "clientId": client, "programId": fixture.program("IPT").await });
            let added = clinic.ask(ADD_TO_WAITLIST, json!({ "input": input })).await["addToWaitlist"].clone();
            let change = if root == "setWaitlistStatus" { "status: SCREENED" } else { "priority: URGENT" };
            format!("input: {{ id: {}, rowVersion: 1, {change} }}", done(added, "entry")["id"])
        }
        "disableStaffMember" | "enableStaffMember" => {
            let member = clinic.staff(&name, Role::Therapist).await.staff_member().unwrap();
            if root == "enableStaffMember" {
                let disabling = SetStaffAccess { staff_member_id: member, access: StaffAccess::Disabled };
                set_staff_access(&clinic.app, &clinic.admin, disabling).await.unwrap();
            }
            format!(r#"input: {{ staffMemberId: "{member}" }}"#)
        }
        other => match Box::pin(of_a_course(fixture, other, number)).await {
            Some(arguments) => arguments,
            None => panic!("{other} has no arguments here: add them"),
        },
    }
}

/// Mutations of one's own login, whatever one's rights: they show no record.
const OWN_LOGIN: &[&str] = &["changePassword", "signIn", "signOut"];

/// Mutations whose `arguments` change nothing, so that there is nothing to put on record.
const UNCHANGED: &[&str] = &["markRoster", "markRosters"];

/// What a mutation asks of its caller to read, whatever is selected.
fn own_rights(root: &str) -> &'static [Action] {
    match root {
        "commitCourseImport" | "commitImport" | "createClient" | "mergeClients" | "undoClientMerge"
        | "undoCourseImport" | "updateClient" => &[Action::ReadClients],
        "closeTask" => &[Action::ReadTasks],
        "resendDelivery" => &[Action::ReadReminders],
        "setQualifications" => &[Action::ReadSchedule],
        _ => &[],
    }
}

/// The administrator with every scope that writes, and those that reading by these rights needs.
fn caller(admin: &Caller, rights: &BTreeSet<Action>) -> Caller {
    let needed = |scope: &Scope| rights.iter().any(|right| right.scope() == *scope);
    let scopes =
        Scope::ALL.iter().copied().filter(|scope| !Scope::READ_ONLY.contains(scope) || needed(scope));
    Caller { scopes: scopes.collect(), ..admin.clone() }
}

both! {
    async fn a_mutation_is_done_and_on_record_with_the_rights_its_selection_needs_and_refused_whole_without_one(db) {
        let fixture = after_two_misses(db).await;
        let (clinic, types) = (&fixture.clinic, object_types());
        for mutation in &types["Mutation"] {
            let root = mutation.name.node.as_str();
            if OWN_LOGIN.contains(&root) {
                let shown = paths(&types, &inner_name(mutation), &mut Vec::new());
                assert!(shown.iter().all(|(_, rights)| rights.is_empty()), "{root}");
                continue;
            }
            for (number, (selection, rights)) in paths(&types, &inner_name(mutation), &mut Vec::new()).into_iter().enumerate() {
                // Boxed: together these would overflow a thread's stack.
                let arguments = Box::pin(arguments(&fixture, root, number)).await;
                let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
                let selection = selection.trim_start_matches('{');
                let document = format!("mutation {{ {root}{arguments} {{ userErrors {{ message }} {selection} }}");
                let needed: BTreeSet<Action> = rights.iter().chain(own_rights(root)).copied().collect();
                for missing in &rights {
                    let others = needed.iter().copied().filter(|right| right != missing).collect();
                    clinic.clock.advance(Duration::from_secs(1));
                    let response = clinic.run(&caller(&clinic.admin, &others), &document, json!({})).await;
                    let code = &response["errors"][0]["extensions"]["code"];
                    assert_eq!((&response["data"], code), (&Value::Null, &json!("FORBIDDEN")), "{document}\n{response:#}");
                    let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
                    let expected = (&json!("REFUSED"), &json!(clinic.app.now().to_string()));
                    assert_eq!((&newest["outcome"], &newest["at"]), expected, "{document}\n{newest:#}");
                }
                clinic.clock.advance(Duration::from_secs(1));
                let response = clinic.run(&caller(&clinic.admin, &needed), &document, json!({})).await;
                assert!(response.get("errors").is_none(), "{document}\n{response:#}");
                assert_eq!(response["data"][root]["userErrors"], json!([]), "{document}");
                if number == 0 && !UNCHANGED.contains(&root) {
                    // What is done to several records at once has an event of its own for each.
                    let events = clinic.audit_events(json!({ "first": 50 })).await;
                    let own = events.iter().find(|event| event["operation"] == root && event["kind"] == "ACTION");
                    let own = own.unwrap_or_else(|| panic!("{root}: {events:#?}"));
                    let expected = (&json!("DONE"), &json!(clinic.app.now().to_string()));
                    assert_eq!((&own["outcome"], &own["at"]), expected, "{own:#}");
                }
            }
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
fn every_right_that_a_field_needs_is_one_to_read() {
    let named: BTreeSet<Action> = object_types().values().flatten().flat_map(rights_of).collect();
    assert_eq!(
        named,
        BTreeSet::from([Action::ReadSchedule, Action::ReadClients, Action::ReadAttendance, Action::ReadRisk])
    );
}
