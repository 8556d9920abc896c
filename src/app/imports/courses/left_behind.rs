//! What the audit log and the feed are told of imported courses.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::write::Made;
use crate::app::records::Done;
use crate::domain::attendance::Participation;
use crate::domain::ids::SessionId;
use crate::domain::imports::{CourseImport, CourseImportCounts};
use crate::domain::waitlist::WaitlistEntry;

/// One event for each record that a command of its own would have made: group, enrollments, series, marked rosters.
pub(super) fn of_course(made: &Made, waited: &[WaitlistEntry], import: &CourseImport) -> Vec<Done> {
    let Made { group, enrollments, series, sessions, places: _, marked } = made;
    let import = import.id.to_string();
    let mut done = Vec::new();
    if let Some(group) = group {
        done.push(event("createGroup", group.id, json!({ "import": import })));
    }
    for enrollment in enrollments {
        let client = enrollment.client_id.to_string();
        let mut details = json!({ "client": client, "import": import });
        let entry = waited.iter().find(|entry| entry.client_id == enrollment.client_id);
        if let Some(entry) = entry {
            details["waitlistEntry"] = json!(entry.id.to_string());
        }
        done.push(match enrollment.group_id {
            Some(group) => {
                details["group"] = json!(group.to_string());
                event("enrollClient", enrollment.id, details)
            }
            None => event("createTreatment", enrollment.id, details),
        });
    }
    done.push(event("createSeries", series.id, json!({ "sessions": sessions.len(), "import": import })));
    for ended in enrollments.iter().filter(|enrollment| enrollment.ended_at.is_some()) {
        let client = ended.client_id.to_string();
        let details = json!({ "client": client, "status": ended.status.word(), "import": import });
        done.push(event("endEnrollment", ended.id, details));
    }
    let cancelled = sessions.iter().filter_map(|session| Some((session.id, session.cancelled_by?)));
    for (session, by) in cancelled {
        done.push(event("cancelSession", session, json!({ "cancelledBy": by.word(), "import": import })));
    }
    let mut rosters: BTreeMap<SessionId, Vec<&Participation>> = BTreeMap::new();
    for place in marked {
        rosters.entry(place.session_id).or_default().push(place);
    }
    for (session, places) in rosters {
        let marks: Vec<Value> = places.iter().map(|place| mark(place)).collect();
        done.push(event("markRoster", session, json!({ "marks": marks, "import": import })));
    }
    done
}

fn mark(place: &Participation) -> Value {
    json!({
        "client": place.client_id.to_string(),
        "participation": place.id.to_string(),
        "version": place.current.version,
    })
}

/// What is worth knowing of an import as a whole.
pub(super) fn whole_import(import: &CourseImport) -> Value {
    let CourseImportCounts {
        groups,
        treatments,
        enrollments,
        sessions,
        marks,
        accepted_entries,
        likely_duplicates,
        refused_rows,
    } = import.counts;
    json!({
        "groups": groups,
        "treatments": treatments,
        "enrollments": enrollments,
        "sessions": sessions,
        "marks": marks,
        "acceptedEntries": accepted_entries,
        "likelyDuplicates": likely_duplicates,
        "refusedRows": refused_rows,
    })
}

pub(super) fn event(operation: &'static str, subject: impl ToString, details: Value) -> Done {
    Done { operation, subject: subject.to_string(), details }
}
