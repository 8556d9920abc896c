//! Who sees readings, and what of them has to be looked at now.

use roundel::domain::access::Role;
use serde_json::{Value, json};

use super::measures::{
    CORRECT, COURSE, MEASURES, RECORD, clinic, correction, phq9, phq9_with_item9, record, recorded,
};
use crate::support::{Course, TestClinic, both};

const NOTICES: &str = include_str!("../../../graphql/operations/measures/safety_notices.graphql");
pub(super) const ACKNOWLEDGE: &str =
    include_str!("../../../graphql/operations/measures/acknowledge_safety_notice.graphql");
const REOPEN: &str = include_str!("../../../graphql/operations/measures/reopen_safety_notice.graphql");
const UPDATE_SITE: &str = include_str!("../../../graphql/operations/clinics/update_site.graphql");
const SITES: &str = include_str!("../../../graphql/operations/clinics/sites.graphql");

pub(super) async fn notices(clinic: &TestClinic) -> Vec<Value> {
    clinic.ask(NOTICES, json!({})).await["safetyNotices"]["nodes"].as_array().unwrap().clone()
}

/// The payload of `reopenSafetyNotice`, for the therapist of that course.
async fn reopen(clinic: &TestClinic, course: &Course, notice: &Value, reason: &str) -> Value {
    let input = json!({ "input": { "noticeId": notice, "reason": reason } });
    clinic.run(&course.therapist, REOPEN, input).await["data"]["reopenSafetyNotice"].clone()
}

