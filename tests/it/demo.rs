//! The demo's clinic, read through the API at two presents.

use std::collections::HashSet;
use std::sync::Arc;

use async_graphql::Variables;
use roundel::app::App;
use roundel::app::ambient::{ManualClock, SeededEntropy};
use roundel::app::demo::{FillDemoError, FilledDemo, fill};
use roundel::domain::access::{Actor, Caller, Origin, Role, Scope};
use roundel::graphql::{Endpoint, GraphQlRequest, Policy, RequestId, build_schema};
use serde_json::{Value, json};

use crate::support::{TestDatabase, both};

const OVERVIEW: &str = include_str!("../../graphql/operations/demo/overview.graphql");
const PAST_SESSIONS: &str = include_str!("../../graphql/operations/demo/past_sessions.graphql");
const CLIENTS: &str = include_str!("../../graphql/operations/clients/clients.graphql");
const SITES: &str = include_str!("../../graphql/operations/clinics/sites.graphql");
const GUARDIANS: &str = include_str!("../../graphql/operations/clients/clients_with_availability.graphql");

/// A Monday in the morning, two days after New York's clocks went back; Madrid's had gone back a week before.
const AFTER_A_CLOCK_CHANGE: (&str, &str) = ("2026-11-02T14:05:00Z", "2026-11-02");
/// A Saturday night in New York, a Sunday in Madrid.
const AT_A_WEEKS_END: (&str, &str) = ("2026-06-14T01:30:00Z", "2026-06-08");

/// The filled demo and its API.
struct Demo {
    app: App,
    endpoint: Endpoint,
    admin: Caller,
    _database: TestDatabase,
}

impl Demo {
    async fn at(database: TestDatabase, now: &str) -> Self {
        let clock = Arc::new(ManualClock::new(now.parse().unwrap()));
        let app = App::new(database.db.clone(), clock, Arc::new(SeededEntropy::new(3)));
        let FilledDemo { clinic_id, admin_id } = fill(&app).await.unwrap();
        let admin = Caller {
            clinic_id,
            actor: Actor::Staff(admin_id),
            role: Role::Admin,
            scopes: Scope::ALL.to_vec(),
            zone: None,
            origin: Origin::default(),
        };
        let endpoint = Endpoint::new(build_schema(app.clone()), Policy::default());
        Self { app, endpoint, admin, _database: database }
    }

    async fn ask(&self, document: &str, variables: Value) -> Value {
        let mut request = GraphQlRequest::new(RequestId::draw(self.app.entropy()), document);
        request.variables = Variables::from_json(variables);
        let answer = serde_json::to_value(self.endpoint.execute(self.admin.clone(), request).await).unwrap();
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// The sessions that have begun by `now`, all of them.
    async fn past_sessions(&self, now: &str) -> Vec<Value> {
        let (mut all, mut after) = (Vec::new(), Value::Null);
        loop {
            let answer = self.ask(PAST_SESSIONS, json!({ "until": now, "after": after })).await;
            all.extend(nodes(&answer["sessions"]).clone());
            if answer["sessions"]["pageInfo"]["hasNextPage"] == false {
                return all;
            }
            after = answer["sessions"]["pageInfo"]["endCursor"].clone();
        }
    }
}

fn nodes(connection: &Value) -> &Vec<Value> {
    connection["nodes"].as_array().unwrap()
}

fn words<'a>(values: impl IntoIterator<Item = &'a Value>, field: &str) -> HashSet<&'a str> {
    values.into_iter().filter_map(|value| value[field].as_str()).collect()
}

