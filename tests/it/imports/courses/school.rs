//! A clinic whose group and treatment have run for four weeks on paper.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, TestDatabase, done};

const COMMIT: &str = include_str!("../../../../graphql/operations/imports/commit_course_import.graphql");
const CREATE_CLIENT: &str = include_str!("../../../../graphql/operations/clients/create_client.graphql");
const GROUPS: &str = include_str!("../../../../graphql/operations/groups/groups.graphql");
pub(super) const PREVIEW: &str =
    include_str!("../../../../graphql/operations/imports/preview_course_import.graphql");
const UNDO: &str = include_str!("../../../../graphql/operations/imports/undo_course_import.graphql");

/// Thursday 26 March 2026, 8 in the morning in New York; clocks went forward on the 8th.
pub(super) const THURSDAY: &str = "2026-03-26T12:00:00Z";

pub(super) const HEADER: &str = "group,program,planned_sessions,date,start,therapist,room,client,attendance,notice_given_at,absence_reason";

/// Four Tuesdays of a group: A comes, B stays away after the first time, C joined a week later. And a treatment.
pub(crate) const ROWS: [&str; 13] = [
    "Evening,IPT-GROUP,12,2026-03-03,18:00,Tess,Blue,A-1,ATTENDED,,",
    "Evening,IPT-GROUP,12,2026-03-03,18:00,Tess,Blue,B-2,ATTENDED,,",
    "Evening,IPT-GROUP,12,2026-03-10,18:00,Tess,Blue,A-1,ATTENDED,,",
    "Evening,IPT-GROUP,12,2026-03-10,18:00,Tess,Blue,B-2,NO_SHOW,,",
    "Evening,IPT-GROUP,12,2026-03-10,18:00,Tess,Blue,C-3,ATTENDED,,",
    "Evening,IPT-GROUP,12,2026-03-17,18:00,Tess,Blue,A-1,EXCUSED,,TRAVEL",
    "Evening,IPT-GROUP,12,2026-03-17,18:00,Tess,Blue,B-2,NO_SHOW,,",
    "Evening,IPT-GROUP,12,2026-03-17,18:00,Tess,Blue,C-3,CANCELLED_BY_CLIENT,2026-03-17 09:00,WORK",
    "Evening,IPT-GROUP,12,2026-03-24,18:00,Tess,Blue,A-1,ATTENDED,,",
    "Evening,IPT-GROUP,12,2026-03-24,18:00,Tess,Blue,B-2,NO_SHOW,,",
    "Evening,IPT-GROUP,12,2026-03-24,18:00,Tess,Blue,C-3,,,",
    ",IPT-B,8,2026-03-18,09:00,Tess,,D-4,ATTENDED,,",
    ",IPT-B,8,2026-03-25,09:00,Tess,,D-4,NO_SHOW,,",
];

/// The tables that an import of courses writes to, but those that keep what was done.
const TABLES: [&str; 9] = [
    "therapy_group",
    "enrollment",
    "session_series",
    "session",
    "participation",
    "attendance_mark",
    "occupancy",
    "risk_flag",
    "course_import_series",
];

pub(crate) struct School {
    pub(crate) fixture: ScheduleFixture,
    /// The ids of the clients A-1 to D-4.
    pub(crate) clients: Vec<String>,
}

impl School {
    pub(crate) async fn on(db: TestDatabase) -> Self {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut clients = Vec::new();
        for number in ["A-1", "B-2", "C-3", "D-4"] {
            let input = json!({ "preferredName": format!("Client {number}"), "externalId": number, "language": "en",
                "zone": "America/New_York" });
            let made = fixture.clinic.ask(CREATE_CLIENT, json!({ "input": input })).await;
            let client = done(made["createClient"].clone(), "client");
            clients.push(client["id"].as_str().unwrap().to_owned());
        }
        fixture.clinic.at(THURSDAY);
        Self { fixture, clients }
    }

    /// Uploads a file of the sample's header: the input of the import's operations.
    pub(crate) async fn upload(&self, rows: &[&str]) -> Value {
        let text = format!("{HEADER}\n{}\n", rows.join("\n"));
        json!({ "importId": self.fixture.clinic.upload(&text).await })
    }

    /// The payload of `previewCourseImport`.
    pub(crate) async fn preview(&self, input: &Value) -> Value {
        self.fixture.clinic.ask(PREVIEW, json!({ "input": input })).await["previewCourseImport"].clone()
    }

    /// The payload of `commitCourseImport`.
    pub(super) async fn commit(&self, input: &Value, hash: &Value) -> Value {
        let variables = json!({ "input": input, "planHash": hash });
        self.fixture.clinic.ask(COMMIT, variables).await["commitCourseImport"].clone()
    }

    /// Previews and commits: the input, and the import.
    pub(crate) async fn bring_in(&self, rows: &[&str]) -> (Value, Value) {
        let input = self.upload(rows).await;
        let preview = done(self.preview(&input).await, "preview");
        let import = done(self.commit(&input, &preview["hash"]).await, "courseImport");
        (input, import)
    }

    /// The payload of `undoCourseImport`.
    pub(crate) async fn undo(&self, input: &Value) -> Value {
        let input = json!({ "importId": input["importId"] });
        self.fixture.clinic.ask(UNDO, json!({ "input": input })).await["undoCourseImport"].clone()
    }

    /// The group of that name.
    pub(super) async fn group(&self, name: &str) -> Option<Value> {
        let groups = self.fixture.clinic.ask(GROUPS, json!({})).await["groups"]["nodes"].clone();
        groups.as_array().unwrap().iter().find(|group| group["name"] == name).cloned()
    }

    /// How many rows each of the tables has.
    pub(super) async fn traces(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in TABLES {
            let sql = format!("SELECT COUNT(*) AS n FROM {table}");
            counts.push(self.fixture.clinic.database.number(&sql).await);
        }
        counts
    }
}
