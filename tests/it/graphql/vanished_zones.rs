//! Stored time zones that the compiled-in data lack: whoever meets one hears whose it is, and an edit gives a series another.

use serde_json::{Value, json};

use crate::support::{ClosingDesk as Desk, both, day, done, refused};

const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/schedule/undo_schedule_change.graphql");
const WEEK: &str = include_str!("../../../graphql/operations/schedule/week.graphql");

/// The week of 9 March, as the desk asks for it.
async fn week(desk: &Desk) -> Value {
    let variables = json!({ "startingOn": "2026-03-09", "zone": "America/New_York" });
    desk.fixture.clinic.run(&desk.fixture.clinic.admin, WEEK, variables).await
}

async fn edited(desk: &Desk, input: &Value) -> Value {
    desk.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await["previewSeriesEdit"].clone()
}

/// What the refusal says: whose zone, which, and in which data it is missing.
fn names(message: &Value, whose: &Value) -> bool {
    let message = message.as_str().unwrap();
    let data = roundel::domain::time::tzdb_version();
    [whose.as_str().unwrap(), "Mars/Olympus", data].iter().all(|part| message.contains(part))
}

both! {
    async fn a_series_whose_zone_vanished_is_named_and_an_edit_gives_it_another(db) {
        let desk = Desk::with(db, 1).await;
        let sessions = desk.fixture.sessions().await;
        let series = &sessions[0]["seriesId"];
        let database = &desk.fixture.clinic.database;
        for table in ["session_series", "session"] {
            database.execute(&format!("UPDATE {table} SET zone = 'Mars/Olympus'")).await;
        }
        let later = json!({ "seriesId": series, "scope": "ALL_FUTURE", "localStart": "19:00" });
        let refusal = edited(&desk, &later).await;
        assert_eq!(refused(&refusal), ("ZONE_UNKNOWN", &json!("zone")));
        assert!(names(&refusal["userErrors"][0]["message"], series), "{refusal}");
        let refusal = desk.preview(&desk.site(day("2026-04-07"), json!({}))).await;
        assert_eq!(refused(&refusal).0, "ZONE_UNKNOWN");
        assert!(names(&refusal["userErrors"][0]["message"], series), "{refusal}");
        let shown = week(&desk).await;
        assert_eq!(shown["errors"][0]["extensions"]["code"], "ZONE_UNKNOWN", "{shown}");
        assert!(names(&shown["errors"][0]["message"], series), "{shown}");

        let home = json!({ "seriesId": series, "scope": "ALL_FUTURE", "zone": "America/New_York" });
        let preview = done(edited(&desk, &home).await, "preview");
        let change = &preview["changes"][0];
        assert_eq!((&change["before"]["zone"], &change["after"]["zone"]), (&json!("Mars/Olympus"), &json!("America/New_York")));
        assert_eq!(change["before"]["startsAt"], change["after"]["startsAt"], "the promised wall time is the same instant");
        let made = desk.edit_series(series, json!({ "scope": "ALL_FUTURE", "zone": "America/New_York" })).await;
        let left = "SELECT COUNT(*) AS n FROM session WHERE zone = 'Mars/Olympus'";
        assert_eq!(database.number(left).await, 1, "what has been is evidence, and stays");
        assert_eq!(week(&desk).await["data"]["week"][0]["localStart"], "2026-03-10T18:00:00");
        assert_eq!(done(edited(&desk, &later).await, "preview")["changes"].as_array().unwrap().len(), 11);
        let undo = json!({ "input": { "changeId": made["id"] } });
        let refusal = desk.fixture.clinic.run(&desk.fixture.clinic.admin, UNDO, undo).await;
        assert_eq!(refusal["errors"][0]["extensions"]["code"], "ZONE_UNKNOWN", "{refusal}");
    }

    async fn a_site_or_a_client_whose_zone_vanished_is_named(db) {
        let desk = Desk::with(db, 1).await;
        let series = desk.fixture.sessions().await[0]["seriesId"].clone();
        desk.fixture.clinic.database.execute("UPDATE client SET zone = 'Mars/Olympus'").await;
        let refusal = edited(&desk, &json!({ "seriesId": series, "scope": "ALL_FUTURE", "localStart": "19:00" })).await;
        assert_eq!(refused(&refusal).0, "ZONE_UNKNOWN");
        assert!(names(&refusal["userErrors"][0]["message"], &json!(desk.fixture.clients[0])), "{refusal}");
        desk.fixture.clinic.database.execute("UPDATE site SET zone = 'Mars/Olympus'").await;
        let refusal = desk.preview(&desk.site(day("2026-04-07"), json!({}))).await;
        assert_eq!(refused(&refusal).0, "ZONE_UNKNOWN");
        assert!(names(&refusal["userErrors"][0]["message"], &json!(desk.fixture.site)), "{refusal}");
    }
}
