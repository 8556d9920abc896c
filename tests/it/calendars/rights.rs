//! Who may have a calendar's link.

use roundel::domain::access::{Actor, Caller, Role, Scope};
use serde_json::{Value, json};

use super::desk::{CREATE, Desk, FILE, LIST, REVOKE};
use crate::support::{both, refused};

fn code(response: &Value) -> Option<&str> {
    response["errors"][0]["extensions"]["code"].as_str()
}

both! {
    async fn a_therapist_has_their_own_feed_and_knows_of_no_other(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let own = desk.fixture.therapist.parse().unwrap();
        let tess = Caller { actor: Actor::Staff(own), role: Role::Therapist, ..clinic.admin.clone() };
        let create = async |input: Value| clinic.run(&tess, CREATE, json!({ "input": input })).await;
        let made = create(json!({ "therapistId": desk.fixture.therapist })).await;
        let mine = made["data"]["createCalendarFeed"]["created"]["calendarFeed"].clone();
        assert_eq!((&mine["kind"], &mine["createdById"]), (&json!("THERAPIST"), &json!(own.to_string())), "{made:#}");
        let other = clinic.staff("Theo", Role::Therapist).await.staff_member().unwrap().to_string();
        for input in [
            json!({ "therapistId": other }),
            json!({ "roomId": desk.fixture.room }),
            json!({ "clientId": desk.fixture.clients[0] }),
        ] {
            let answer = create(input.clone()).await;
            assert_eq!(code(&answer), Some("FORBIDDEN"), "{input}");
        }
        let (of_room, _) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let listed = clinic.run(&tess, LIST, json!({})).await;
        assert_eq!(listed["data"]["calendarFeeds"]["nodes"], json!([mine]));
        assert_eq!(clinic.ask(LIST, json!({})).await["calendarFeeds"]["nodes"].as_array().unwrap().len(), 2);
        let revoke = async |id: &Value| clinic.run(&tess, REVOKE, json!({ "input": { "feedId": id } })).await;
        desk.tick();
        let foreign = revoke(&json!(of_room)).await;
        let newest = clinic.audit_events(json!({ "first": 1 })).await[0].clone();
        assert_eq!((&newest["outcome"], &newest["subject"]), (&json!("REFUSED"), &json!(of_room)));
        assert_eq!(foreign, revoke(&json!("cal_01890a5d2c7e7cc3980ad3f0e1a2b3c4")).await);
        assert_eq!(code(&foreign), Some("NOT_FOUND"));
        assert!(revoke(&mine["id"]).await["data"]["revokeCalendarFeed"]["calendarFeed"]["revokedAt"].is_string());
    }

    async fn a_clients_link_takes_the_right_to_read_clients(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let writer = Caller { scopes: vec![Scope::ScheduleRead, Scope::ScheduleWrite], ..clinic.admin.clone() };
        let input = json!({ "input": { "clientId": desk.fixture.clients[0] } });
        assert_eq!(code(&clinic.run(&writer, CREATE, input).await), Some("FORBIDDEN"));
        assert_eq!(code(&clinic.run(&writer, LIST, json!({})).await), Some("FORBIDDEN"));
        let input = json!({ "input": { "roomId": desk.fixture.room } });
        assert_eq!(code(&clinic.run(&writer, CREATE, input).await), None);
    }

    async fn another_clinics_records_are_as_missing_ones(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let neighbour = clinic.neighbour().await;
        let session = desk.fixture.sessions().await[0]["id"].clone();
        let (feed, _) = desk.feed(json!({ "roomId": desk.fixture.room })).await;
        let missing = |id: &str| format!("{}_01890a5d2c7e7cc3980ad3f0e1a2b3c4", id.split('_').next().unwrap());
        let ask = async |document: &str, variables: Value| clinic.run(&neighbour, document, variables).await;
        for (field, id) in [
            ("therapistId", &desk.fixture.therapist),
            ("roomId", &desk.fixture.room),
            ("clientId", &desk.fixture.clients[0]),
        ] {
            let foreign = ask(CREATE, json!({ "input": { field: id } })).await;
            assert_eq!(foreign, ask(CREATE, json!({ "input": { field: missing(id) } })).await);
            assert_eq!(code(&foreign), Some("NOT_FOUND"), "{foreign:#}");
        }
        let foreign = ask(REVOKE, json!({ "input": { "feedId": feed } })).await;
        assert_eq!(foreign, ask(REVOKE, json!({ "input": { "feedId": missing(&feed) } })).await);
        let session = session.as_str().unwrap();
        let foreign = ask(FILE, json!({ "sessionId": session })).await;
        assert_eq!(foreign, ask(FILE, json!({ "sessionId": missing(session) })).await);
        assert_eq!(code(&foreign), Some("NOT_FOUND"));
    }

    async fn a_feed_is_of_one_calendar_and_not_of_somebody_disabled(db) {
        let desk = Desk::open(db, 1).await;
        let clinic = &desk.fixture.clinic;
        let create = async |input: Value| {
            clinic.ask(CREATE, json!({ "input": input })).await["createCalendarFeed"].clone()
        };
        let both = json!({ "therapistId": desk.fixture.therapist, "roomId": desk.fixture.room });
        for input in [json!({}), both] {
            assert_eq!(refused(&create(input).await), ("INVALID_INPUT", &json!("therapistId")));
        }
        let disable = format!(
            r#"mutation {{ disableStaffMember(input: {{ staffMemberId: "{}" }}) {{ userErrors {{ code }} }} }}"#,
            desk.fixture.therapist
        );
        clinic.ask(&disable, json!({})).await;
        let answer = create(json!({ "therapistId": desk.fixture.therapist })).await;
        assert_eq!(refused(&answer), ("MEMBER_DISABLED", &json!("therapistId")));
    }
}
