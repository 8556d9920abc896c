//! What becomes of an entry when its session changes.

use serde_json::json;

use super::desk::{Desk, Event, in_calendar};
use crate::support::{both, done};

const COMMIT_EDIT: &str = include_str!("../../../graphql/operations/schedule/commit_series_edit.graphql");
const END: &str = include_str!("../../../graphql/operations/groups/end_enrollment.graphql");
const MARK: &str = include_str!("../../../graphql/operations/attendance/mark_roster.graphql");
const PREVIEW_EDIT: &str = include_str!("../../../graphql/operations/schedule/preview_series_edit.graphql");

fn sequence(event: &Event) -> i64 {
    event["SEQUENCE"].parse().unwrap()
}

both! {
    async fn a_moved_session_is_the_same_entry_at_another_time_and_a_cancelled_one_is_struck_out(db) {
        let desk = Desk::open(db, 1).await;
        let feeds = [
            desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await.1,
            desk.feed(json!({ "therapistId": desk.fixture.therapist })).await.1,
        ];
        let before = [desk.events(&feeds[0]).await, desk.events(&feeds[1]).await];
        let sessions = desk.fixture.sessions().await;
        desk.reschedule(&sessions[0], "2026-03-04T18:30:00").await;
        desk.cancel(&sessions[1]).await;
        let now = desk.fixture.sessions().await;
        for (feed, before) in feeds.iter().zip(&before) {
            let events = desk.events(feed).await;
            assert_eq!(events[0]["DTSTART"], in_calendar(&now[0]["startsAt"]));
            assert_eq!(events[0]["DTSTART"], "20260304T233000Z");
            assert_eq!((&events[0]["UID"], events[0]["STATUS"].as_str()), (&before[0]["UID"], "CONFIRMED"));
            assert_eq!((&events[1]["UID"], events[1]["STATUS"].as_str()), (&before[1]["UID"], "CANCELLED"));
            for entry in 0..2 {
                assert!(sequence(&events[entry]) > sequence(&before[entry]));
                assert!(events[entry]["DTSTAMP"] > before[entry]["DTSTAMP"]);
            }
            assert_eq!(events[2], before[2]);
        }
    }

    async fn an_edit_of_the_whole_series_is_a_newer_version_of_every_entry_that_it_moves(db) {
        let desk = Desk::open(db, 1).await;
        let (_, path) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let before = desk.events(&path).await;
        let sessions = desk.fixture.sessions().await;
        let input = json!({ "seriesId": sessions[0]["seriesId"], "scope": "THIS_AND_FOLLOWING",
            "sessionId": sessions[2]["id"], "localStart": "19:15:00" });
        let preview = desk.fixture.clinic.ask(PREVIEW_EDIT, json!({ "input": input })).await;
        let hash = done(preview["previewSeriesEdit"].clone(), "preview")["hash"].clone();
        let edited = desk.fixture.clinic.ask(COMMIT_EDIT, json!({ "input": input, "planHash": hash })).await;
        done(edited["commitSeriesEdit"].clone(), "committed");
        let (now, after) = (desk.fixture.sessions().await, desk.events(&path).await);
        assert_eq!(after[..2], before[..2]);
        for place in 2..12 {
            assert_eq!(after[place]["UID"], before[place]["UID"]);
            assert_eq!(after[place]["DTSTART"], in_calendar(&now[place]["startsAt"]));
            assert_ne!(after[place]["DTSTART"], before[place]["DTSTART"]);
            assert!(sequence(&after[place]) > sequence(&before[place]));
        }
    }

    async fn the_number_grows_when_an_edit_is_undone_and_stays_when_nothing_of_the_entry_changes(db) {
        let desk = Desk::open(db, 1).await;
        let (_, path) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let database = &desk.fixture.clinic.database;
        let first = async || sequence(&desk.events(&path).await[0]);
        let mut last = first().await;
        let start = "(SELECT min(starts_at) FROM session)";
        for (change, grows) in [
            ("notice_version = notice_version + 1", true),
            ("notice_version = notice_version - 1", true),
            ("row_version = row_version + 1", false),
            ("status = 'HELD'", false),
            ("status = 'CANCELLED', cancelled_by = 'CLINIC'", true),
            ("status = 'PLANNED', cancelled_by = NULL", true),
            ("room_id = room_id, starts_at = starts_at, notice_version = notice_version", false),
        ] {
            database.execute(&format!("UPDATE session SET {change} WHERE starts_at = {start}")).await;
            let now = first().await;
            assert_eq!(now, last + i64::from(grows), "{change}");
            last = now;
        }
    }

    async fn an_entry_is_struck_out_for_who_left_or_cannot_come_and_for_nobody_else(db) {
        let desk = Desk::open(db, 2).await;
        let clinic = &desk.fixture.clinic;
        let (_, leaving) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let (_, other) = desk.feed(json!({ "clientId": desk.fixture.clients[1] })).await;
        let statuses = async |path: &str| -> Vec<(String, i64)> {
            desk.events(path).await.iter().map(|event| (event["STATUS"].clone(), sequence(event))).collect()
        };
        let standing = |count| vec![("CONFIRMED".to_owned(), 0); count];
        let session = &desk.fixture.sessions().await[0];
        let place = |client: &str| {
            let places = session["participations"].as_array().unwrap().iter();
            places.clone().find(|place| place["client"]["id"] == client).unwrap()["id"].clone()
        };
        let mark = json!({ "participationId": place(&desk.fixture.clients[1]), "status": "CANCELLED_BY_CLIENT",
            "noticeGivenAt": "2026-03-02T12:00:00Z" });
        let input = json!({ "sessionId": session["id"], "marks": [mark] });
        done(clinic.ask(MARK, json!({ "input": input })).await["markRoster"].clone(), "participations");
        let mut struck = standing(12);
        struck[0] = ("CANCELLED".to_owned(), 1);
        assert_eq!(statuses(&other).await, struck);
        assert_eq!(statuses(&leaving).await, standing(12));
        let id = &desk.fixture.enrollments[0]["id"];
        let document = "query ($id: ID!) { node(id: $id) { ... on Enrollment { rowVersion } } }";
        let version = clinic.ask(document, json!({ "id": id })).await["node"]["rowVersion"].clone();
        let input = json!({ "enrollmentId": id, "rowVersion": version,
            "completed": false, "agreed": true });
        done(clinic.ask(END, json!({ "input": input })).await["endEnrollment"].clone(), "enrollment");
        assert_eq!(statuses(&leaving).await, vec![("CANCELLED".to_owned(), 1); 12]);
        assert_eq!(statuses(&other).await, struck);
    }
}
