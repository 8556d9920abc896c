//! A coordinator's desk for closures and time off, and for taking changes of the schedule back.

use serde_json::{Value, json};

use super::{ScheduleFixture, TestDatabase, done};

const COMMIT: &str = include_str!("../../../graphql/operations/schedule/commit_closures.graphql");
const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/schedule/undo_schedule_change.graphql");

/// Twelve Tuesdays of two clients, the first of them over: it is Wednesday 4 March. The last is on 19 May.
pub(crate) struct ClosingDesk {
    pub(crate) fixture: ScheduleFixture,
}

impl ClosingDesk {
    pub(crate) async fn with(db: TestDatabase, clients: usize) -> Self {
        let fixture = ScheduleFixture::committed(db, clients).await;
        fixture.clinic.at("2026-03-04T12:00:00Z");
        Self { fixture }
    }

    /// Another group with a series of its own: Thursdays of another therapist.
    pub(crate) async fn another_series(&self, changes: Value) -> (String, Value) {
        let fixture = &self.fixture;
        let group = fixture.add_group("Thursdays", json!({})).await;
        let therapist = fixture.add_therapist("Thea").await;
        let mut input = fixture.series();
        let own = json!({ "groupId": group, "therapistId": therapist, "roomId": null, "weekday": "THURSDAY",
            "startOn": "2026-03-05" });
        for changes in [own, changes] {
            input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        }
        (group, fixture.commit(&input).await)
    }

    /// The input: a site's closures.
    pub(crate) fn site(&self, closures: Value, changes: Value) -> Value {
        let mut input = json!({ "siteId": self.fixture.site, "closures": closures });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        input
    }

    /// The input: the therapist's time off.
    pub(crate) fn time_off(&self, closures: Value, changes: Value) -> Value {
        let mut input = json!({ "therapistId": self.fixture.therapist, "closures": closures });
        input.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        input
    }

    /// The payload of `previewClosures`, each of its lists as the first page has it.
    pub(crate) async fn preview(&self, input: &Value) -> Value {
        unpaged(self.fixture.clinic.ask(PREVIEW, json!({ "input": input })).await["previewClosures"].clone())
    }

    pub(crate) async fn commit(&self, input: &Value, hash: &Value) -> Value {
        let variables = json!({ "input": input, "planHash": hash });
        self.fixture.clinic.ask(COMMIT, variables).await["commitClosures"].clone()
    }

    /// Previews and commits; answers the preview and what was entered.
    pub(crate) async fn close(&self, input: &Value) -> (Value, Value) {
        let preview = done(self.preview(input).await, "preview");
        let committed = done(self.commit(input, &preview["hash"]).await, "committed");
        (preview, committed)
    }

    pub(crate) async fn undo(&self, change: &Value, partly: bool) -> Value {
        let input = json!({ "changeId": change["id"], "partly": partly });
        self.fixture.clinic.ask(UNDO, json!({ "input": input })).await["undoScheduleChange"].clone()
    }

    /// The dates of a group's sessions that take place, in order.
    pub(crate) async fn dates(&self, group: &str) -> Vec<String> {
        let answer = self.fixture.clinic.ask(SESSIONS, json!({ "groupId": group, "first": 100 })).await;
        let sessions = answer["sessions"]["nodes"].as_array().unwrap().clone();
        let standing = sessions.iter().filter(|session| session["status"] != "CANCELLED");
        standing.map(|session| session["localStart"].as_str().unwrap()[..10].to_owned()).collect()
    }

    /// Edits the group's series: what takes that back.
    pub(crate) async fn edit(&self, edit: Value) -> Value {
        let series = self.fixture.sessions().await[0]["seriesId"].clone();
        self.edit_series(&series, edit).await
    }

    /// Edits that series: what takes that back.
    pub(crate) async fn edit_series(&self, series: &Value, edit: Value) -> Value {
        let mut input = json!({ "seriesId": series });
        input.as_object_mut().unwrap().extend(edit.as_object().unwrap().clone());
        let clinic = &self.fixture.clinic;
        let preview = clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let variables = json!({ "input": input, "planHash": hash });
        let made = clinic.ask(COMMIT_EDIT, variables).await["commitSeriesEdit"].clone();
        done(made, "committed")["change"].clone()
    }
}

/// A payload of `previewClosures` with the nodes of its pages as lists.
pub(crate) fn unpaged(mut payload: Value) -> Value {
    for list in ["impacts", "conflicts", "mails"] {
        if let Some(page) = payload["preview"].get_mut(list) {
            *page = page["nodes"].take();
        }
    }
    payload
}

/// A day on which a site is closed.
pub(crate) fn day(date: &str) -> Value {
    json!([{ "firstOn": date, "reason": "Holiday" }])
}
