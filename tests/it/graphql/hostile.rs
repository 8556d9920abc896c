//! Documents made to hurt, and faults that must not talk.

#![expect(clippy::disallowed_methods, reason = "what is measured is the time it really takes")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use roundel::graphql::UNAVAILABLE;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{Backend, TestClinic, TestDatabase, both};

const NOON: &str = "2026-03-02T12:00:00Z";
const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");
const CLIENTS: &str = include_str!("../../../graphql/operations/clients/clients_with_availability.graphql");
const CREATE_CLIENT: &str = include_str!("../../../graphql/operations/clients/create_client.graphql");
const SITES: &str = include_str!("../../../graphql/operations/clinics/sites.graphql");

/// No answer to a hostile document needs more.
const MOST_BYTES: usize = 1024;
const MOST_TIME: Duration = Duration::from_secs(1);

/// Each fragment spreads the next twice: 2^20 fields.
fn fragment_bomb() -> String {
    let mut text = "{ ...F0 }".to_owned();
    for depth in 0..20 {
        write!(text, " fragment F{depth} on Query {{ ...F{0} ...F{0} }}", depth + 1).unwrap();
    }
    text + " fragment F20 on Query { viewer { role } }"
}

fn fragment_cycle() -> String {
    "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }".to_owned()
}

fn brackets() -> String {
    format!("{}{}", "{a".repeat(20_000), "}".repeat(20_000))
}

fn values() -> String {
    format!("{{ node(id: {}{}) {{ id }} }}", "[".repeat(20_000), "]".repeat(20_000))
}

fn deep() -> String {
    let inline = "... on TherapyGroup { enrollments { client { ... on Client {";
    format!("{{ node(id: \"x\") {{ {} id {} }} }}", inline.repeat(8), "}".repeat(32))
}

fn flood(count: usize, item: impl Fn(usize) -> String) -> String {
    format!("{{ {} }}", (0..count).map(item).collect::<Vec<_>>().join(" "))
}

#[rstest]
#[case::fragment_bomb(fragment_bomb(), "TOO_COMPLEX")]
#[case::fragment_cycle(fragment_cycle(), "INVALID_DOCUMENT")]
#[case::brackets(brackets(), "TOO_COMPLEX")]
#[case::values(values(), "TOO_COMPLEX")]
#[case::deep_nesting(deep(), "TOO_COMPLEX")]
#[case::alias_flood(flood(200, |n| format!("a{n}: viewer {{ role }}")), "TOO_COMPLEX")]
#[case::typename_flood(flood(1500, |_| "__typename".to_owned()), "TOO_COMPLEX")]
#[case::renamed_typename_flood(flood(1200, |n| format!("t{n}: __typename")), "TOO_COMPLEX")]
#[case::directive_flood(format!("{{ viewer {{ role{} }} }}", " @include(if: true)".repeat(400)), "TOO_COMPLEX")]
#[case::unknown_directive_flood(format!("{{ viewer {{ role{} }} }}", " @x".repeat(1500)), "TOO_COMPLEX")]
#[case::wide_pages(
    flood(18, |n| format!("p{n}: sites(first: 100) {{ nodes {{{}}} }}", " id".repeat(30))),
    "TOO_COMPLEX"
)]
#[case::wide_lists(
    flood(10, |n| format!(
        "g{n}: groups(first: 100) {{ nodes {{ enrollments {{ client {{ availability {{ weekday }} }} }} }} }}"
    )),
    "TOO_COMPLEX"
)]
#[case::too_long("#".repeat(100_000), "TOO_COMPLEX")]
#[case::mistakes(flood(900, |n| format!("wrong{n}")), "TOO_COMPLEX")]
#[case::page_above_the_most("{ sites(first: 101) { nodes { id } } }".to_owned(), "INVALID_INPUT")]
#[case::page_below_one("{ sites(first: -1) { nodes { id } } }".to_owned(), "INVALID_INPUT")]
#[case::two_operations("query A { viewer { role } } query B { viewer { role } }".to_owned(), "INVALID_DOCUMENT")]
#[case::introspection("{ __schema { types { name } } }".to_owned(), "FORBIDDEN")]
#[case::introspection_of_a_type("{ __type(name: \"Client\") { name } }".to_owned(), "FORBIDDEN")]
#[case::subscription("subscription { viewer { role } }".to_owned(), "INVALID_DOCUMENT")]
#[case::no_graphql("\u{0}\u{feff}}{".to_owned(), "SYNTAX_ERROR")]
#[tokio::test]
async fn a_hostile_document_gets_a_short_coded_answer_at_once(#[case] document: String, #[case] code: &str) {
    let database = TestDatabase::create(Backend::Sqlite).await.unwrap();
    let clinic = TestClinic::open_at(database, NOON).await;
    let begun = Instant::now();
    let response = clinic.run(&clinic.admin, &document, json!({})).await;
    let (took, size) = (begun.elapsed(), response.to_string().len());
    assert_eq!(response["errors"][0]["extensions"]["code"], code, "{response:#}");
    assert!(took < MOST_TIME, "{took:?}");
    assert!(size < MOST_BYTES, "{size} bytes: {response:#}");
    assert_eq!(response["data"], Value::Null);
}

