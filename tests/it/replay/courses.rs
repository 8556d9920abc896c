//! The groups of the file on the calendar, set up and marked as a clinic does: through the API.

use std::collections::HashMap;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::calendar::{self, MEMBERS, MINUTES, WEEKS, ZONE};
use super::expected::Row;
use crate::support::{ScheduleFixture, TestDatabase, done};

const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const COMMIT_CLIENTS: &str = include_str!("../../../graphql/operations/imports/commit_import.graphql");
const COMMIT_COURSES: &str = include_str!("../../../graphql/operations/imports/commit_course_import.graphql");
const GROUPS: &str = include_str!("../../../graphql/operations/groups/groups.graphql");
const PREVIEW_CLIENTS: &str = include_str!("../../../graphql/operations/imports/preview_import.graphql");
const PREVIEW_COURSES: &str =
    include_str!("../../../graphql/operations/imports/preview_course_import.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");

/// A clinic with all its groups.
pub(super) struct Courses {
    pub(super) fixture: ScheduleFixture,
    pub(super) groups: Vec<Course>,
}

/// One group.
pub(super) struct Course {
    pub(super) id: String,
    /// Its members' enrollments, in the order of the file.
    pub(super) enrollments: Vec<String>,
    /// Its sessions in order.
    sessions: Vec<Session>,
}

struct Session {
    id: String,
    /// Each member's participation, in the order of the file.
    places: Vec<String>,
}

impl Courses {
    /// Enrolls everybody and puts every session on the calendar, in the week before the first one.
    pub(super) async fn begin(database: TestDatabase, rows: &[Row]) -> Self {
        let fixture = ScheduleFixture::group_of(database, 0).await;
        fixture.clinic.at("2026-09-07T12:00:00Z");
        let mut groups = Vec::new();
        for (number, members) in rows.chunks(MEMBERS).enumerate() {
            groups.push(fixture.begin_course(number, members.len()).await);
        }
        Self { fixture, groups }
    }

    /// The same clinic, which kept its first `weeks` weeks in a spreadsheet and brings them in once those are over.
    pub(super) async fn brought_in(database: TestDatabase, rows: &[Row], weeks: usize) -> Self {
        let fixture = ScheduleFixture::group_of(database, 0).await;
        let last = rows.chunks(MEMBERS).len() - 1;
        let last_start = (0..=last).map(|group| calendar::starts_at(group, weeks - 1)).max().unwrap();
        fixture.clinic.at(&(last_start + SignedDuration::from_hours(12)).to_string());
        let clients =
            (0..rows.len()).map(|row| format!("{row},{},en,{}\n", calendar::name(row), calendar::zone(row)));
        let clients = format!("external_id,preferred_name,language,zone\n{}", clients.collect::<String>());
        let input = json!({ "importId": fixture.clinic.upload(&clients).await });
        let preview =
            fixture.clinic.ask(PREVIEW_CLIENTS, json!({ "input": input })).await["previewImport"].clone();
        let hash = done(preview, "preview")["hash"].clone();
        let import = fixture.clinic.ask(COMMIT_CLIENTS, json!({ "input": input, "planHash": hash })).await;
        done(import["commitImport"].clone(), "clientImport");

        let input = json!({ "importId": fixture.clinic.upload(&spreadsheet(rows, weeks)).await });
        let preview =
            fixture.clinic.ask(PREVIEW_COURSES, json!({ "input": input })).await["previewCourseImport"]
                .clone();
        let hash = done(preview, "preview")["hash"].clone();
        let import = fixture.clinic.ask(COMMIT_COURSES, json!({ "input": input, "planHash": hash })).await;
        let counts = done(import["commitCourseImport"].clone(), "courseImport")["counts"].clone();
        let marks: usize = rows.iter().map(|row| row.marks.len().min(weeks)).sum();
        assert_eq!((&counts["sessions"], &counts["marks"]), (&json!(WEEKS * (last + 1)), &json!(marks)));

        let listed = fixture.clinic.ask(GROUPS, json!({ "first": 100 })).await["groups"]["nodes"].clone();
        let mut groups = Vec::new();
        for (number, members) in rows.chunks(MEMBERS).enumerate() {
            let name = format!("Group {number}");
            let group =
                listed.as_array().unwrap().iter().find(|group| group["name"] == name.as_str()).unwrap();
            let enrolled = group["enrollments"].as_array().unwrap();
            let of_row = |row| {
                let is_of = |one: &&Value| one["client"]["preferredName"] == calendar::name(row).as_str();
                text(&enrolled.iter().find(is_of).unwrap()["id"])
            };
            let enrollments: Vec<String> = (number * MEMBERS..).take(members.len()).map(of_row).collect();
            let id = text(&group["id"]);
            let sessions = fixture.sessions_of(&id, &enrollments).await;
            assert_eq!(sessions.len(), WEEKS);
            groups.push(Course { id, enrollments, sessions });
        }
        Self { fixture, groups }
    }