both! {
    async fn item_9_is_told_at_once_whatever_the_total(db) {
        let (clinic, course) = clinic(db).await;
        let site = clinic.ask(SITES, json!({})).await["sites"]["nodes"][0].clone();
        let lines = json!({ "input": { "id": site["id"], "rowVersion": 1, "crisisLines": "Call 988." } });
        clinic.ask(UPDATE_SITE, lines).await;
        assert!(record(&clinic, phq9(&course, "2026-03-09", "PRE", 27)).await["safetyNotice"].is_null());
        let answer = record(&clinic, phq9_with_item9(&course, "2026-03-16", 1)).await;
        let notice = &answer["safetyNotice"];
        let message = notice["message"].as_str().unwrap();
        assert!(message.contains("several days. Look at it now and speak with the client."), "{message}");
        assert_eq!((&notice["crisisLines"], &notice["state"]), (&json!("Call 988."), &json!("OPEN")));
        let again = record(&clinic, phq9_with_item9(&course, "2026-03-16", 1)).await;
        assert_eq!(again["safetyNotice"], *notice, "the same reading tells it again");
        let open = notices(&clinic).await;
        assert_eq!((open.len(), &open[0]["id"]), (1, &notice["id"]));
        assert_eq!(open[0]["enrollment"]["client"]["preferredName"], "Kim");
    }

    async fn a_notice_is_open_until_somebody_looked_at_it_or_the_reading_is_corrected(db) {
        let (clinic, course) = clinic(db).await;
        let first = record(&clinic, phq9_with_item9(&course, "2026-03-09", 2)).await;
        let second = record(&clinic, phq9_with_item9(&course, "2026-03-16", 1)).await;
        let ids: Vec<_> = notices(&clinic).await.iter().map(|one| one["id"].clone()).collect();
        assert_eq!(ids, [second["safetyNotice"]["id"].clone(), first["safetyNotice"]["id"].clone()], "newest first");

        let seen = json!({ "input": { "noticeId": ids[1], "note": "Spoke with Kim; safety plan agreed." } });
        let answer = clinic.run(&course.therapist, ACKNOWLEDGE, seen.clone()).await["data"]["acknowledgeSafetyNotice"].clone();
        assert_eq!(answer["notice"]["acknowledgedById"], course.therapist.staff_member().unwrap().to_string());
        let again = clinic.run(&course.therapist, ACKNOWLEDGE, seen).await["data"]["acknowledgeSafetyNotice"].clone();
        assert_eq!(again, answer);
        let other = json!({ "input": { "noticeId": ids[1], "note": "Another" } });
        let other = clinic.ask(ACKNOWLEDGE, other).await["acknowledgeSafetyNotice"].clone();
        assert_eq!(other["userErrors"][0]["code"], "ALREADY_ACKNOWLEDGED");

        let mut total_alone = correction(&course, &second["measure"], "2026-03-16", 1);
        total_alone["input"].as_object_mut().unwrap().remove("items");
        total_alone["input"]["total"] = json!(9);
        let refused = clinic.ask(CORRECT, total_alone).await["correctMeasure"]["userErrors"][0].clone();
        assert_eq!((&refused["code"], &refused["field"]), (&json!("ITEM9_DROPPED"), &json!("items")), "{refused:#}");
        assert_eq!(notices(&clinic).await.len(), 1, "the answer stands");

        let mut correction = correction(&course, &second["measure"], "2026-03-16", 0);
        correction["input"]["note"] = json!("entered for item 8");
        let corrected = clinic.ask(CORRECT, correction).await["correctMeasure"].clone();
        assert!(corrected["safetyNotice"].is_null(), "{corrected:#}");
        assert_eq!(notices(&clinic).await, Vec::<Value>::new());
        let late = json!({ "input": { "noticeId": ids[0], "note": "Too late" } });
        let late = clinic.ask(ACKNOWLEDGE, late).await["acknowledgeSafetyNotice"].clone();
        assert_eq!(late["userErrors"][0]["code"], "WITHDRAWN");
    }

    async fn what_was_acknowledged_by_mistake_is_reopened_with_what_was_written_kept(db) {
        let (clinic, course) = clinic(db).await;
        let recorded = record(&clinic, phq9_with_item9(&course, "2026-03-09", 2)).await;
        let id = recorded["safetyNotice"]["id"].clone();
        assert_eq!(reopen(&clinic, &course, &id, "Early").await["userErrors"][0]["code"], "NOT_ACKNOWLEDGED");
        let seen = json!({ "input": { "noticeId": id, "note": "Wrong click" } });
        clinic.run(&course.therapist, ACKNOWLEDGE, seen.clone()).await;
        assert_eq!(notices(&clinic).await, Vec::<Value>::new());

        let reopened = reopen(&clinic, &course, &id, "That was another client").await;
        let notice = &reopened["notice"];
        assert_eq!((&notice["id"], &notice["state"], &notice["note"]), (&id, &json!("OPEN"), &Value::Null), "{reopened:#}");
        let kept = &notice["reopenings"][0];
        assert_eq!((&kept["note"], &kept["reason"]), (&json!("Wrong click"), &json!("That was another client")));
        assert_eq!(kept["acknowledgedById"], course.therapist.staff_member().unwrap().to_string());
        assert_eq!(reopen(&clinic, &course, &id, "That was another client").await, reopened, "sent again");
        assert_eq!(reopen(&clinic, &course, &id, "Another").await["userErrors"][0]["code"], "NOT_ACKNOWLEDGED");
        assert_eq!(notices(&clinic).await[0]["id"], id);
        let events = clinic.audit_events(json!({ "first": 20 })).await;
        let done = |operation: &str| {
            events.iter().filter(|event| event["operation"] == operation && event["kind"] == "ACTION").count()
        };
        assert_eq!((done("acknowledgeSafetyNotice"), done("reopenSafetyNotice")), (1, 1));

        // A worse answer raises another; the one that was looked at is not wanted beside it.
        clinic.run(&course.therapist, ACKNOWLEDGE, seen).await;
        let worse = correction(&course, &recorded["measure"], "2026-03-09", 3);
        let worse = clinic.ask(CORRECT, worse).await["correctMeasure"].clone();
        assert_eq!(reopen(&clinic, &course, &id, "Again").await["userErrors"][0]["code"], "ANOTHER_OPEN", "{worse:#}");
        let mut none = correction(&course, &worse["measure"], "2026-03-09", 0);
        none["input"]["note"] = json!("another client's");
        clinic.ask(CORRECT, none).await;
        assert_eq!(reopen(&clinic, &course, &id, "Again").await["userErrors"][0]["code"], "WITHDRAWN");
    }

    async fn a_therapist_sees_and_records_only_whom_they_lead(db) {
        let (clinic, course) = clinic(db).await;
        let measure = recorded(&clinic, phq9_with_item9(&course, "2026-03-09", 2)).await;
        let other = clinic.course("Thursdays", 1, 2).await.therapist;
        let variables = json!({ "enrollmentId": course.enrollments[0].to_string() });
        for (document, variables) in [
            (MEASURES, variables.clone()),
            (RECORD, phq9(&course, "2026-03-16", "SESSION", 3)),
            (CORRECT, json!({ "input": { "measureId": measure["id"], "expectedVersion": 1, "takenOn": "2026-03-09",
                "occasion": "PRE", "total": 3 } })),
        ] {
            let answer = clinic.run(&other, document, variables).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer:#}");
        }
        assert_eq!(clinic.run(&other, NOTICES, json!({})).await["data"]["safetyNotices"]["nodes"], json!([]));
        let node = format!("{{ node(id: {}) {{ id }} }}", measure["id"]);
        assert_eq!(clinic.run(&other, &node, json!({})).await["data"]["node"], Value::Null);
        assert_eq!(clinic.run(&course.therapist, &node, json!({})).await["data"]["node"]["id"], measure["id"]);
        let own = clinic.run(&course.therapist, COURSE, variables.clone()).await;
        assert_eq!(own["data"]["node"]["measures"][0]["readings"][0]["measure"]["id"], measure["id"]);
        let viewer = clinic.staff("Viewer", Role::Viewer).await;
        let answer = clinic.run(&viewer, MEASURES, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "FORBIDDEN", "{answer:#}");
    }

    async fn the_audit_log_tells_who_recorded_and_not_what(db) {
        let (clinic, course) = clinic(db).await;
        let measure = recorded(&clinic, phq9_with_item9(&course, "2026-03-09", 2)).await;
        let events = clinic.audit_events(json!({ "first": 20 })).await;
        let is_of_it = |event: &&Value| event["operation"] == "recordMeasure" && event["subject"] == measure["id"];
        let event = events.iter().find(is_of_it).unwrap();
        let details = event["details"].to_string();
        assert!(details.contains("cli_") && details.contains("sfn_") && !details.contains("total"), "{details}");
        let (enrollment, id) = (course.enrollments[0], &measure["id"]);
        for (root, call) in [
            ("measures", format!(r#"measures(enrollmentId: "{enrollment}") {{ nodes {{ total }} }}"#)),
            ("measureHistory", format!("measureHistory(measureId: {id}) {{ note }}")),
            ("evaluations", format!(r#"evaluations(enrollmentId: "{enrollment}") {{ pre {{ state }} }}"#)),
            ("safetyNotices", "safetyNotices { nodes { answer } }".to_owned()),
        ] {
            clinic.clock.advance(std::time::Duration::from_secs(1));
            clinic.ask(&format!("{{ {call} }}"), json!({})).await;
            let newest = &clinic.audit_events(json!({ "first": 1 })).await[0];
            let client = newest["clientIds"][0].as_str().unwrap_or_default();
            assert_eq!((&newest["operation"], &newest["kind"]), (&json!(root), &json!("READ")), "{newest:#}");
            assert!(details.contains(client) && client.starts_with("cli_"), "{newest:#}");
        }
    }
}
