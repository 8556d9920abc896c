//! A course of which some sessions are over, as its therapist looks at the brief form.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{ScheduleFixture, TestDatabase, done};

const ACCEPT: &str = include_str!("../../../graphql/operations/brief_form/accept_brief_form.graphql");
const DECLINE: &str = include_str!("../../../graphql/operations/brief_form/decline_brief_form.graphql");
const DOSES: &str = include_str!("../../../graphql/operations/makeups/doses.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/brief_form/preview_brief_form.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/brief_form/undo_brief_form.graphql");

/// Twelve Tuesdays at 18:00 in New York from 3 March on.
pub(crate) struct BriefDesk {
    pub(crate) fixture: ScheduleFixture,
    /// Whose sessions are listed: a group's, or one client's own.
    of: Value,
    /// The enrollment that is looked at, and its client.
    pub(crate) enrollment: String,
    pub(crate) client: String,
}

impl BriefDesk {
    /// An individual treatment.
    pub(crate) async fn treatment(database: TestDatabase) -> Self {
        let fixture = ScheduleFixture::group_of(database, 0).await;
        let client = fixture.add_client("Kim", "America/New_York").await;
        let treatment = fixture.add_treatment(&client).await;
        let mut input = fixture.series();
        let own = json!({ "enrollmentId": treatment["id"], "groupId": null });
        input.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        fixture.commit(&input).await;
        let enrollment = treatment["id"].as_str().unwrap().to_owned();
        Self { fixture, of: json!({ "enrollmentId": enrollment }), enrollment, client }
    }

    /// A group with so many members; the first of them is looked at.
    pub(crate) async fn group(database: TestDatabase, members: usize) -> Self {
        let fixture = ScheduleFixture::committed(database, members).await;
        let enrollment = fixture.enrollments[0]["id"].as_str().unwrap().to_owned();
        let (of, client) = (json!({ "groupId": fixture.group }), fixture.clients[0].clone());
        Self { fixture, of, enrollment, client }
    }

    /// All sessions in order, with their participations.
    pub(crate) async fn sessions(&self) -> Vec<Value> {
        let mut variables = self.of.clone();
        variables["first"] = json!(100);
        let answer = self.fixture.clinic.ask(SESSIONS, variables).await;
        answer["sessions"]["nodes"].as_array().unwrap().clone()
    }

    /// The sessions' statuses for the client who is looked at, in order: `-` cancelled, `.` unrecorded, `x` not expected, or
    /// the mark's first letter.
    pub(crate) async fn marks(&self) -> String {
        let sessions = self.sessions().await;
        sessions.iter().map(|session| self.letter(session, &self.enrollment)).collect()
    }

    /// The same of another enrollment.
    pub(crate) async fn marks_of(&self, enrollment: &Value) -> String {
        let sessions = self.sessions().await;
        sessions.iter().map(|session| self.letter(session, enrollment.as_str().unwrap())).collect()
    }

    fn letter(&self, session: &Value, enrollment: &str) -> char {
        if session["status"] == "CANCELLED" {
            return '-';
        }
        let places = session["participations"].as_array().unwrap();
        let Some(place) = places.iter().find(|place| place["enrollmentId"] == enrollment) else { return ' ' };
        match place["attendance"]["status"].as_str().unwrap() {
            "UNRECORDED" => '.',
            "NOT_EXPECTED" => 'x',
            other => other.chars().next().unwrap(),
        }
    }

    /// Marks everybody at the first sessions, each an hour after it began: `A` attended, `N` no show, `.` nothing; the clock
    /// stands after the last of them.
    pub(crate) async fn mark(&self, letters: &str) {
        for (session, letter) in self.sessions().await.iter().zip(letters.chars()) {
            self.at_the_end_of(session);
            let status = match letter {
                'A' => "ATTENDED",
                'N' => "NO_SHOW",
                '.' => continue,
                other => panic!("no mark is written `{other}`"),
            };
            self.mark_session(session, status).await;
        }
    }

    /// The clock stands two hours after a session began.
    pub(crate) fn at_the_end_of(&self, session: &Value) {
        let starts_at: Timestamp = session["startsAt"].as_str().unwrap().parse().unwrap();
        self.fixture.clinic.clock.set(starts_at + SignedDuration::from_hours(2));
    }

    /// Marks one member of the group at a session, as `mark` does.
    pub(crate) async fn mark_member(&self, session: &Value, member: usize, letter: u8) {
        let status = match letter {
            b'A' => "ATTENDED",
            b'N' => "NO_SHOW",
            _ => return,
        };
        let of = &self.fixture.enrollments[member]["id"];
        let places = session["participations"].as_array().unwrap();
        let place = places.iter().find(|place| place["enrollmentId"] == *of).unwrap();
        let marks = json!([{ "participationId": place["id"], "status": status }]);
        let input = json!({ "sessionId": session["id"], "marks": marks });
        let answer = self.fixture.clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }

    /// Marks everybody who is expected at a session.
    pub(crate) async fn mark_session(&self, session: &Value, status: &str) {
        let places = session["participations"].as_array().unwrap().iter();
        let expected = places.filter(|place| place["attendance"]["status"] == "UNRECORDED");
        let marks: Vec<Value> =
            expected.map(|place| json!({ "participationId": place["id"], "status": status })).collect();
        if marks.is_empty() {
            return;
        }
        let input = json!({ "sessionId": session["id"], "marks": marks });
        let answer = self.fixture.clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }

    fn input(&self) -> Value {
        json!({ "enrollmentId": self.enrollment })
    }

    /// The payload of `previewBriefForm`.
    pub(crate) async fn look(&self) -> Value {
        self.fixture.clinic.ask(PREVIEW, json!({ "input": self.input() })).await["previewBriefForm"].clone()
    }

    /// What it shows.
    pub(crate) async fn preview(&self) -> Value {
        done(self.look().await, "preview")
    }

    /// The payload of `acceptBriefForm`.
    pub(crate) async fn commit(&self, hash: &Value) -> Value {
        let variables = json!({ "input": self.input(), "planHash": hash });
        self.fixture.clinic.ask(ACCEPT, variables).await["acceptBriefForm"].clone()
    }

    /// Previews and accepts: the enrollment.
    pub(crate) async fn accept(&self) -> Value {
        let hash = self.preview().await["hash"].clone();
        done(self.commit(&hash).await, "enrollment")
    }

    /// The payload of `declineBriefForm`.
    pub(crate) async fn decline(&self, input: Value) -> Value {
        self.fixture.clinic.ask(DECLINE, json!({ "input": input })).await["declineBriefForm"].clone()
    }

    /// The payload of `undoBriefForm`.
    pub(crate) async fn undo(&self) -> Value {
        self.fixture.clinic.ask(UNDO, json!({ "input": self.input() })).await["undoBriefForm"].clone()
    }

    /// What the client received: attended, made up, still possible, promised.
    pub(crate) async fn dose(&self) -> [i64; 4] {
        let answer = self.fixture.clinic.ask(DOSES, json!({ "clientId": self.client })).await;
        let dose = &answer["enrollments"]["nodes"][0]["dose"];
        ["attended", "madeUp", "possible", "promised"].map(|key| dose[key].as_i64().unwrap())
    }
}
