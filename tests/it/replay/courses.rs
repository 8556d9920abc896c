//! The groups of the file on the calendar, set up and marked as a clinic does: through the API.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::calendar::{self, MEMBERS, MINUTES, WEEKS, ZONE};
use super::expected::Row;
use crate::support::{ScheduleFixture, TestDatabase, done};

const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
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