/// One error that says nothing but that there was one, and where to look it up.
#[track_caller]
fn assert_says_nothing(response: &Value, code: &str, message: &str) {
    let [error] = response["errors"].as_array().unwrap().as_slice() else { panic!("{response:#}") };
    let known = ["message", "locations", "path", "extensions"];
    assert!(error.as_object().unwrap().keys().all(|key| known.contains(&key.as_str())), "{response:#}");
    let id = error["extensions"]["requestId"].as_str().unwrap();
    assert!(id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
    assert_eq!(error["extensions"], json!({ "code": code, "requestId": id }));
    assert_eq!(error["message"], message);
    let holds_data = response["data"].as_object().is_some_and(|data| !data.values().all(Value::is_null));
    assert!(!holds_data, "{response:#}");
}

fn new_client() -> Value {
    json!({ "input": { "preferredName": "Kim", "language": "en", "zone": "America/New_York" } })
}

both! {
    async fn a_database_that_is_gone_shows_nowhere(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let client = clinic.ask(CREATE_CLIENT, new_client()).await["createClient"]["client"]["id"].clone();
        clinic.database.db.clone().close().await.unwrap();
        for (document, variables) in [
            (SITES, json!({})),
            (CREATE_CLIENT, new_client()),
            (CLIENT, json!({ "id": client })),
            (CLIENTS, json!({})),
        ] {
            let answer = clinic.run(&clinic.admin, document, variables).await;
            assert_says_nothing(&answer, "UNAVAILABLE", UNAVAILABLE);
        }
    }

    async fn a_table_that_is_gone_shows_nowhere(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let client = clinic.ask(CREATE_CLIENT, new_client()).await["createClient"]["client"]["id"].clone();
        clinic.database.execute("DROP TABLE availability_window").await;
        let mut with_windows = new_client();
        with_windows["input"]["availability"] =
            json!([{ "weekday": "MONDAY", "localStart": "09:00:00", "localEnd": "10:00:00" }]);
        for (document, variables) in
            [(CLIENTS, json!({})), (CLIENT, json!({ "id": client })), (CREATE_CLIENT, with_windows)]
        {
            let answer = clinic.run(&clinic.admin, document, variables).await;
            assert_says_nothing(&answer, "INTERNAL", "Internal error");
        }
    }

    async fn a_value_that_cannot_be_read_shows_nowhere(db) {
        let clinic = TestClinic::open_at(db, NOON).await;
        let client = clinic.ask(CREATE_CLIENT, new_client()).await["createClient"]["client"]["id"].clone();
        clinic.database.execute("UPDATE client SET location = 'Mars'").await;
        for (document, variables) in [(CLIENTS, json!({})), (CLIENT, json!({ "id": client }))] {
            let answer = clinic.run(&clinic.admin, document, variables).await;
            assert_says_nothing(&answer, "INTERNAL", "Internal error");
        }
    }
}
