//! Creates that are sent twice, with a key.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both};

const ADD_TO_WAITLIST: &str = include_str!("../../../graphql/operations/waitlist/add_to_waitlist.graphql");
const ADD_STAFF: &str = include_str!("../../../graphql/operations/staff/add_staff_member.graphql");
const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const CREATE_GROUP: &str = include_str!("../../../graphql/operations/groups/create_group.graphql");
const CREATE_PROGRAM: &str = include_str!("../../../graphql/operations/programs/create_program.graphql");
const CREATE_ROOM: &str = include_str!("../../../graphql/operations/clinics/create_room.graphql");
const CREATE_SITE: &str = include_str!("../../../graphql/operations/clinics/create_site.graphql");
const TREATMENT: &str = include_str!("../../../graphql/operations/groups/create_treatment.graphql");

/// One create: its document, its root, the field of its record, an input, and what makes it another request.
struct Create {
    document: &'static str,
    root: &'static str,
    record: &'static str,
    input: Value,
    change: (&'static str, Value),
}

async fn creates(fixture: &ScheduleFixture) -> Vec<Create> {
    let create = |document, root, record, input, field, value: Value| Create {
        document,
        root,
        record,
        input,
        change: (field, value),
    };
    let (site, client) = (&fixture.site, &fixture.clients[0]);
    let (alone, together) = (fixture.program("IPT").await, fixture.program("IPT-GROUP").await);
    let member = json!({ "displayName": "Kim", "role": "VIEWER", "zone": "UTC", "email": "kim@example.org" });
    let kim = json!({ "preferredName": "Kim", "language": "en", "zone": "UTC", "externalId": "A-1",
        "guardian": { "preferredName": "Bea" }, "barriers": ["COST"],
        "availability": [{ "weekday": "MONDAY", "localStart": "09:00", "localEnd": "10:00" }] });
    let group = json!({ "programId": together, "siteId": site, "name": "A", "admission": "OPEN" });
    let program = json!({ "code": "OWN", "name": "Own", "format": "GROUP", "audience": "ADULTS", "minSessions": 8,
        "maxSessions": 8, "sessionMinutes": 90, "initialPhaseEnds": 2, "middlePhaseEnds": 6, "minSize": 2,
        "viableSize": 3, "maxSize": 4 });
    let room = json!({ "siteId": site, "name": "Red", "capacity": 4 });
    let treatment = json!({ "clientId": client, "programId": alone, "siteId": site });
    let waiting = json!({ "clientId": client, "programId": together });
    vec![
        create(ADD_TO_WAITLIST, "addToWaitlist", "entry", waiting, "priority", json!("URGENT")),
        create(ADD_STAFF, "addStaffMember", "staffMember", member, "displayName", json!("Kit")),
        create(CREATE_CLIENT, "createClient", "client", kim, "preferredName", json!("Kit")),
        create(CREATE_GROUP, "createGroup", "group", group, "maxSize", json!(9)),
        create(CREATE_PROGRAM, "createProgram", "program", program, "maxSize", json!(5)),
        create(CREATE_ROOM, "createRoom", "room", room, "capacity", json!(5)),
        create(
            CREATE_SITE,
            "createSite",
            "site",
            json!({ "name": "South", "zone": "UTC" }),
            "lateCancelMinutes",
            json!(60),
        ),
        create(TREATMENT, "createTreatment", "enrollment", treatment, "plannedSessions", json!(13)),
    ]
}

fn with(input: &Value, field: &str, value: Value) -> Value {
    let mut input = input.clone();
    input[field] = value;
    input
}

impl ScheduleFixture {
    /// The payload of one create.
    async fn sent(&self, create: &Create, input: &Value) -> Value {
        self.clinic.ask(create.document, json!({ "input": input })).await[create.root].clone()
    }

    /// How often it was done, as the audit log says.
    async fn times_done(&self, create: &Create) -> usize {
        let events = self.clinic.audit_events(json!({ "first": 100 })).await;
        let is_done = |event: &&Value| event["operation"] == create.root && event["kind"] == "ACTION";
        events.iter().filter(is_done).count()
    }
}

both! {
    async fn many_equal_requests_at_once_make_one_record(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        for create in creates(&fixture).await {
            let input = with(&create.input, "idempotencyKey", json!("a1"));
            let before = fixture.times_done(&create).await;
            let answers = join_all((0..6).map(|_| fixture.sent(&create, &input))).await;
            assert!(answers[0][create.record]["id"].is_string(), "{:#}", answers[0]);
            for answer in &answers {
                assert_eq!(answer, &answers[0], "{}", create.root);
            }
            assert_eq!(fixture.times_done(&create).await, before + 1, "{}", create.root);
            assert_eq!(fixture.sent(&create, &input).await, answers[0], "{} later", create.root);
        }
    }

    async fn a_key_used_for_another_request_is_refused_with_the_way_out(db) {
        let fixture = ScheduleFixture::group_of(db, 1).await;
        for create in creates(&fixture).await {
            let input = with(&create.input, "idempotencyKey", json!("a1"));
            let made = fixture.sent(&create, &input).await;
            let (field, value) = &create.change;
            let refused = fixture.sent(&create, &with(&input, field, value.clone())).await;
            assert_eq!(refused[create.record], Value::Null, "{}", create.root);
            let error = &refused["userErrors"][0];
            assert_eq!(
                (&error["code"], &error["field"]),
                (&json!("IDEMPOTENCY_KEY_REUSED"), &json!("idempotencyKey"))
            );
            let message = error["message"].as_str().unwrap();
            assert!(message.contains("`a1`") && message.contains("a new key"), "{message}");
            assert_eq!(fixture.sent(&create, &input).await, made, "{}", create.root);
        }
    }

    async fn another_key_no_key_and_another_clinic_are_other_requests(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let named = |key: Value| {
            json!({ "input": { "preferredName": "Kim", "language": "en", "zone": "UTC", "idempotencyKey": key } })
        };
        let mut made = Vec::new();
        for key in [json!("a1"), json!("a2"), Value::Null, Value::Null] {
            let answer = fixture.clinic.ask(CREATE_CLIENT, named(key)).await;
            made.push(answer["createClient"]["client"]["id"].to_string());
        }
        let neighbour = fixture.clinic.neighbour().await;
        let theirs = fixture.clinic.run(&neighbour, CREATE_CLIENT, named(json!("a1"))).await;
        made.push(theirs["data"]["createClient"]["client"]["id"].to_string());
        made.sort_unstable();
        made.dedup();
        assert_eq!(made.len(), 5, "{made:?}");
    }

    async fn a_refused_create_uses_up_no_key_and_a_bad_key_is_refused(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let room = |capacity: i64, name: &str, key: &str| {
            json!({ "siteId": fixture.site, "name": name, "capacity": capacity, "idempotencyKey": key })
        };
        let create = async |input: Value| {
            fixture.clinic.ask(CREATE_ROOM, json!({ "input": input })).await["createRoom"].clone()
        };
        let taken = create(room(4, "Blue", "a1")).await;
        assert_eq!(taken["userErrors"][0]["code"], "NAME_TAKEN");
        assert_eq!(create(room(4, "Red", "a1")).await["room"]["name"], "Red");
        for bad in ["", "a b", "ä", &"k".repeat(101)] {
            let refused = create(room(4, "Green", bad)).await;
            let error = &refused["userErrors"][0];
            assert_eq!((&error["code"], &error["field"]), (&json!("INVALID_INPUT"), &json!("idempotencyKey")));
        }
    }
}
