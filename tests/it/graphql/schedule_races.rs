//! Many coordinators at once over the same hours: nobody is in two places, and nobody's change is lost.

use std::collections::HashMap;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const CLOSE: &str = include_str!("../../../graphql/operations/schedule/commit_closures.graphql");
const COMMIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const CREATE: &str = include_str!("../../../graphql/operations/schedule/create_series.graphql");
const CORRECT: &str = include_str!("../../../graphql/operations/attendance/correct_mark.graphql");
const LOOK_CLOSE: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const LOOK_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const LOOK_SERIES: &str = include_str!("../../../graphql/operations/schedule/preview_series.graphql");
const MARK: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/schedule/undo_schedule_change.graphql");

const WRITERS: usize = 32;
const GROUPS: usize = 6;

/// How often each session was changed by somebody who was told that it was.
type Changes = HashMap<String, i64>;

struct Race {
    fixture: ScheduleFixture,
    groups: Vec<String>,
}

impl Race {
    /// The payload of a field, of a request that did not fail: a refusal is an answer.
    async fn ask(&self, document: &str, variables: Value, field: &str) -> Value {
        self.fixture.clinic.ask(document, variables).await[field].clone()
    }

    async fn sessions(&self, group: &str) -> Vec<Value> {
        let answer = self.fixture.clinic.ask(SESSIONS, json!({ "groupId": group, "first": 100 })).await;
        answer["sessions"]["nodes"].as_array().unwrap().clone()
    }

    /// What a writer does in its turn; answers which sessions it changed.
    async fn act(&self, writer: usize, turn: usize) -> Vec<String> {
        let group = &self.groups[(writer + turn) % GROUPS];
        let sessions = self.sessions(group).await;
        let planned: Vec<&Value> = sessions.iter().filter(|one| one["status"] == "PLANNED").collect();
        let hour = 9 + (writer * 7 + turn * 5) % 8;
        match (writer + turn) % 5 {
            _ if planned.is_empty() => self.create(group, hour).await,
            0 => self.reschedule(planned[writer % planned.len()], hour).await,
            1 => self.edit(planned[turn % planned.len()], hour).await,
            2 => self.close_and_undo(writer).await,
            3 => self.excuse(planned[(writer + turn) % planned.len()]).await,
            _ => self.create(group, hour).await,
        }
    }