async fn tells_its_story(database: TestDatabase, (now, week_on): (&str, &str)) {
    let demo = Demo::at(database, now).await;
    let seen = demo.ask(OVERVIEW, json!({ "startingOn": week_on })).await;

    let groups = nodes(&seen["groups"]);
    assert_eq!(groups.len(), 3);
    assert_eq!(words(groups, "status"), HashSet::from(["ACTIVE"]));

    let week = seen["week"].as_array().unwrap();
    assert!(week.iter().filter(|session| !session["group"].is_null()).count() >= 3, "{week:#?}");
    assert!(week.len() >= 10, "{} sessions", week.len());
    assert!(
        week.iter().all(|session| session["participations"].as_array().is_some_and(|all| !all.is_empty()))
    );

    let flags = nodes(&seen["riskFlags"]);
    let open = words(flags.iter().filter(|flag| flag["state"] == "OPEN"), "kind");
    assert!(open.contains("CONSECUTIVE_ABSENCES") && open.contains("BRIEF_FORM_CANDIDATE"), "{flags:#?}");
    let kinds =
        HashSet::from(["BRIEF_FORM_CANDIDATE", "CONSECUTIVE_ABSENCES", "EARLY_ABSENCE", "NO_CONTACT"]);
    assert!(words(flags, "kind").is_superset(&kinds), "{flags:#?}");
    assert_eq!(nodes(&seen["unrecordedSessions"]).len(), 1, "{seen:#}");

    let past = demo.past_sessions(now).await;
    let places: Vec<&Value> =
        past.iter().flat_map(|session| session["participations"].as_array().unwrap()).collect();
    let told = words(places.iter().map(|place| &place["attendance"]), "status");
    for status in
        ["ATTENDED", "ATTENDED_PARTIALLY", "NO_SHOW", "LATE_CANCELLED", "CANCELLED_BY_CLIENT", "EXCUSED"]
    {
        assert!(told.contains(status), "{status} is not in {told:?}");
    }
    let corrected: Vec<_> = places.iter().filter(|place| place["attendance"]["version"] == 2).collect();
    assert_eq!(corrected.len(), 1);
    let cancelled: Vec<_> = past.iter().filter(|session| session["status"] == "CANCELLED").collect();
    assert_eq!(cancelled.len(), 1);
    assert_eq!(cancelled[0]["cancelledBy"], "THERAPIST");
}

async fn has_its_cast(database: TestDatabase) {
    let demo = Demo::at(database, AFTER_A_CLOCK_CHANGE.0).await;
    let seen = demo.ask(CLIENTS, json!({ "first": 100 })).await;
    let clients = nodes(&seen["clients"]);
    assert_eq!(clients.len(), 30);
    assert_eq!(words(clients, "preferredName").len(), 30);
    assert!(words(clients, "zone").len() >= 5, "{:?}", words(clients, "zone"));
    assert_eq!(words(clients, "language"), HashSet::from(["en", "es"]));
    let seen = demo.ask(SITES, json!({})).await;
    let phones = words(nodes(&seen["sites"]), "phone");
    assert_eq!(phones, HashSet::from(["+34 555 01 02 03"]), "the second site has its own");
    let seen = demo.ask(GUARDIANS, json!({ "first": 100 })).await.to_string();
    assert!(seen.contains("oakley@example.org"), "an adolescent has a guardian: {seen}");
}

both! {
    async fn its_story_is_told_after_a_clock_change(db) {
        tells_its_story(db, AFTER_A_CLOCK_CHANGE).await;
    }

    async fn its_story_is_told_at_a_weeks_end(db) {
        tells_its_story(db, AT_A_WEEKS_END).await;
    }

    async fn its_cast_is_of_many_zones_and_two_languages(db) {
        has_its_cast(db).await;
    }

    async fn a_second_filling_is_refused_and_changes_nothing(db) {
        let demo = Demo::at(db, AFTER_A_CLOCK_CHANGE.0).await;
        let before = demo.ask(OVERVIEW, json!({ "startingOn": AFTER_A_CLOCK_CHANGE.1 })).await;
        assert!(matches!(fill(&demo.app).await, Err(FillDemoError::AlreadyFilled)));
        assert_eq!(demo.ask(OVERVIEW, json!({ "startingOn": AFTER_A_CLOCK_CHANGE.1 })).await, before);
    }
}

#[tokio::test]
async fn the_same_present_gives_the_same_clinic() {
    let mut seen = Vec::new();
    for _ in 0..2 {
        let database = TestDatabase::create(crate::support::Backend::Sqlite).await.unwrap();
        let demo = Demo::at(database, AT_A_WEEKS_END.0).await;
        seen.push(demo.ask(OVERVIEW, json!({ "startingOn": AT_A_WEEKS_END.1 })).await);
    }
    assert_eq!(seen[0], seen[1]);
}
