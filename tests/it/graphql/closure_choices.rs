//! What a preview of closures shows of each series and person: which choice applies and why, wall times, guests, who is told.

use serde_json::{Value, json};

use crate::support::{ClosingDesk as Desk, MakeupFixture, both, day, done};

const PREVIEW: &str = include_str!("../../../graphql/operations/schedule/preview_closures.graphql");
const QUALIFY: &str = include_str!("../../../graphql/operations/staff/set_qualifications.graphql");
const SESSIONS: &str = include_str!("../../../graphql/operations/schedule/sessions.graphql");
const UPDATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

/// Says where a client is.
async fn locate(desk: &Desk, client: &str, location: &str) {
    let update = json!({ "input": { "id": client, "rowVersion": 1, "location": location } });
    done(desk.fixture.clinic.ask(UPDATE_CLIENT, update).await["updateClient"].clone(), "client");
}

/// A therapist licensed there.
async fn licensed(desk: &Desk, name: &str, jurisdiction: &str) -> String {
    let id = desk.fixture.add_therapist(name).await;
    let input = json!({ "staffMemberId": id, "licences": [{ "jurisdiction": jurisdiction }], "certifications": [],
        "availability": [] });
    let qualified = desk.fixture.clinic.ask(QUALIFY, json!({ "input": input })).await;
    done(qualified["setQualifications"].clone(), "staffMember");
    id
}

