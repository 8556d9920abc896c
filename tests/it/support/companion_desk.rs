//! A group whose program asks for companion meetings, as a coordinator sees to them.

use serde_json::{Value, json};

use super::{ScheduleFixture, TestDatabase, done};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const LIST: &str = include_str!("../../../graphql/operations/companions/companion_meetings.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const SCHEDULE: &str =
    include_str!("../../../graphql/operations/companions/schedule_companion_meeting.graphql");

/// Sixteen Tuesdays of an IPT-G group from 10 March to 23 June; it is Monday 2 March.
pub(crate) struct CompanionDesk {
    pub(crate) fixture: ScheduleFixture,
}

impl CompanionDesk {
    /// Of a group with so many members.
    pub(crate) async fn with(db: TestDatabase, members: usize) -> Self {
        let mut fixture = ScheduleFixture::group_of(db, 0).await;
        let program = fixture.program("IPT-G").await;
        fixture.group = fixture.add_group("Alone too", json!({ "programId": program })).await;
        for number in 0..members {
            let client = fixture.add_client(&format!("Member {number}"), "America/New_York").await;
            let enrolled = done(fixture.enroll(&fixture.group, &client).await, "enrollment");
            fixture.clients.push(client);
            fixture.enrollments.push(enrolled);
        }
        let mut series = fixture.series();
        (series["startOn"], series["plannedCount"]) = (json!("2026-03-10"), json!(16));
        fixture.commit(&series).await;
        Self { fixture }
    }

    /// A member's enrollment.
    pub(crate) fn member(&self, number: usize) -> &Value {
        &self.fixture.enrollments[number]["id"]
    }

    /// What `companionMeetings` answers.
    pub(crate) async fn list(&self, of: Value) -> Vec<Value> {
        let answer = self.fixture.clinic.ask(LIST, of).await;
        answer["companionMeetings"].as_array().unwrap().clone()
    }

    /// A member's meeting of that kind, as it is listed.
    pub(crate) async fn meeting(&self, number: usize, kind: &str) -> Value {
        let all = self.list(json!({ "enrollmentId": self.member(number) })).await;
        all.into_iter().find(|one| one["kind"] == kind).unwrap()
    }

    /// The payload of `scheduleCompanionMeeting` for a member, with `changes` to the input.
    pub(crate) async fn schedule(
        &self,
        number: usize,
        companion: &str,
        local_start: &str,
        changes: Value,
    ) -> Value {
        let mut input =
            json!({ "enrollmentId": self.member(number), "companion": companion, "localStart": local_start });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let answer = self.fixture.clinic.ask(SCHEDULE, json!({ "input": input })).await;
        answer["scheduleCompanionMeeting"].clone()
    }

    /// What `previewSeriesEdit` shows.
    pub(crate) async fn preview(&self, input: &Value) -> Value {
        let answer = self.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        done(answer["previewSeriesEdit"].clone(), "preview")
    }

    /// Edits a series: what its preview showed.
    pub(crate) async fn edit(&self, input: Value) -> Value {
        let preview = self.preview(&input).await;
        let variables = json!({ "input": input, "planHash": preview["hash"] });
        let committed = self.fixture.clinic.ask(COMMIT_EDIT, variables).await;
        done(committed["commitSeriesEdit"].clone(), "committed");
        preview
    }

    /// Marks the only place in a meeting.
    pub(crate) async fn attend(&self, meeting: &Value) {
        let document = "query ($id: ID!) { node(id: $id) { ... on Session { participations { id } } } }";
        let place = self.fixture.clinic.ask(document, json!({ "id": meeting["id"] })).await;
        let marks =
            json!([{ "participationId": place["node"]["participations"][0]["id"], "status": "ATTENDED" }]);
        let input = json!({ "sessionId": meeting["id"], "marks": marks });
        let answer = self.fixture.clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }

    /// Further members, whose enrollments nobody asks for.
    pub(crate) async fn add_members(&self, many: usize) {
        for number in 0..many {
            let client = self.fixture.add_client(&format!("Further {number}"), "UTC").await;
            done(self.fixture.enroll(&self.fixture.group, &client).await, "enrollment");
        }
    }

    /// Cancels a meeting that nothing changed since it was listed.
    pub(crate) async fn cancel(&self, session: &Value) {
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "cancelledBy": "CLINIC" });
        let answer = self.fixture.clinic.ask(CANCEL, json!({ "input": input })).await;
        done(answer["cancelSession"].clone(), "session");
    }

    /// Ends a member's enrollment, completed or not.
    pub(crate) async fn end(&self, number: usize, completed: bool) {
        let clinic = &self.fixture.clinic;
        let document = "query ($id: ID!) { node(id: $id) { ... on Enrollment { rowVersion } } }";
        let version =
            clinic.ask(document, json!({ "id": self.member(number) })).await["node"]["rowVersion"].clone();
        let input = json!({ "enrollmentId": self.member(number), "rowVersion": version, "completed": completed, "agreed": true });
        done(clinic.ask(END, json!({ "input": input })).await["endEnrollment"].clone(), "enrollment");
    }
}
