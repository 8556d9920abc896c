//! What is behind a feed's link.

use std::time::Duration;

use axum::http::{Method, StatusCode};
use roundel::app::staff::{SetStaffAccess, set_staff_access};
use roundel::domain::clinics::StaffAccess;
use serde_json::json;

use super::desk::{Desk, FILE, LIST, REVOKE, events, in_calendar};
use crate::support::{CapturedLogs, TestDatabase, both, done};

const MERGE: &str = include_str!("../../../graphql/operations/clients/merge_clients.graphql");
const PREVIEW_MERGE: &str = include_str!("../../../graphql/operations/clients/preview_client_merge.graphql");
const UNDO_MERGE: &str = include_str!("../../../graphql/operations/clients/undo_client_merge.graphql");

both! {
    async fn a_therapists_feed_says_when_and_where_as_the_api_does_and_nothing_else(db) {
        let desk = Desk::open(db, 2).await;
        let (_, path) = desk.feed(json!({ "therapistId": desk.fixture.therapist })).await;
        let (_, of_room) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let answer = desk.get(&path).await;
        assert_eq!(answer.headers["content-type"], "text/calendar; charset=utf-8");
        assert_eq!(answer.headers["cache-control"], "private, no-cache");
        assert_eq!(answer.headers["referrer-policy"], "no-referrer");
        let (sessions, events) = (desk.fixture.sessions().await, events(&answer.body));
        assert_eq!(events.len(), 12);
        for (session, event) in sessions.iter().zip(&events) {
            let expected = [in_calendar(&session["startsAt"]), in_calendar(&session["endsAt"])];
            assert_eq!([event["DTSTART"].clone(), event["DTEND"].clone()], expected);
            let fixed = ["SUMMARY", "CLASS", "STATUS", "SEQUENCE", "LOCATION"].map(|name| event[name].as_str());
            assert_eq!(fixed, ["Appointment", "PRIVATE", "CONFIRMED", "0", "Blue"]);
            assert_eq!(event.len(), 9, "{event:?}");
        }
        for told in ["Tess", "Tuesdays", "Client", "roup", "IPT", "ses_", "par_"] {
            assert!(!answer.body.contains(told), "{told}\n{}", answer.body);
        }
        assert_eq!(answer.body, desk.get(&of_room).await.body, "the same sessions");
    }

    async fn who_has_it_already_is_told_so_until_it_changes_whatever_the_clock_shows(db) {
        let desk = Desk::open(db, 1).await;
        let (_, path) = desk.feed(json!({ "therapistId": desk.fixture.therapist })).await;
        let whole = desk.get(&path).await;
        let tag = whole.headers["etag"].to_str().unwrap().to_owned();
        assert!(tag.len() == 66 && tag.starts_with('"'), "strong: {tag}");
        desk.fixture.clinic.clock.advance(Duration::from_secs(3600));
        for has in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let answer = desk.ask(Method::GET, &path, Some(&has)).await;
            assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{has}");
            assert_eq!((&answer.headers["etag"], &answer.headers["cache-control"]), (&whole.headers["etag"], &whole.headers["cache-control"]));
        }
        let head = desk.ask(Method::HEAD, &path, None).await;
        assert_eq!((head.status, head.body.as_str(), &head.headers["etag"]), (StatusCode::OK, "", &whole.headers["etag"]));
        desk.cancel(&desk.fixture.sessions().await[0]).await;
        let answer = desk.ask(Method::GET, &path, Some(&tag)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_ne!(answer.headers["etag"], whole.headers["etag"]);
    }

    async fn a_clients_feed_holds_their_own_entries_and_each_reading_is_on_record_as_theirs(db) {
        let desk = Desk::open(db, 2).await;
        let clinic = &desk.fixture.clinic;
        let (_, path) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let (_, of_other) = desk.feed(json!({ "clientId": desk.fixture.clients[1] })).await;
        desk.tick();
        let answer = desk.get(&path).await;
        let newest = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!((&newest["kind"], &newest["operation"], &newest["actorKind"], &newest["actorId"]),
            (&json!("READ"), &json!("calendarFeed"), &json!("CLIENT"), &json!(desk.fixture.clients[0])), "{newest:#}");
        desk.tick();
        desk.ask(Method::GET, &path, answer.headers["etag"].to_str().ok()).await;
        let of_nothing_new = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!(of_nothing_new["id"], newest["id"], "nothing was shown, nothing is on record");
        let (own, others) = (events(&answer.body), desk.events(&of_other).await);
        assert_eq!(own.len(), 12);
        assert!(!answer.body.contains("LOCATION"), "a room's name may tell what goes on in it");
        for (one, other) in own.iter().zip(&others) {
            assert_eq!(one["DTSTART"], other["DTSTART"]);
            assert_ne!(one["UID"], other["UID"]);
            assert!(!one["UID"].starts_with(&other["UID"][..4]), "nothing in common");
        }
    }

    async fn a_link_that_does_not_count_is_answered_the_same_whatever_is_wrong_with_it(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let (id, revoked) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let (_, replaced) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let (_, replacing) = desk.feed(json!({ "clientId": desk.fixture.clients[0], "replace": true })).await;
        let (_, of_disabled) = desk.feed(json!({ "therapistId": desk.fixture.therapist })).await;
        assert_eq!(desk.events(&revoked).await.len(), 12);
        let unknown = format!("/calendars/rdl_{}.ics", "A".repeat(43));
        let missing = desk.get(&unknown).await;
        assert_eq!((missing.status, missing.body.as_str()), (StatusCode::NOT_FOUND, "There is no calendar here.\n"));
        for _ in 0..2 {
            let answer = clinic.ask(REVOKE, json!({ "input": { "feedId": id } })).await;
            let feed = done(answer["revokeCalendarFeed"].clone(), "calendarFeed");
            assert!(feed["revokedAt"].is_string(), "{feed}");
        }
        let therapist = desk.fixture.therapist.parse().unwrap();
        let disabling = SetStaffAccess { staff_member_id: therapist, access: StaffAccess::Disabled };
        set_staff_access(&clinic.app, &clinic.admin, disabling).await.unwrap();
        let bare = replacing.strip_suffix(".ics").unwrap();
        let malformed = replacing.replace(".ics", "x.ics");
        for path in [&revoked, &replaced, &of_disabled, "/calendars/x.ics", "/calendars/%ff.ics", bare, &malformed] {
            assert_eq!(desk.get(path).await, missing, "{path}");
        }
        assert_eq!(desk.events(&replacing).await.len(), 12);
    }

    async fn a_merged_records_feed_goes_on_as_the_record_that_was_kept_and_back(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let double = desk.fixture.add_client("Client 0", "America/New_York").await;
        let (_, path) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let before = desk.events(&path).await;
        let input = json!({ "keptId": double, "mergedId": desk.fixture.clients[0] });
        let preview = clinic.ask(PREVIEW_MERGE, json!({ "input": input })).await;
        let hash = done(preview["previewClientMerge"].clone(), "preview")["hash"].clone();
        let merged = clinic.ask(MERGE, json!({ "input": input, "planHash": hash })).await;
        let merge = done(merged["mergeClients"].clone(), "merge");
        desk.tick();
        assert_eq!(desk.events(&path).await, before, "the same entries, not cancelled and not doubled");
        let newest = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!(newest["actorId"], json!(double));
        clinic.ask(UNDO_MERGE, json!({ "input": { "mergeId": merge["id"] } })).await;
        assert_eq!(desk.events(&path).await, before);
    }

    async fn a_feed_shows_ninety_days_back_and_takes_few_statements(db) {
        let desk = Desk::open(db, 3).await;
        let (_, path) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
        let tag = desk.get(&path).await.headers["etag"].to_str().unwrap().to_owned();
        let before = desk.fixture.clinic.app.statement_count();
        desk.ask(Method::GET, &path, Some(&tag)).await;
        assert_eq!(desk.fixture.clinic.app.statement_count() - before, 2);
        // The first session ended at 00:30 on the 4th, UTC.
        desk.fixture.clinic.at("2026-06-02T00:29:59Z");
        assert_eq!(desk.events(&path).await.len(), 12);
        desk.fixture.clinic.at("2026-06-02T00:30:00Z");
        assert_eq!(desk.events(&path).await.len(), 11);
        let feed = desk.fixture.clinic.ask(LIST, json!({})).await["calendarFeeds"]["nodes"][0].clone();
        assert_eq!(feed["lastReadAt"], "2026-06-02T00:29:59Z", "a second read so soon after is not noted");
    }

    async fn the_secret_is_kept_nowhere(db) {
        let logs = CapturedLogs::default();
        let (desk, path) = logs.during(async {
            let desk = Desk::open(db, 1).await;
            let (_, path) = desk.feed(json!({ "clientId": desk.fixture.clients[0] })).await;
            desk.get(&path).await;
            desk.get(&format!("/elsewhere{path}")).await;
            (desk, path)
        }).await;
        let secret = path.strip_prefix("/calendars/rdl_").unwrap().strip_suffix(".ics").unwrap();
        assert!(logs.text().contains("/calendars/…"), "it was logged");
        assert!(!logs.text().contains(secret), "{}", logs.text());
        let database = &desk.fixture.clinic.database;
        let column = "SELECT count(*) AS n FROM";
        for (table, text) in [("calendar_feed", "token_sha256"), ("audit_event", "details"), ("change", "subject")] {
            let sql = format!("{column} {table} WHERE CAST({text} AS text) LIKE '%{secret}%'");
            assert_eq!(TestDatabase::number_on(&database.url_text, &sql).await, 0, "{table}");
        }
    }

    async fn a_single_session_is_a_file_with_the_feeds_own_entry(db) {
        let desk = Desk::open(db, 1).await;
        let session = &desk.fixture.sessions().await[3];
        let file = desk.fixture.clinic.ask(FILE, json!({ "sessionId": session["id"] })).await;
        let file = file["sessionCalendarFile"].as_str().unwrap();
        assert!(file.contains("\r\nMETHOD:PUBLISH\r\n"), "{file}");
        let (_, path) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let mut entry = desk.events(&path).await[3].clone();
        entry.insert("ORGANIZER".to_owned(), "mailto:desk@clinic.example".to_owned());
        assert_eq!(events(file), [entry]);
    }
}