    /// Marks a group's roster of a week, all at once; whoever is not observed any more stays unrecorded.
    pub(super) async fn mark(&self, group: usize, week: usize, rows: &[Row]) {
        let session = &self.groups[group].sessions[week];
        let members = rows.chunks(MEMBERS).nth(group).unwrap();
        let mark = |(place, row): (&String, &Row)| {
            let status = if *row.marks.get(week)? { "ATTENDED" } else { "NO_SHOW" };
            Some(json!({ "participationId": place, "status": status }))
        };
        let marks: Vec<Value> = session.places.iter().zip(members).filter_map(mark).collect();
        let input = json!({ "sessionId": session.id, "marks": marks });
        let answer = self.fixture.clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        let marked = done(answer["markRoster"].clone(), "participations");
        assert_eq!(marked.as_array().unwrap().len(), marks.len());
    }
}

/// What a clinic's spreadsheet says of the first weeks: a row for each member and session.
fn spreadsheet(rows: &[Row], weeks: usize) -> String {
    let mut text =
        "group,program,planned_sessions,date,start,minutes,therapist,room,client,attendance\n".to_owned();
    for (number, row) in rows.iter().enumerate() {
        for week in 0..weeks {
            let group = number / MEMBERS;
            let local = calendar::local_start(group, week);
            let mark = match row.marks.get(week) {
                Some(true) => "ATTENDED",
                Some(false) => "NO_SHOW",
                None => "",
            };
            text += &format!(
                "Group {group},IPT-GROUP,{WEEKS},{},{},{MINUTES},Tess,Blue,{number},{mark}\n",
                local.date(),
                local.time().strftime("%H:%M")
            );
        }
    }
    text
}

impl ScheduleFixture {
    async fn begin_course(&self, number: usize, members: usize) -> Course {
        let sizes = json!({ "admission": "CLOSED", "maxSize": MEMBERS });
        let id = self.add_group(&format!("Group {number}"), sizes).await;
        let mut enrollments = Vec::new();
        for row in (number * MEMBERS..).take(members) {
            let client = self.add_reachable_client(row).await;
            enrollments.push(text(&done(self.enroll(&id, &client).await, "enrollment")["id"]));
        }
        self.commit(&json!({
            "groupId": id, "therapistId": self.therapist, "roomId": self.room,
            "weekday": calendar::weekday(number), "localStart": calendar::start(number).to_string(), "zone": ZONE,
            "startOn": calendar::FIRST_MONDAY.to_string(), "minutes": MINUTES, "plannedCount": WEEKS,
        }))
        .await;
        let sessions = self.sessions_of(&id, &enrollments).await;
        assert_eq!(sessions.len(), WEEKS);
        Course { id, enrollments, sessions }
    }

    async fn add_reachable_client(&self, row: usize) -> String {
        let input = json!({
            "preferredName": calendar::name(row), "email": calendar::address(row), "emailConsent": true,
            "language": "en", "zone": calendar::zone(row),
        });
        let answer = self.clinic.ask(CREATE_CLIENT, json!({ "input": input })).await;
        text(&done(answer["createClient"].clone(), "client")["id"])
    }

    async fn sessions_of(&self, group: &str, enrollments: &[String]) -> Vec<Session> {
        let answer = self.clinic.ask(SESSIONS, json!({ "groupId": group, "first": 100 })).await;
        let session = |node: &Value| {
            let places = node["participations"].as_array().unwrap().iter();
            let of_enrollment: HashMap<&str, &Value> =
                places.map(|place| (place["enrollmentId"].as_str().unwrap(), &place["id"])).collect();
            let places =
                enrollments.iter().map(|enrollment| text(of_enrollment[enrollment.as_str()])).collect();
            Session { id: text(&node["id"]), places }
        };
        answer["sessions"]["nodes"].as_array().unwrap().iter().map(session).collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
