//! Every root and every role: who is let in, and that each refusal is on record.

use std::collections::BTreeSet;
use std::time::Duration;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use roundel::domain::access::Role;
use roundel::graphql::schema_definition;
use serde_json::{Value, json};

use crate::support::{TestClinic, both};

use Role::{Admin, Coordinator, Therapist, Viewer};

/// The digits of an id that no record has.
const NOBODY: &str = "01890a5d2c7e7cc3980ad3f0e1a2b3c4";

const ANYBODY: &[Role] = &[Admin, Coordinator, Therapist, Viewer];
const CLINICIANS: &[Role] = &[Admin, Coordinator, Therapist];
const PLANNERS: &[Role] = &[Admin, Coordinator];
const ADMINS: &[Role] = &[Admin];

/// A root's call, and who is let in. `#` stands for `NOBODY`: a therapist is let in where
/// rights depend on who leads, and then finds nothing.
#[rustfmt::skip]
const QUERIES: &[(&[Role], &str)] = &[
    (ADMINS, "apiTokens { nodes { id } }"),
    (ADMINS, r#"apiTokens(staffMemberId: "stf_#") { nodes { id } }"#),
    (ANYBODY, "attendanceBreakdown(by: HOUR) { from }"),
    (ANYBODY, "attendanceSummary { numerator }"),
    (ANYBODY, "attrition { from }"),
    (PLANNERS, r#"availabilityGrid(input: { programId: "prg_#", zone: "Europe/Berlin", startOn: "2026-04-01", weeks: 8 })
        { userErrors { code } }"#),
    (ADMINS, "auditEvents { nodes { id } }"),
    (CLINICIANS, "calendarFeeds { nodes { id } }"),
    (CLINICIANS, "clients { nodes { id } }"),
    (PLANNERS, "clientImports { nodes { id } }"),
    (PLANNERS, "courseImports { nodes { id } }"),
    (PLANNERS, "clientMerges { nodes { id } }"),
    (ANYBODY, "clinic { id }"),
    (ANYBODY, "dashboardCsv(dashboard: OFFERED_AGAINST_ATTENDED)"),
    (CLINICIANS, "enrollments { nodes { id } }"),
    (ANYBODY, r#"freeSlots(input: { therapistIds: ["stf_#"] }) { userErrors { code } }"#),
    (CLINICIANS, r#"freeSlots(input: { groupId: "grp_#" }) { userErrors { code } }"#),
    (ANYBODY, "groupAttendance { nodes { groupId } }"),
    (ANYBODY, r#"groupHeatMap(filter: { groupId: "grp_#" }) { from }"#),
    (ANYBODY, "groups { nodes { id } }"),
    (ADMINS, "jobRuns { job }"),
    (ADMINS, "jobs { name }"),
    (PLANNERS, "mailPreview { nodes { kind } }"),
    (ANYBODY, "offeredAgainstAttended { from }"),
    (CLINICIANS, r#"attendanceSummary(enrollmentId: "enr_#") { numerator }"#),
    (CLINICIANS, r#"evaluations(enrollmentId: "enr_#") { enrollmentId }"#),
    (CLINICIANS, r#"goalHistory(goalId: "goa_#") { version }"#),
    (ANYBODY, r#"phaseSteps(programId: "prg_#") { code }"#),
    (CLINICIANS, r#"node(id: "goa_#") { id }"#),
    (CLINICIANS, "instruments { id }"),
    (CLINICIANS, r#"measureHistory(measureId: "msr_#") { note }"#),
    (CLINICIANS, r#"measures(enrollmentId: "enr_#") { nodes { id } }"#),
    (CLINICIANS, r#"node(id: "ins_#") { id }"#),
    (CLINICIANS, r#"node(id: "msr_#") { id }"#),
    (CLINICIANS, r#"node(id: "sfn_#") { id }"#),
    (CLINICIANS, "safetyNotices { nodes { id } }"),
    (CLINICIANS, r#"markHistory(participationId: "par_#") { id }"#),
    (ADMINS, r#"node(id: "aud_#") { id }"#),
    (CLINICIANS, r#"node(id: "cli_#") { id }"#),
    (CLINICIANS, r#"node(id: "enr_#") { id }"#),
    (CLINICIANS, r#"node(id: "flg_#") { id }"#),
    (ANYBODY, r#"node(id: "grp_#") { id }"#),
    (ANYBODY, r#"node(id: "ses_#") { id }"#),
    (CLINICIANS, r#"previewBriefForm(input: { enrollmentId: "enr_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"previewClientMerge(input: { keptId: "cli_#", mergedId: "cli_00000000000000000000000000000000" })
        { userErrors { code } }"#),
    (PLANNERS, r#"previewGroupFormation(input: { programId: "prg_#", siteId: "sit_#", name: "A", admission: OPEN,
        clientIds: ["cli_#"], series: { weekday: MONDAY, localStart: "18:00:00", zone: "Europe/Berlin",
        startOn: "2026-04-01", plannedCount: 8 } }) { userErrors { code } }"#),
    (PLANNERS, r#"previewCourseImport(input: { importId: "imp_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"previewImport(input: { importId: "imp_#" }) { userErrors { code } }"#),
    (ANYBODY, r#"previewSeries(input: { weekday: MONDAY, localStart: "18:00:00", zone: "Europe/Berlin",
        startOn: "2026-04-01", plannedCount: 8 }) { userErrors { code } }"#),
    (CLINICIANS, r#"previewSeries(input: { weekday: MONDAY, localStart: "18:00:00", zone: "Europe/Berlin",
        startOn: "2026-04-01", plannedCount: 8, clientIds: ["cli_#"] }) { userErrors { code } }"#),
    (ANYBODY, "closures { nodes { id } }"),
    (CLINICIANS, r#"companionMeetings(groupId: "grp_#") { kind }"#),
    (CLINICIANS, r#"companionProposals(enrollmentId: "enr_#", companion: PRE_GROUP) { whyNone }"#),
    (PLANNERS, r#"holidayFile(siteId: "sit_#", icalendar: "") { outside }"#),
    (PLANNERS, r#"previewClosures(input: { siteId: "sit_#", closures: [{ firstOn: "2026-12-25", reason: "A" }] })
        { userErrors { code } }"#),
    (PLANNERS, "scheduleChanges { nodes { id } }"),
    (PLANNERS, r#"previewSeriesEdit(input: { seriesId: "srs_#", scope: ALL_FUTURE, localStart: "18:00" })
        { userErrors { code } }"#),
    (ANYBODY, "programs { nodes { id } }"),
    (ANYBODY, "recordingBacklog { from }"),
    (ANYBODY, "referralToFirstSession { from }"),
    (CLINICIANS, "reminderDeliveries { nodes { id } }"),
    (CLINICIANS, "reminderPolicies { id }"),
    (ANYBODY, "retention { from }"),
    (ANYBODY, "riskFlagCounts { from }"),
    (CLINICIANS, "riskFlags { nodes { id } }"),
    (CLINICIANS, r#"attendanceForecast(enrollmentId: "enr_#") { band }"#),
    (CLINICIANS, "riskModel { modelVersion }"),
    (ANYBODY, "rooms { nodes { id } }"),
    (ANYBODY, r#"sessionCalendarFile(sessionId: "ses_#")"#),
    (ANYBODY, "sessions { nodes { id } }"),
    (ANYBODY, "sites { nodes { id } }"),
    (ANYBODY, "staff { nodes { id } }"),
    (PLANNERS, "staffMails { nodes { id } }"),
    (PLANNERS, r#"node(id: "tsk_#") { id }"#),
    (PLANNERS, "tasks { nodes { id } }"),
    (ANYBODY, "unrecordedSessions { nodes { sessionId } }"),
    (ANYBODY, "viability { from }"),
    (ANYBODY, "viewer { role }"),
    (PLANNERS, r#"node(id: "wle_#") { id }"#),
    (PLANNERS, "waitlist { nodes { id } }"),
    (ANYBODY, "week { wallTime { zone } }"),
    (CLINICIANS, "week { conflicts { kind } }"),
    (ANYBODY, r#"week(startingOn: "2026-03-02", zone: "Europe/Berlin") { id }"#),
];

#[rustfmt::skip]
const MUTATIONS: &[(&[Role], &str)] = &[
    (CLINICIANS, r#"acceptBriefForm(planHash: "00000000000000000000000000000000#", input: { enrollmentId: "enr_#" })
        { userErrors { code } }"#),
    (CLINICIANS, r#"declineBriefForm(input: { enrollmentId: "enr_#", reason: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"declineBriefForm(input: { flagId: "flg_#", reason: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"undoBriefForm(input: { enrollmentId: "enr_#" }) { userErrors { code } }"#),
    (CLINICIANS, r#"acknowledgeRiskFlag(input: { flagId: "flg_#" }) { userErrors { code } }"#),
    (CLINICIANS, r#"assignRiskFlag(input: { flagId: "flg_#" }) { userErrors { code } }"#),
    (CLINICIANS, r#"snoozeRiskFlag(input: { flagId: "flg_#", until: "2026-03-09T12:00:00Z", reason: "A" })
        { userErrors { code } }"#),
    (CLINICIANS, r#"reopenRiskFlag(input: { flagId: "flg_#", reason: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"wakeRiskFlag(input: { flagId: "flg_#" }) { userErrors { code } }"#),
    (CLINICIANS, r#"acknowledgeSafetyNotice(input: { noticeId: "sfn_#", note: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"reopenSafetyNotice(input: { noticeId: "sfn_#", reason: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"correctMeasure(input: { measureId: "msr_#", expectedVersion: 1, takenOn: "2026-03-02",
        occasion: SESSION, total: 9 }) { userErrors { code } }"#),
    (ADMINS, r#"createInstrument(input: { name: "A", minimum: 0, maximum: 9, higherIsWorse: true })
        { userErrors { code } }"#),
    (CLINICIANS, r#"recordMeasure(input: { enrollmentId: "enr_#", instrumentId: "ins_#", takenOn: "2026-03-02",
        occasion: SESSION, total: 9 }) { userErrors { code } }"#),
    (CLINICIANS, r#"withdrawMeasure(input: { measureId: "msr_#", expectedVersion: 1, reason: "A" })
        { userErrors { code } }"#),
    (CLINICIANS, r#"addGoal(input: { enrollmentId: "enr_#", kind: COPING, words: "A" }) { userErrors { code } }"#),
    (CLINICIANS, r#"changeGoal(input: { goalId: "goa_#", expectedVersion: 1, kind: COPING, words: "A", state: OPEN })
        { userErrors { code } }"#),
    (CLINICIANS, r#"rateGoal(input: { goalId: "goa_#", attainment: 0 }) { userErrors { code } }"#),
    (ADMINS, r#"setPhaseSteps(input: { programId: "prg_#", steps: [] }) { userErrors { code } }"#),
    (CLINICIANS, r#"tickPhaseStep(input: { enrollmentId: "enr_#", code: "INVENTORY" }) { userErrors { code } }"#),
    (ADMINS, r#"addStaffMember(input: { displayName: "Kim", role: VIEWER, zone: "Europe/Berlin" })
        { userErrors { code } }"#),
    (PLANNERS, r#"addToWaitlist(input: { clientId: "cli_#", programId: "prg_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"cancelSession(input: { sessionId: "ses_#", rowVersion: 1, cancelledBy: CLINIC })
        { userErrors { code } }"#),
    (ANYBODY, r#"changePassword(input: { currentPassword: "a", newPassword: "b" }) { userErrors { code } }"#),
    (ADMINS, r#"changeStaffRole(input: { staffMemberId: "stf_#", role: VIEWER }) { userErrors { code } }"#),
    (CLINICIANS, r#"correctMark(input: { participationId: "par_#", expectedVersion: 1, status: ATTENDED })
        { userErrors { code } }"#),
    (PLANNERS, r#"commitCourseImport(input: { importId: "imp_#" }, planHash: "00000000000000000000000000000000#")
        { userErrors { code } }"#),
    (PLANNERS, r#"commitImport(input: { importId: "imp_#" }, planHash: "00000000000000000000000000000000#")
        { userErrors { code } }"#),
    (PLANNERS, r#"createCalendarFeed(input: { therapistId: "stf_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"createCalendarFeed(input: { roomId: "rom_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"createCalendarFeed(input: { clientId: "cli_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"createClient(input: { preferredName: "Kim", language: en, zone: "Europe/Berlin" })
        { userErrors { code } }"#),
    (PLANNERS, r#"createGroup(input: { programId: "prg_#", siteId: "sit_#", name: "A", admission: OPEN })
        { userErrors { code } }"#),
    (ADMINS, r#"createProgram(input: { code: "A", name: "A", format: GROUP, audience: ADULTS, minSessions: 8,
        maxSessions: 8, sessionMinutes: 90, initialPhaseEnds: 2, middlePhaseEnds: 6, minSize: 2, viableSize: 3,
        maxSize: 4 }) { userErrors { code } }"#),
    (ADMINS, r#"createRoom(input: { siteId: "sit_#", name: "A", capacity: 4 }) { userErrors { code } }"#),
    (PLANNERS, r#"commitClosures(planHash: "00000000000000000000000000000000#", input: { siteId: "sit_#",
        closures: [{ firstOn: "2026-12-25", reason: "A" }] }) { userErrors { code } }"#),
    (PLANNERS, r#"undoScheduleChange(input: { changeId: "scc_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"commitSeriesEdit(planHash: "00000000000000000000000000000000#", input: { seriesId: "srs_#",
        scope: ALL_FUTURE, localStart: "18:00" }) { userErrors { code } }"#),
    (PLANNERS, r#"createSeries(planHash: "00000000000000000000000000000000#", input: { groupId: "grp_#",
        therapistId: "stf_#", weekday: MONDAY, localStart: "18:00:00", zone: "Europe/Berlin", startOn: "2026-04-01",
        plannedCount: 8 }) { userErrors { code } }"#),
    (ADMINS, r#"createSite(input: { name: "A", zone: "Europe/Berlin" }) { userErrors { code } }"#),
    (PLANNERS, r#"createTreatment(input: { clientId: "cli_#", programId: "prg_#", siteId: "sit_#" })
        { userErrors { code } }"#),
    (ADMINS, r#"disableStaffMember(input: { staffMemberId: "stf_#" }) { userErrors { code } }"#),
    (ADMINS, r#"enableStaffMember(input: { staffMemberId: "stf_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"endEnrollment(input: { enrollmentId: "enr_#", rowVersion: 1, completed: false, agreed: true })
        { userErrors { code } }"#),
    (PLANNERS, r#"enrollClient(input: { groupId: "grp_#", clientId: "cli_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"formGroup(planHash: "00000000000000000000000000000000#", input: { programId: "prg_#", siteId: "sit_#",
        name: "A", admission: OPEN, clientIds: ["cli_#"], series: { therapistId: "stf_#", weekday: MONDAY,
        localStart: "18:00:00", zone: "Europe/Berlin", startOn: "2026-04-01", plannedCount: 8 } })
        { userErrors { code } }"#),
    (CLINICIANS, r#"markRoster(input: { sessionId: "ses_#", marks: [{ participationId: "par_#", status: ATTENDED }] })
        { userErrors { code } }"#),
    (CLINICIANS, r#"markRosters(input: [{ sessionId: "ses_#", marks: [{ participationId: "par_#", status: ATTENDED }] }])
        { userErrors { code } }"#),
    (PLANNERS, r#"mergeClients(input: { keptId: "cli_#", mergedId: "cli_00000000000000000000000000000000" },
        planHash: "00000000000000000000000000000000#") { userErrors { code } }"#),
    (CLINICIANS, r#"recordRiskContact(input: { flagId: "flg_#", result: NO_ANSWER }) { userErrors { code } }"#),
    (PLANNERS, r#"rescheduleSession(input: { sessionId: "ses_#", rowVersion: 1, localStart: "2026-04-01T18:00:00" })
        { userErrors { code } }"#),
    (CLINICIANS, r#"resolveRiskFlag(input: { flagId: "flg_#" }) { userErrors { code } }"#),
    (ADMINS, r#"revokeApiToken(input: { tokenId: "tok_#" }) { userErrors { code } }"#),
    (CLINICIANS, r#"revokeCalendarFeed(input: { feedId: "cal_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"scheduleCompanionMeeting(input: { enrollmentId: "enr_#", companion: PRE_GROUP,
        localStart: "2026-04-01T18:00:00" }) { userErrors { code } }"#),
    (PLANNERS, r#"scheduleMakeup(input: { participationId: "par_#", localStart: "2026-04-01T18:00:00" })
        { userErrors { code } }"#),
    (ADMINS, r#"setStaffLanguage(input: { staffMemberId: "stf_#", language: es }) { userErrors { code } }"#),
    (ADMINS, r#"setQualifications(input: { staffMemberId: "stf_#", licences: [], certifications: [],
        availability: [] }) { userErrors { code } }"#),
    (PLANNERS, r#"setReminderPolicy(input: { name: "A", isActive: true, rules: [{ minutesBefore: 60 }] })
        { userErrors { code } }"#),
    (PLANNERS, r#"removeReminderPolicy(input: { policyId: "pol_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"pauseMails(input: { reason: "A" }) { userErrors { code } }"#),
    (PLANNERS, "resumeMails { userErrors { code } }"),
    (PLANNERS, r#"resendDelivery(input: { deliveryId: "dlv_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"closeTask(input: { taskId: "tsk_#", note: "A" }) { userErrors { code } }"#),
    (PLANNERS, r#"setWaitlistStatus(input: { id: "wle_#", rowVersion: 1, status: SCREENED })
        { userErrors { code } }"#),
    (ANYBODY, r#"signIn(input: { email: "a@example.org", password: "a" }) { userErrors { code } }"#),
    (ANYBODY, "signOut { signedOut }"),
    (PLANNERS, r#"giveBackGuestSeat(input: { participationId: "par_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"updateGroup(input: { groupId: "grp_#", rowVersion: 1, guestSeats: 2 }) { userErrors { code } }"#),
    (PLANNERS, r#"takeGuestSeat(input: { participationId: "par_#", sessionId: "ses_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"undoClientMerge(input: { mergeId: "mrg_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"undoCourseImport(input: { importId: "imp_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"undoImport(input: { importId: "imp_#" }) { userErrors { code } }"#),
    (PLANNERS, r#"updateClient(input: { id: "cli_#", rowVersion: 1 }) { userErrors { code } }"#),
    (PLANNERS, r#"updateWaitlistEntry(input: { id: "wle_#", rowVersion: 1 }) { userErrors { code } }"#),
    (ADMINS, r#"updateProgram(input: { id: "prg_#", rowVersion: 1 }) { userErrors { code } }"#),
    (ADMINS, r#"updateSite(input: { id: "sit_#", rowVersion: 1 }) { userErrors { code } }"#),
];

/// Whoever is let in is told of nothing here: nothing changes. The rights are those at the subscription's beginning, and
/// again at each delivery.
#[rustfmt::skip]
const SUBSCRIPTIONS: &[(&[Role], &str)] = &[
    (ANYBODY, "attendanceMarked { id }"),
    (ANYBODY, "dashboardChanged { noticedAt }"),
    (CLINICIANS, "riskFlagChanged { id }"),
    (CLINICIANS, "safetyNoticeChanged { id }"),
    (ANYBODY, "sessionChanged { id }"),
];

/// Roots that are refused before any one record is asked for: what they name is only read along with something new.
const WITHOUT_SUBJECT: &[&str] =
    &["availabilityGrid", "createGroup", "formGroup", "previewGroupFormation", "previewSeries"];

/// The record that a call asks for: what its refusal names.
fn subject(call: &str) -> Value {
    let root = call.split(['(', ' ']).next().unwrap();
    let first_id = || {
        let end = call.find("_#\"")?;
        call.get(end - 3..end).map(|prefix| format!("{prefix}_{NOBODY}"))
    };
    if WITHOUT_SUBJECT.contains(&root) { Value::Null } else { json!(first_id()) }
}

/// The fields of one of the schema's object types.
fn roots(type_name: &str) -> BTreeSet<String> {
    let document = parse_schema(schema_definition()).unwrap();
    let kinds = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(found) if found.node.name.node == type_name => Some(found.node.kind),
        _ => None,
    });
    let Some(TypeKind::Object(object)) = kinds.last() else { panic!("no type {type_name}") };
    object.fields.iter().map(|field| field.node.name.node.to_string()).collect()
}

fn rows(table: &[(&[Role], &str)]) -> BTreeSet<String> {
    let name = |call: &str| call.split(['(', ' ']).next().unwrap().to_owned();
    table.iter().map(|(_, call)| name(call)).collect()
}

#[test]
fn every_root_has_its_row() {
    assert_eq!(rows(QUERIES), roots("Query"));
    assert_eq!(rows(MUTATIONS), roots("Mutation"));
    assert_eq!(rows(SUBSCRIPTIONS), roots("Subscription"));
}

/// Whether the call was let in: answered, or told that there is nothing of that id. Anything else is a bad row.
#[track_caller]
fn was_let_in(call: &str, response: &Value) -> bool {
    match response["errors"][0]["extensions"]["code"].as_str() {
        None | Some("NOT_FOUND") => true,
        Some("FORBIDDEN") => false,
        Some(_) => panic!("{call}\n{response:#}"),
    }
}

async fn every_cell(clinic: &TestClinic, kind: &str, table: &[(&[Role], &str)]) {
    for role in Role::ALL.iter().copied() {
        let caller = clinic.staff(&format!("{kind} {role}"), role).await;
        for (allowed, call) in table {
            // Past every earlier event, so that the newest is this call's.
            clinic.clock.advance(Duration::from_secs(1));
            let document = format!("{kind} {{ {} }}", call.replace('#', NOBODY));
            let response = match kind {
                "subscription" => clinic.watch(&caller, &document).await,
                _ => clinic.run(&caller, &document, json!({})).await,
            };
            assert_eq!(was_let_in(call, &response), allowed.contains(&role), "{role}: {call}\n{response:#}");
            let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
            let refusal = (&newest["outcome"], &newest["actorId"], &newest["at"], &newest["subject"]);
            let expected = (
                &json!("REFUSED"),
                &json!(caller.staff_member().unwrap().to_string()),
                &json!(clinic.app.now().to_string()),
                &subject(call),
            );
            assert_eq!(refusal == expected, !allowed.contains(&role), "{role}: {call}\n{newest:#}");
        }
    }
}

both! {
    async fn every_query_lets_in_whom_the_table_says_and_records_the_others(db) {
        every_cell(&TestClinic::open_at(db, "2026-03-02T12:00:00Z").await, "query", QUERIES).await;
    }

    async fn every_mutation_lets_in_whom_the_table_says_and_records_the_others(db) {
        every_cell(&TestClinic::open_at(db, "2026-03-02T12:00:00Z").await, "mutation", MUTATIONS).await;
    }

    async fn every_subscription_lets_in_whom_the_table_says_and_records_the_others(db) {
        every_cell(&TestClinic::open_at(db, "2026-03-02T12:00:00Z").await, "subscription", SUBSCRIPTIONS).await;
    }
}
