//! Closures and time off where people look for a time: in the week, and among free slots.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const COMMIT: &str = include_str!("../../../graphql/operations/schedule/commit_closures.graphql");
const FREE_SLOTS: &str = include_str!("../../../graphql/operations/schedule/free_slots.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week_with_conflicts.graphql");

impl ScheduleFixture {
    /// Closes the site, or gives the therapist time off, on that day.
    async fn close(&self, of: Value, day: &str) {
        let mut input = json!({ "closures": [{ "firstOn": day, "reason": "Flood" }] });
        input.as_object_mut().unwrap().extend(of.as_object().unwrap().clone());
        let preview = self.clinic.ask(PREVIEW, json!({ "input": input })).await;
        let hash = done(preview["previewClosures"].clone(), "preview")["hash"].clone();
        let variables = json!({ "input": input, "planHash": hash });
        done(self.clinic.ask(COMMIT, variables).await["commitClosures"].clone(), "committed");
    }

    /// The kinds of conflicts of the sessions in that week, each with its message.
    async fn spoken_against(&self, starting_on: &str) -> Vec<(String, String)> {
        let variables = json!({ "startingOn": starting_on, "zone": "America/New_York" });
        let week = self.clinic.ask(WEEK, variables).await["week"].clone();
        let conflicts = week.as_array().unwrap().iter().flat_map(|one| one["conflicts"].as_array().unwrap());
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        conflicts.map(|one| (text(&one["kind"]), text(&one["message"]))).collect()
    }
}

both! {
    async fn the_week_says_which_session_was_moved_into_a_closed_time(db) {
        let fixture = ScheduleFixture::committed(db, 3).await;
        fixture.close(json!({ "siteId": fixture.site }), "2026-03-12").await;
        fixture.close(json!({ "therapistId": fixture.therapist }), "2026-03-12").await;
        assert_eq!(fixture.spoken_against("2026-03-09").await, []);
        let session = fixture.sessions().await[1].clone();
        let input = json!({ "sessionId": session["id"], "rowVersion": session["rowVersion"], "localStart": "2026-03-12T18:00" });
        done(fixture.clinic.ask(RESCHEDULE, json!({ "input": input })).await["rescheduleSession"].clone(), "session");
        let found = fixture.spoken_against("2026-03-09").await;
        let kinds: Vec<&str> = found.iter().map(|(kind, _)| kind.as_str()).collect();
        assert_eq!(kinds, ["SITE_CLOSED", "THERAPIST_AWAY"]);
        assert_eq!(found[0].1, "The site is closed (2026-03-12, America/New_York): Flood");
    }

    async fn free_slots_go_round_closures_and_time_off_and_say_which_weeks_are_missed(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        fixture.close(json!({ "siteId": fixture.site }), "2026-03-24").await;
        fixture.close(json!({ "therapistId": fixture.therapist }), "2026-03-31").await;
        let ask = async |missed: u8, people: Value| {
            let mut input = json!({ "weeks": 6, "weekdays": ["TUESDAY"], "earliest": "18:00", "latest": "19:00",
                "minutes": 50, "stepMinutes": 60, "weeksMissed": missed, "startOn": "2026-03-03" });
            input.as_object_mut().unwrap().extend(people.as_object().unwrap().clone());
            done(fixture.clinic.ask(FREE_SLOTS, json!({ "input": input })).await["freeSlots"].clone(), "found")
        };
        let all = json!({ "groupId": fixture.group, "therapistIds": [fixture.therapist], "roomId": fixture.room });
        assert_eq!(ask(1, all.clone()).await["slots"], json!([]));
        let found = ask(2, all).await;
        let missed: Vec<_> = found["slots"][0]["missed"].as_array().unwrap().iter()
            .map(|week| (week["ordinal"].as_i64().unwrap(), week["obstacles"][0]["holderKind"].as_str().unwrap(),
                week["obstacles"][0]["kind"].as_str().unwrap()))
            .collect();
        assert_eq!(missed, [(4, "ROOM", "SITE_CLOSED"), (5, "THERAPIST", "AWAY")]);
        let of_group = ask(1, json!({ "groupId": fixture.group })).await;
        assert_eq!(of_group["slots"][0]["missed"][0]["obstacles"][0]["kind"], "SITE_CLOSED");
        let of_nobodys_site = ask(0, json!({ "clientIds": fixture.clients })).await;
        assert_eq!(of_nobodys_site["slots"].as_array().unwrap().len(), 1, "nothing says which site it would be");
    }
}