    async fn reschedule(&self, session: &Value, hour: usize) -> Vec<String> {
        let date = &session["localStart"].as_str().unwrap()[..10];
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"],
            "localStart": format!("{date}T{hour:02}:15") });
        let payload = self.ask(RESCHEDULE, json!({ "input": input }), "rescheduleSession").await;
        if payload["session"].is_null() { Vec::new() } else { vec![text(&session["id"])] }
    }

    async fn edit(&self, first: &Value, hour: usize) -> Vec<String> {
        let input = json!({ "seriesId": first["seriesId"], "scope": "ALL_FUTURE", "includesExceptions": true,
            "localStart": format!("{hour:02}:15") });
        let look = self.ask(LOOK_EDIT, json!({ "input": input }), "previewSeriesEdit").await;
        if look["preview"].is_null() {
            return Vec::new();
        }
        let variables = json!({ "input": input, "planHash": look["preview"]["hash"] });
        let payload = self.ask(COMMIT, variables, "commitSeriesEdit").await;
        if payload["committed"].is_null() { Vec::new() } else { ids(&look["preview"]["changes"]) }
    }

    async fn close_and_undo(&self, writer: usize) -> Vec<String> {
        let day = format!("2026-04-{:02}", 1 + writer % 28);
        let input = json!({ "siteId": self.fixture.site, "resolution": "SHIFT",
            "closures": [{ "firstOn": day, "reason": "Flood" }] });
        let look = self.ask(LOOK_CLOSE, json!({ "input": input }), "previewClosures").await;
        if look["preview"].is_null() {
            return Vec::new();
        }
        let variables = json!({ "input": input, "planHash": look["preview"]["hash"] });
        let payload = self.ask(CLOSE, variables, "commitClosures").await;
        if payload["committed"].is_null() {
            return Vec::new();
        }
        let impacts = look["preview"]["impacts"]["nodes"].as_array().unwrap().clone();
        let changed: Vec<String> = impacts.iter().flat_map(|one| ids(&one["changes"])).collect();
        let undo = json!({ "input": { "changeId": payload["committed"]["change"]["id"] } });
        let undone = self.ask(UNDO, undo, "undoScheduleChange").await;
        if undone["undone"].is_null() { changed } else { [changed.clone(), changed].concat() }
    }

    /// Says that the client is excused, which changes no session, and takes that back.
    async fn excuse(&self, session: &Value) -> Vec<String> {
        let place = &session["participations"][0]["id"];
        let marks = json!([{ "participationId": place, "status": "EXCUSED", "reason": "TRAVEL" }]);
        let input = json!({ "sessionId": session["id"], "marks": marks });
        let marked = self.ask(MARK, json!({ "input": input }), "markRoster").await;
        if !marked["participations"].is_null() {
            let version = &marked["participations"][0]["attendance"]["version"];
            let input =
                json!({ "participationId": place, "expectedVersion": version, "status": "UNRECORDED" });
            self.ask(CORRECT, json!({ "input": input }), "correctMark").await;
        }
        Vec::new()
    }

    async fn create(&self, group: &str, hour: usize) -> Vec<String> {
        let mut input = self.fixture.series();
        for (field, value) in [
            ("groupId", json!(group)),
            ("localStart", json!(format!("{hour:02}:30"))),
            ("startOn", json!("2026-03-30")),
            ("weekday", json!("WEDNESDAY")),
        ] {
            input[field] = value;
        }
        let look = self.ask(LOOK_SERIES, json!({ "input": input }), "previewSeries").await;
        let variables = json!({ "input": input, "planHash": look["preview"]["hash"] });
        self.ask(CREATE, variables, "createSeries").await;
        Vec::new()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn ids(changes: &Value) -> Vec<String> {
    changes.as_array().unwrap().iter().map(|one| text(&one["sessionId"])).collect()
}

both! {
    async fn thirty_two_writers_leave_no_overlap_and_no_lost_change(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let mut groups = Vec::new();
        for number in 0..GROUPS {
            let group = fixture.add_group(&format!("Group {number}"), json!({})).await;
            let client = fixture.add_client(&format!("Client {number}"), "Europe/London").await;
            done(fixture.enroll(&group, &client).await, "enrollment");
            let mut input = fixture.series();
            input["groupId"] = json!(group);
            input["localStart"] = json!(format!("{:02}:00", 8 + 2 * number));
            fixture.commit(&input).await;
            groups.push(group);
        }
        fixture.clinic.at("2026-03-02T12:01:00Z");
        let race = Race { fixture, groups };
        let writers = (0..WRITERS).map(async |writer| {
            let mut changed = Vec::new();
            for turn in 0..2 {
                // Whoever is told that a plan is stale looks again, a few times.
                for _ in 0..4 {
                    let some = race.act(writer, turn).await;
                    changed.extend(some.iter().cloned());
                    if !some.is_empty() {
                        break;
                    }
                }
            }
            changed
        });
        let mut changes = Changes::new();
        for session in join_all(writers).await.into_iter().flatten() {
            *changes.entry(session).or_default() += 1;
        }
        assert!(changes.len() > 5, "they were in each other's way, and not only that: {}", changes.len());

        let database = &race.fixture.clinic.database;
        let overlaps = "SELECT COUNT(*) AS n FROM occupancy one JOIN occupancy other \
            ON one.clinic_id = other.clinic_id AND one.holder_kind = other.holder_kind AND one.holder_id = other.holder_id \
            AND one.id < other.id AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at";
        assert_eq!(database.number(overlaps).await, 0);
        let untrue = "SELECT COUNT(*) AS n FROM session JOIN occupancy \
            ON occupancy.clinic_id = session.clinic_id AND occupancy.session_id = session.id \
            WHERE session.status = 'CANCELLED' OR session.starts_at <> occupancy.starts_at OR session.ends_at <> occupancy.ends_at";
        assert_eq!(database.number(untrue).await, 0);
        let unheld = "SELECT COUNT(*) AS n FROM session WHERE status <> 'CANCELLED' AND (SELECT COUNT(*) FROM occupancy \
            WHERE occupancy.clinic_id = session.clinic_id AND occupancy.session_id = session.id) <> 3";
        assert_eq!(database.number(unheld).await, 0, "therapist, room and client");
        for group in &race.groups {
            for session in race.sessions(group).await {
                let known = changes.get(session["id"].as_str().unwrap()).copied().unwrap_or(0);
                let version = session["rowVersion"].as_i64().unwrap();
                assert_eq!(version, 1 + known, "{session}: every change that was answered is there, and no other");
            }
        }
    }

    async fn a_series_of_sixty_weeks_is_previewed_edited_and_closed_as_any_other(db) {
        let fixture = ScheduleFixture::group_of(db, 2).await;
        let programs = "treatment_program";
        // No program is that long: the bounds are a clinic's own to set.
        fixture.clinic.database.execute(&format!("UPDATE {programs} SET max_sessions = 60")).await;
        let mut input = fixture.series();
        input["plannedCount"] = json!(60);
        let preview = done(fixture.preview(&input).await, "preview");
        assert_eq!(preview["sessions"].as_array().unwrap().len(), 60);
        assert_eq!(preview["sessions"][59]["localStart"], "2027-04-20T18:00:00");
        let series = done(fixture.create(&input, &preview["hash"]).await, "series");
        let race = Race { groups: vec![fixture.group.clone()], fixture };
        let edit = json!({ "seriesId": series["id"], "scope": "ALL_FUTURE", "localStart": "17:00" });
        let look = done(race.ask(LOOK_EDIT, json!({ "input": edit }), "previewSeriesEdit").await, "preview");
        assert_eq!(look["changes"].as_array().unwrap().len(), 60);
        let variables = json!({ "input": edit, "planHash": look["hash"] });
        done(race.ask(COMMIT, variables, "commitSeriesEdit").await, "committed");
        let longer = json!({ "seriesId": series["id"], "scope": "ALL_FUTURE", "count": 61 });
        let refusal = race.ask(LOOK_EDIT, json!({ "input": longer }), "previewSeriesEdit").await;
        assert_eq!(refusal["userErrors"][0]["field"], "count");
        let all_christmas = json!({ "siteId": race.fixture.site, "closures": [{ "firstOn": "2026-12-20",
            "lastOn": "2027-01-03", "reason": "Christmas" }], "resolution": "SHIFT" });
        let look = done(race.ask(LOOK_CLOSE, json!({ "input": all_christmas }), "previewClosures").await, "preview");
        let variables = json!({ "input": all_christmas, "planHash": look["hash"] });
        done(race.ask(CLOSE, variables, "commitClosures").await, "committed");
        let sessions = race.sessions(&race.groups[0]).await;
        let standing = sessions.iter().filter(|one| one["status"] == "PLANNED").count();
        assert_eq!((sessions.len(), standing), (60, 60));
        assert_eq!(sessions[59]["localStart"], "2027-05-04T17:00:00");
    }
}
