//! A clinic with something to schedule: a therapist, a room, and a group with members and a weekly series.

use std::time::Duration;

use roundel::domain::access::{Actor, Caller, Role};
use serde_json::{Value, json};

use super::{TestClinic, TestDatabase};

const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const CREATE_GROUP: &str = include_str!("../../../graphql/operations/groups/create_group.graphql");
const CREATE_ROOM: &str = include_str!("../../../graphql/operations/clinics/create_room.graphql");
const CREATE_SERIES: &str = include_str!("../../../graphql/operations/schedule/create_series.graphql");
const CREATE_TREATMENT: &str = include_str!("../../../graphql/operations/groups/create_treatment.graphql");
const ENROLL: &str = include_str!("../../../graphql/operations/groups/enroll_client.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_series.graphql");
const PROGRAMS: &str = include_str!("../../../graphql/operations/programs/programs.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const SITES: &str = include_str!("../../../graphql/operations/clinics/sites.graphql");

/// The clinic's clock stands at noon, UTC, on the Monday before the first session.
const MONDAY: &str = "2026-03-02T12:00:00Z";

/// A clinic in New York on Monday 2 March 2026, with a therapist, a room, and an open group of up to twelve.
pub(crate) struct ScheduleFixture {
    pub(crate) clinic: TestClinic,
    pub(crate) site: String,
    pub(crate) therapist: String,
    pub(crate) room: String,
    pub(crate) group: String,
    /// The members, in the order in which they joined.
    pub(crate) clients: Vec<String>,
    /// Their enrollments, in the same order.
    pub(crate) enrollments: Vec<Value>,
}

impl ScheduleFixture {
    /// The group has `members` members and no series yet.
    pub(crate) async fn group_of(database: TestDatabase, members: usize) -> Self {
        let clinic = TestClinic::open_at(database, MONDAY).await;
        let site = text(&clinic.ask(SITES, json!({})).await["sites"]["nodes"][0]["id"]);
        let empty = String::new;
        let (clients, enrollments) = (Vec::new(), Vec::new());
        let mut fixture =
            Self { clinic, site, therapist: empty(), room: empty(), group: empty(), clients, enrollments };
        fixture.therapist = fixture.add_therapist("Tess").await;
        fixture.room = fixture.add_room("Blue").await;
        fixture.group = fixture.add_group("Tuesdays", json!({})).await;
        for number in 0..members {
            let client = fixture.add_client(&format!("Client {number}"), "America/New_York").await;
            let enrolled = done(fixture.enroll(&fixture.group, &client).await, "enrollment");
            fixture.clients.push(client);
            fixture.enrollments.push(enrolled);
        }
        fixture
    }

    /// The group has `members` members and twelve sessions: Tuesdays at 18:00 from 3 March on.
    pub(crate) async fn committed(database: TestDatabase, members: usize) -> Self {
        let fixture = Self::group_of(database, members).await;
        fixture.commit(&fixture.series()).await;
        fixture
    }

    /// The input of the group's series: twelve Tuesdays at 18:00 in New York, of an hour and a half.
    pub(crate) fn series(&self) -> Value {
        json!({
            "groupId": self.group, "therapistId": self.therapist, "roomId": self.room, "weekday": "TUESDAY",
            "localStart": "18:00", "zone": "America/New_York", "startOn": "2026-03-03", "minutes": 90,
            "plannedCount": 12,
        })
    }

    /// The payload of `previewSeries`.
    pub(crate) async fn preview(&self, input: &Value) -> Value {
        self.clinic.ask(PREVIEW, json!({ "input": input })).await["previewSeries"].clone()
    }

    /// The payload of `createSeries`.
    pub(crate) async fn create(&self, input: &Value, hash: &Value) -> Value {
        let variables = json!({ "input": input, "planHash": hash });
        self.clinic.ask(CREATE_SERIES, variables).await["createSeries"].clone()
    }

    /// Previews and creates: the new series.
    pub(crate) async fn commit(&self, input: &Value) -> Value {
        let preview = done(self.preview(input).await, "preview");
        done(self.create(input, &preview["hash"]).await, "series")
    }

    /// The group's sessions in order, with their participations.
    pub(crate) async fn sessions(&self) -> Vec<Value> {
        let answer = self.clinic.ask(SESSIONS, json!({ "groupId": self.group, "first": 100 })).await;
        answer["sessions"]["nodes"].as_array().unwrap().clone()
    }

    /// A new therapist's id.
    pub(crate) async fn add_therapist(&self, name: &str) -> String {
        let caller = self.clinic.staff(name, Role::Therapist).await;
        caller.staff_member().unwrap().to_string()
    }

    /// The therapist who leads the group, as a caller.
    pub(crate) fn leader(&self) -> Caller {
        let actor = Actor::Staff(self.therapist.parse().unwrap());
        Caller { actor, role: Role::Therapist, ..self.clinic.admin.clone() }
    }

    /// A new room's id.
    pub(crate) async fn add_room(&self, name: &str) -> String {
        let input = json!({ "siteId": self.site, "name": name, "capacity": 12 });
        let answer = self.clinic.ask(CREATE_ROOM, json!({ "input": input })).await;
        text(&done(answer["createRoom"].clone(), "room")["id"])
    }

    /// A new client's id.
    pub(crate) async fn add_client(&self, name: &str, zone: &str) -> String {
        self.clinic.clock.advance(Duration::from_millis(1));
        let input = json!({ "preferredName": name, "language": "en", "zone": zone });
        let answer = self.clinic.ask(CREATE_CLIENT, json!({ "input": input })).await;
        text(&done(answer["createClient"].clone(), "client")["id"])
    }

    /// A new open group's id: of the weekly group program (12 to 16 sessions, at most twelve members), with
    /// `changes` to the input.
    pub(crate) async fn add_group(&self, name: &str, changes: Value) -> String {
        self.clinic.clock.advance(Duration::from_millis(1));
        let mut input = json!({ "programId": self.program("IPT-GROUP").await, "siteId": self.site, "name": name,
            "admission": "OPEN" });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.clinic.ask(CREATE_GROUP, json!({ "input": input })).await;
        text(&done(answer["createGroup"].clone(), "group")["id"])
    }

    /// The payload of `enrollClient`.
    pub(crate) async fn enroll(&self, group: &str, client: &str) -> Value {
        self.clinic.clock.advance(Duration::from_millis(1));
        let input = json!({ "groupId": group, "clientId": client });
        self.clinic.ask(ENROLL, json!({ "input": input })).await["enrollClient"].clone()
    }

    /// A new individual treatment of twelve sessions: its enrollment.
    pub(crate) async fn add_treatment(&self, client: &str) -> Value {
        self.clinic.clock.advance(Duration::from_millis(1));
        let input = json!({ "clientId": client, "programId": self.program("IPT").await, "siteId": self.site,
            "plannedSessions": 12 });
        let answer = self.clinic.ask(CREATE_TREATMENT, json!({ "input": input })).await;
        done(answer["createTreatment"].clone(), "enrollment")
    }

    /// The id of one of the programs that every clinic has.
    pub(crate) async fn program(&self, code: &str) -> String {
        let programs = self.clinic.ask(PROGRAMS, json!({})).await["programs"]["nodes"].clone();
        text(&programs.as_array().unwrap().iter().find(|one| one["code"] == code).unwrap()["id"])
    }
}

/// What a mutation's payload holds, of one that was not refused.
#[track_caller]
pub(crate) fn done(payload: Value, field: &str) -> Value {
    assert_eq!(payload["userErrors"], json!([]), "{payload:#}");
    payload[field].clone()
}

/// Why a payload was refused: the code, and the field it names (or null).
#[track_caller]
pub(crate) fn refused(payload: &Value) -> (&str, &Value) {
    let error = &payload["userErrors"][0];
    (error["code"].as_str().unwrap_or_else(|| panic!("not refused: {payload:#}")), &error["field"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
