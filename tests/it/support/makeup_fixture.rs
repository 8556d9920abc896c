//! A group of which sessions were missed, as a coordinator makes up for them.

use serde_json::{Value, json};

use super::{ScheduleFixture, TestDatabase, done};

const CANCEL: &str = include_str!("../../../graphql/operations/schedule/cancel_session.graphql");
const CORRECT_MARK: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const DOSES: &str = include_str!("../../../graphql/operations/makeups/doses.graphql");
const GIVE_BACK: &str = include_str!("../../../graphql/operations/makeups/give_back_guest_seat.graphql");
const GROUPS: &str = include_str!("../../../graphql/operations/groups/groups.graphql");
const MAKE_UP: &str = include_str!("../../../graphql/operations/makeups/schedule_makeup.graphql");
const MARK_ROSTER: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UPDATE_GROUP: &str = include_str!("../../../graphql/operations/groups/update_group.graphql");
const TAKE_SEAT: &str = include_str!("../../../graphql/operations/makeups/take_guest_seat.graphql");

/// It is Wednesday 4 March; the first of twelve Tuesdays was missed by every member.
pub(crate) struct MakeupFixture {
    pub(crate) fixture: ScheduleFixture,
    /// Everybody's place in the session that was missed.
    pub(crate) missed: Vec<Value>,
}

impl MakeupFixture {
    /// Of a closed group with so many members.
    pub(crate) async fn closed(database: TestDatabase, members: usize) -> Self {
        let mut fixture = ScheduleFixture::group_of(database, 0).await;
        fixture.group = fixture.add_group("Closed", json!({ "admission": "CLOSED" })).await;
        for number in 0..members {
            let client = fixture.add_client(&format!("Member {number}"), "America/New_York").await;
            let enrolled = done(fixture.enroll(&fixture.group, &client).await, "enrollment");
            fixture.clients.push(client);
            fixture.enrollments.push(enrolled);
        }
        fixture.commit(&fixture.series()).await;
        Self::after_the_first(fixture).await
    }

    /// Of an open group with so many members.
    pub(crate) async fn open(database: TestDatabase, members: usize) -> Self {
        Self::after_the_first(ScheduleFixture::committed(database, members).await).await
    }

    async fn after_the_first(fixture: ScheduleFixture) -> Self {
        fixture.clinic.at("2026-03-04T12:00:00Z");
        let first = fixture.sessions().await[0].clone();
        let missed = first["participations"].as_array().unwrap().clone();
        let made_up = Self { fixture, missed };
        for place in &made_up.missed {
            made_up.mark(&first["id"], &place["id"], "NO_SHOW").await;
        }
        made_up
    }

    /// A sister group that meets on Thursdays from 5 March on, led by another therapist: its id, and its sessions.
    pub(crate) async fn sister(&self, changes: Value) -> (String, Vec<Value>) {
        let fixture = &self.fixture;
        let sister = fixture.add_group("Thursdays", changes).await;
        let therapist = fixture.add_therapist("Theo").await;
        let mut input = fixture.series();
        let own = json!({ "groupId": sister, "therapistId": therapist, "weekday": "THURSDAY", "startOn": "2026-03-05" });
        input.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        input.as_object_mut().unwrap().remove("roomId");
        fixture.commit(&input).await;
        let sessions = self.sessions(json!({ "groupId": sister })).await;
        (sister, sessions)
    }

    /// Sessions in order, with their participations.
    pub(crate) async fn sessions(&self, of: Value) -> Vec<Value> {
        let mut variables = of;
        variables["first"] = json!(100);
        let answer = self.fixture.clinic.ask(SESSIONS, variables).await;
        answer["sessions"]["nodes"].as_array().unwrap().clone()
    }

    /// Marks one place.
    pub(crate) async fn mark(&self, session: &Value, place: &Value, status: &str) {
        let marks = json!([{ "participationId": place, "status": status }]);
        let input = json!({ "sessionId": session, "marks": marks });
        let answer = self.fixture.clinic.ask(MARK_ROSTER, json!({ "input": input })).await;
        assert_eq!(answer["markRoster"]["userErrors"], json!([]));
    }

    /// The payload of `scheduleMakeup` for a place, with `changes` to the input.
    pub(crate) async fn make_up(&self, place: &Value, changes: Value) -> Value {
        let mut input = json!({ "participationId": place, "localStart": "2026-03-05T10:00:00" });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        self.fixture.clinic.ask(MAKE_UP, json!({ "input": input })).await["scheduleMakeup"].clone()
    }

    /// The payload of `takeGuestSeat`.
    pub(crate) async fn take_seat(&self, place: &Value, session: &Value) -> Value {
        let input = json!({ "participationId": place, "sessionId": session });
        self.fixture.clinic.ask(TAKE_SEAT, json!({ "input": input })).await["takeGuestSeat"].clone()
    }

    /// The payload of `giveBackGuestSeat`.
    pub(crate) async fn give_back(&self, place: &Value) -> Value {
        let input = json!({ "participationId": place });
        self.fixture.clinic.ask(GIVE_BACK, json!({ "input": input })).await["giveBackGuestSeat"].clone()
    }

    /// The payload of `correctMark`.
    pub(crate) async fn correct(&self, input: Value) -> Value {
        self.fixture.clinic.ask(CORRECT_MARK, json!({ "input": input })).await["correctMark"].clone()
    }

    /// The payload of `correctMark` that takes a mark of that version back.
    pub(crate) async fn expect_again(&self, place: &Value, version: i64) -> Value {
        self.correct(json!({ "participationId": place, "expectedVersion": version, "status": "UNRECORDED" }))
            .await
    }

    /// Gives a group that nothing changed yet so many guest seats.
    pub(crate) async fn seats(&self, group: &str, seats: i64) {
        let groups = self.fixture.clinic.ask(GROUPS, json!({})).await["groups"]["nodes"].clone();
        let known = groups.as_array().unwrap().iter().find(|one| one["id"] == group).unwrap();
        let input = json!({ "groupId": group, "rowVersion": known["rowVersion"], "guestSeats": seats });
        let changed =
            self.fixture.clinic.ask(UPDATE_GROUP, json!({ "input": input })).await["updateGroup"].clone();
        assert_eq!(done(changed, "group")["guestSeats"], seats);
    }

    /// Cancels a session that nothing changed since it was listed, with another at the end if there ever is one.
    pub(crate) async fn cancel(&self, session: &Value) {
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "cancelledBy": "CLINIC" });
        let answer = self.fixture.clinic.ask(CANCEL, json!({ "input": input })).await;
        done(answer["cancelSession"].clone(), "session");
    }

    /// What a member received: attended, made up, still possible, promised.
    pub(crate) async fn dose(&self, member: usize) -> [i64; 4] {
        let answer =
            self.fixture.clinic.ask(DOSES, json!({ "clientId": self.fixture.clients[member] })).await;
        let dose = &answer["enrollments"]["nodes"][0]["dose"];
        ["attended", "madeUp", "possible", "promised"].map(|key| dose[key].as_i64().unwrap())
    }
}
