//! Taking changes of the schedule back by one call.

use serde_json::{Value, json};

use crate::support::{ClosingDesk as Desk, both, day, done, refused};

const CLOSURES: &str = include_str!("../../../graphql/operations/schedule/closures.graphql");
const RESCHEDULE: &str = include_str!("../../../graphql/operations/schedule/reschedule_session.graphql");

both! {
    async fn one_call_takes_closures_back_and_everything_stands_as_before(db) {
        let desk = Desk::with(db, 2).await;
        let (thursdays, _) = desk.another_series(json!({})).await;
        let before = (desk.dates(&desk.fixture.group).await, desk.dates(&thursdays).await);
        let closures = json!([{ "firstOn": "2026-04-07", "lastOn": "2026-04-09", "reason": "Spring break" }]);
        for resolution in ["SHIFT", "APPEND", "SKIP"] {
            let input = desk.site(closures.clone(), json!({ "resolution": resolution }));
            let (_, committed) = desk.close(&input).await;
            assert_ne!(desk.dates(&desk.fixture.group).await, before.0);
            let undone = done(desk.undo(&committed["change"], false).await, "undone");
            assert_eq!(undone["left"], json!([]));
            assert_eq!((desk.dates(&desk.fixture.group).await, desk.dates(&thursdays).await), before, "{resolution}");
            let again = done(desk.undo(&committed["change"], false).await, "undone");
            assert_eq!(again["change"], undone["change"], "taken back already, it stays so");
            let standing = desk.fixture.clinic.ask(CLOSURES, json!({})).await["closures"]["nodes"].clone();
            assert_eq!(standing, json!([]));
        }
    }

    async fn what_happened_since_is_left_and_the_rest_is_taken_back_if_asked(db) {
        let desk = Desk::with(db, 1).await;
        let (thursdays, _) = desk.another_series(json!({})).await;
        let before = desk.dates(&thursdays).await;
        let closures = json!([{ "firstOn": "2026-04-07", "lastOn": "2026-04-09", "reason": "Spring break" }]);
        let (_, committed) = desk.close(&desk.site(closures, json!({ "resolution": "SHIFT" }))).await;
        let moved = desk.fixture.sessions().await[6].clone();
        let reschedule = json!({ "input": { "sessionId": moved["id"], "rowVersion": moved["rowVersion"],
            "localStart": "2026-04-22T18:00" } });
        done(desk.fixture.clinic.ask(RESCHEDULE, reschedule).await["rescheduleSession"].clone(), "session");
        let tuesdays = desk.dates(&desk.fixture.group).await;

        let refusal = desk.undo(&committed["change"], false).await;
        assert_eq!(refused(&refusal), ("OVERTAKEN", &json!("changeId")));
        assert!(refusal["userErrors"][0]["message"].as_str().unwrap().contains("2026-04-22 18:00 (America/New_York) was changed since"));
        assert_ne!(desk.dates(&thursdays).await, before, "nothing was taken back");
        let undone = done(desk.undo(&committed["change"], true).await, "undone");
        assert_eq!(undone["left"][0]["seriesId"], moved["seriesId"]);
        assert_eq!(done(desk.undo(&committed["change"], true).await, "undone"), undone, "asked again, it says so again");
        assert_eq!(desk.dates(&thursdays).await, before);
        assert_eq!(desk.dates(&desk.fixture.group).await, tuesdays);
    }

    async fn an_edit_of_a_series_is_taken_back_by_the_same_call(db) {
        let desk = Desk::with(db, 1).await;
        let edit = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
        let look = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
        let before = desk.fixture.sessions().await;
        let input = json!({ "seriesId": before[0]["seriesId"], "scope": "ALL_FUTURE", "weekday": "FRIDAY",
            "localStart": "09:00", "count": 14 });
        let preview = desk.fixture.clinic.ask(look, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let made = desk.fixture.clinic.ask(edit, json!({ "input": input, "planHash": hash })).await;
        let change = done(made["commitSeriesEdit"].clone(), "committed")["change"].clone();
        assert_eq!(desk.dates(&desk.fixture.group).await.len(), 14);
        let promised = "SELECT planned_sessions AS n FROM enrollment";
        assert_eq!(desk.fixture.clinic.database.number(promised).await, 14, "the longer course is the promised one");
        done(desk.undo(&change, false).await, "undone");
        assert_eq!(desk.fixture.clinic.database.number(promised).await, 12);
        let starts = |sessions: &[Value]| -> Vec<Value> {
            sessions.iter().filter(|one| one["status"] != "CANCELLED").map(|one| one["startsAt"].clone()).collect()
        };
        let after = desk.fixture.sessions().await;
        assert_eq!(starts(&after), starts(&before));
        let preview = desk.fixture.clinic.ask(look, json!({ "input": input })).await;
        assert_eq!(done(preview["previewSeriesEdit"].clone(), "preview")["changes"].as_array().unwrap().len(), 11);
    }

    async fn changes_are_taken_back_one_after_the_other_newest_first(db) {
        let desk = Desk::with(db, 1).await;
        let before = desk.dates(&desk.fixture.group).await;
        let edit = desk.edit(json!({ "scope": "ALL_FUTURE", "weekday": "WEDNESDAY" })).await;
        let (_, first) = desk.close(&desk.site(day("2026-04-08"), json!({ "resolution": "SHIFT" }))).await;
        let (_, second) = desk.close(&desk.site(day("2026-04-22"), json!({ "resolution": "APPEND" }))).await;
        assert_eq!(refused(&desk.undo(&edit, false).await).0, "OVERTAKEN", "the closures came after it");
        for change in [&second["change"], &first["change"], &edit] {
            done(desk.undo(change, false).await, "undone");
        }
        assert_eq!(desk.dates(&desk.fixture.group).await, before);
    }

    async fn nothing_is_put_back_where_it_was_closed_since(db) {
        let desk = Desk::with(db, 1).await;
        let off = json!([{ "firstOn": "2026-04-06", "lastOn": "2026-04-16" }]);
        let (_, leave) = desk.close(&desk.time_off(off, json!({}))).await;
        desk.close(&desk.site(day("2026-04-07"), json!({}))).await;
        let refusal = desk.undo(&leave["change"], false).await;
        assert_eq!(refused(&refusal), ("OVERTAKEN", &json!("changeId")));
        let message = refusal["userErrors"][0]["message"].as_str().unwrap();
        assert!(message.contains("2026-04-07 18:00 (America/New_York)"), "{message}");
        let moved = desk.edit(json!({ "scope": "ALL_FUTURE", "weekday": "MONDAY" })).await;
        desk.close(&desk.site(day("2026-05-05"), json!({}))).await;
        assert_eq!(refused(&desk.undo(&moved, false).await).0, "OVERTAKEN", "5 May was a Tuesday");
    }

    async fn closures_that_concern_no_session_are_entered_taken_back_and_entered_again(db) {
        let desk = Desk::with(db, 1).await;
        let input = desk.site(day("2026-12-25"), json!({}));
        let standing = async || {
            let closures = desk.fixture.clinic.ask(CLOSURES, json!({})).await["closures"]["nodes"].clone();
            closures.as_array().unwrap().len()
        };
        for _ in 0..2 {
            let (_, committed) = desk.close(&input).await;
            assert_eq!(standing().await, 1);
            done(desk.undo(&committed["change"], false).await, "undone");
            assert_eq!(standing().await, 0);
        }
    }

    async fn a_committed_hash_is_no_other_commands(db) {
        let desk = Desk::with(db, 1).await;
        let input = desk.site(day("2026-04-07"), json!({}));
        let preview = done(desk.preview(&input).await, "preview");
        done(desk.commit(&input, &preview["hash"]).await, "committed");
        let other = desk.site(day("2026-04-14"), json!({}));
        assert_eq!(refused(&desk.commit(&other, &preview["hash"]).await), ("STALE", &json!("planHash")));
        let edit = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
        let series = desk.fixture.sessions().await[0]["seriesId"].clone();
        let later = json!({ "seriesId": series, "scope": "ALL_FUTURE", "localStart": "19:00" });
        let variables = json!({ "input": later, "planHash": preview["hash"] });
        let payload = desk.fixture.clinic.ask(edit, variables).await["commitSeriesEdit"].clone();
        assert_eq!(refused(&payload).0, "STALE");
    }
}
