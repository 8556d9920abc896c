//! What the lists cost: as many statements for one row as for a page full of them.

use serde_json::json;

use crate::support::{Course, TestClinic, both};

const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");

/// The flags with whom they speak of.
const WORKLIST: &str = "query ($first: Int) {
    riskFlags(first: $first) { nodes { id kind evidence enrollment { id client { preferredName zone } } } }
}";

const BY_INITIALS: &str = "query ($first: Int) {
    sessions(first: $first) { nodes { id attendanceByInitials { initials status } group { memberInitials } } }
}";

const BRIEF_FORMS: &str = "query ($first: Int) {
    enrollments(first: $first) { nodes { id briefForm { state reason formerPlannedSessions } } }
}";

/// A list's root, its document, and whether a course gives it rows.
const LISTS: &[(&str, &str, bool)] = &[
    ("calendarFeeds", include_str!("../../../graphql/operations/calendars/calendar_feeds.graphql"), false),
    ("clients", include_str!("../../../graphql/operations/clients/clients.graphql"), true),
    ("enrollments", include_str!("../../../graphql/operations/groups/enrollments.graphql"), true),
    (
        "enrollments",
        include_str!("../../../graphql/operations/dashboards/enrollment_attrition.graphql"),
        true,
    ),
    ("enrollments", include_str!("../../../graphql/operations/makeups/doses.graphql"), true),
    ("enrollments", BRIEF_FORMS, true),
    (
        "groupAttendance",
        include_str!("../../../graphql/operations/attendance/group_attendance.graphql"),
        true,
    ),
    ("groups", include_str!("../../../graphql/operations/groups/groups.graphql"), true),
    ("programs", include_str!("../../../graphql/operations/programs/programs.graphql"), false),
    (
        "reminderDeliveries",
        include_str!("../../../graphql/operations/reminders/reminder_deliveries.graphql"),
        false,
    ),
    ("riskFlags", include_str!("../../../graphql/operations/risk/risk_flags.graphql"), true),
    ("riskFlags", WORKLIST, true),
    ("rooms", include_str!("../../../graphql/operations/clinics/rooms.graphql"), false),
    ("sessions", include_str!("../../../graphql/operations/schedule/sessions.graphql"), true),
    ("sessions", BY_INITIALS, true),
    ("safetyNotices", include_str!("../../../graphql/operations/measures/safety_notices.graphql"), false),
    ("sites", include_str!("../../../graphql/operations/clinics/sites.graphql"), false),
    (
        "unrecordedSessions",
        include_str!("../../../graphql/operations/attendance/unrecorded_sessions.graphql"),
        true,
    ),
    ("waitlist", include_str!("../../../graphql/operations/waitlist/waitlist.graphql"), false),
];

/// How many rows a list has, at most a page of them, and the statements it takes.
async fn cost(clinic: &TestClinic, root: &str, document: &str) -> (usize, u64) {
    let before = clinic.app.statement_count();
    let answer = clinic.ask(document, json!({ "first": 100 })).await;
    (answer[root]["nodes"].as_array().unwrap().len(), clinic.app.statement_count() - before)
}

async fn costs(clinic: &TestClinic) -> Vec<(usize, u64)> {
    let mut costs = Vec::new();
    for (root, document, _) in LISTS {
        costs.push(cost(clinic, root, document).await);
    }
    costs
}

/// A course whose members have all missed two of three sessions; the third is over and not marked.
async fn course(clinic: &TestClinic, members: usize) -> Course {
    let course = clinic.course(&format!("A group of {members}"), members, 3).await;
    for week in 0..2 {
        clinic.at_the_end_of(&course, week);
        clinic.ask(MARK_ROSTER, course.roster(week, &"N".repeat(members))).await;
    }
    clinic.at_the_end_of(&course, 2);
    course
}

both! {
    async fn a_list_takes_as_many_statements_for_one_row_as_for_a_page(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        course(&clinic, 1).await;
        let small = costs(&clinic).await;
        course(&clinic, 50).await;
        let large = costs(&clinic).await;
        for (((root, _, grows), (rows, statements)), (more_rows, as_many)) in LISTS.iter().zip(small).zip(large) {
            assert_eq!(statements, as_many, "{root}");
            assert!(!grows || (rows > 0 && more_rows > rows), "{root}: {rows} rows, then {more_rows}");
            // Two of them for the audit log, where the list shows clients: whose the enrollments are, and the row.
            assert!((1..=7).contains(&statements), "{root}: {statements}");
        }
    }
}