both! {
    async fn a_substitute_is_licensed_where_the_guests_are_too(db) {
        let makeups = MakeupFixture::open(db, 1).await;
        let (_, thursdays) = makeups.sister(json!({})).await;
        done(makeups.take_seat(&makeups.missed[0]["id"], &thursdays[1]["id"]).await, "participation");
        let desk = Desk { fixture: makeups.fixture };
        locate(&desk, &desk.fixture.clients[0], "US-NJ").await;
        let elsewhere = licensed(&desk, "Nell", "US-NY").await;
        let here = licensed(&desk, "Jay", "US-NJ").await;

        let week = |first: &str, last: &str| json!({ "therapistId": thursdays[0]["therapist"]["id"],
            "closures": [{ "firstOn": first, "lastOn": last }] });
        let both_weeks = done(desk.preview(&week("2026-03-12", "2026-03-20")).await, "preview");
        let offers = both_weeks["impacts"][0]["substitutes"].as_array().unwrap().clone();
        let led = |therapist: &str| {
            let offer = offers.iter().find(|one| one["therapistId"] == therapist).unwrap();
            (offer["forAll"].as_bool().unwrap(), offer["forTheRest"].as_bool().unwrap(), offer["sessionIds"].clone())
        };
        assert_eq!(led(&here), (true, true, json!([thursdays[1]["id"], thursdays[2]["id"]])));
        assert_eq!(led(&elsewhere), (false, false, json!([thursdays[2]["id"]])), "the guest comes on the 12th only");

        let mut named = week("2026-03-12", "2026-03-13");
        named["substitutes"] = json!([{ "sessionId": thursdays[1]["id"], "substituteId": elsewhere }]);
        let preview = done(desk.preview(&named).await, "preview");
        assert_eq!(preview["impacts"][0]["unsuited"][0]["because"], "NOT_LICENSED");
    }

    async fn a_single_meeting_moves_unless_it_is_skipped_and_the_preview_says_why(db) {
        let makeups = MakeupFixture::closed(db, 1).await;
        let made = done(makeups.make_up(&makeups.missed[0]["id"], json!({ "localStart": "2026-03-10T10:00:00" })).await, "session");
        let enrollment = makeups.fixture.enrollments[0]["id"].clone();
        let desk = Desk { fixture: makeups.fixture };
        let chosen = async |resolution: &str, own: Value| {
            let mut input = desk.site(day("2026-03-10"), json!({ "resolution": resolution }));
            if own.is_string() {
                input["series"] = json!([{ "seriesId": made["seriesId"], "resolution": own }]);
            }
            let preview = done(desk.preview(&input).await, "preview");
            let impacts = preview["impacts"].as_array().unwrap().clone();
            let of = |is_meeting: bool| {
                let is_it = |one: &&Value| (one["seriesId"] == made["seriesId"]) == is_meeting;
                let one = impacts.iter().find(is_it).unwrap();
                let becomes = one["changes"][0]["effects"][0].as_str().unwrap().to_owned();
                [one["resolution"].as_str().unwrap().to_owned(), one["resolutionBecause"].as_str().unwrap().to_owned(), becomes]
            };
            (of(false), of(true), input, preview["hash"].clone())
        };
        for (resolution, own, weekly, meeting) in [
            ("APPEND", Value::Null, ["APPEND", "FOR_ALL", "CANCELLED"], ["SHIFT", "SINGLE_MEETING", "MOVED"]),
            ("SHIFT", Value::Null, ["SHIFT", "FOR_ALL", "MOVED"], ["SHIFT", "FOR_ALL", "MOVED"]),
            ("SKIP", Value::Null, ["SKIP", "FOR_ALL", "CANCELLED"], ["SKIP", "FOR_ALL", "CANCELLED"]),
            ("SKIP", json!("APPEND"), ["SKIP", "FOR_ALL", "CANCELLED"], ["SHIFT", "SINGLE_MEETING", "MOVED"]),
            ("APPEND", json!("SHIFT"), ["APPEND", "FOR_ALL", "CANCELLED"], ["SHIFT", "FOR_THIS", "MOVED"]),
            ("APPEND", json!("SKIP"), ["APPEND", "FOR_ALL", "CANCELLED"], ["SKIP", "FOR_THIS", "CANCELLED"]),
        ] {
            let (of_group, of_meeting, ..) = chosen(resolution, own.clone()).await;
            assert_eq!((of_group, of_meeting), (weekly.map(str::to_owned), meeting.map(str::to_owned)), "{resolution} {own}");
        }
        let (_, _, input, hash) = chosen("APPEND", json!("SKIP")).await;
        done(desk.commit(&input, &hash).await, "committed");
        let own = desk.fixture.clinic.ask(SESSIONS, json!({ "enrollmentId": enrollment, "first": 10 })).await;
        let own = own["sessions"]["nodes"].as_array().unwrap();
        let one = own.iter().find(|one| one["id"] == made["id"]).unwrap();
        assert_eq!((own.len(), &one["cancelledBy"]), (1, &json!("CLOSURE")), "and none is appended to it");
    }

    async fn wall_times_before_and_after_name_their_zone_and_lists_are_pages(db) {
        let desk = Desk::with(db, 2).await;
        let (_, thursdays) = desk.another_series(json!({ "zone": "America/Chicago" })).await;
        let closures = json!([{ "firstOn": "2026-04-07", "lastOn": "2026-04-09", "reason": "Spring break" }]);
        let input = desk.site(closures, json!({ "resolution": "SHIFT",
            "series": [{ "seriesId": thursdays["id"], "resolution": "APPEND" }] }));
        let page = async |variables: Value| {
            let mut all = json!({ "input": input, "first": 1 });
            all.as_object_mut().unwrap().extend(variables.as_object().unwrap().clone());
            done(desk.fixture.clinic.ask(PREVIEW, all).await["previewClosures"].clone(), "preview")
        };
        let first = page(json!({})).await;
        let change = &first["impacts"]["nodes"][0]["changes"][0];
        let wall = |state: &Value| (state["localStart"].clone(), state["zone"].clone());
        assert_eq!((wall(&change["before"]), wall(&change["after"])), (
            (json!("2026-04-07T18:00:00"), json!("America/New_York")),
            (json!("2026-04-14T18:00:00"), json!("America/New_York")),
        ));
        let next = page(json!({ "after": first["impacts"]["pageInfo"]["endCursor"],
            "mailsAfter": first["mails"]["pageInfo"]["endCursor"] })).await;
        assert_eq!(next["hash"], first["hash"]);
        let added = &next["impacts"]["nodes"][0];
        assert_eq!((&added["seriesId"], &added["zone"], &added["added"][0]["localStart"]),
            (&thursdays["id"], &json!("America/Chicago"), &json!("2026-05-28T18:00:00")));
        assert_eq!((&first["impacts"]["pageInfo"]["hasNextPage"], &next["impacts"]["pageInfo"]["hasNextPage"]),
            (&json!(true), &json!(false)));
        let told: Vec<&Value> = [&first, &next].iter().map(|page| &page["mails"]["nodes"][0]["clientId"]).collect();
        assert_ne!(told[0], told[1]);
        assert_eq!(next["mails"]["pageInfo"]["hasNextPage"], false);
    }

    async fn whom_no_mail_reaches_is_told_apart(db) {
        let desk = Desk::with(db, 2).await;
        let silent = &desk.fixture.clients[1];
        let consent = json!({ "input": { "id": desk.fixture.clients[0], "rowVersion": 1, "email": "ana@example.org",
            "emailConsent": true } });
        done(desk.fixture.clinic.ask(UPDATE_CLIENT, consent).await["updateClient"].clone(), "client");
        let preview = done(desk.preview(&desk.site(day("2026-04-07"), json!({}))).await, "preview");
        let mails = preview["mails"].as_array().unwrap();
        let sent: Vec<_> = mails.iter().map(|mail| (mail["clientId"] == *silent, mail["sent"].as_bool().unwrap())).collect();
        assert!(sent.contains(&(true, false)) && sent.contains(&(false, true)), "{sent:?}");
    }
}
