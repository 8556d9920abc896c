//! A schema with every way to fail.

use async_graphql::{Context, EmptySubscription, Object, Scalar, ScalarType};

use super::*;
use crate::domain::access::{Action, Denied, Lacking, Role};
use crate::domain::ids::ClinicId;
use crate::domain::randomness::Entropy;
use crate::graphql::{ApiError, RequestId, UNAVAILABLE, invalid_value};

const SECRET: &str = "SELECT name FROM client";

struct Sevens;
impl Entropy for Sevens {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

struct Even;

#[Scalar]
impl ScalarType for Even {
    fn parse(value: Value) -> async_graphql::InputValueResult<Self> {
        match value {
            Value::Number(n) if n.as_i64().is_some_and(|n| n % 2 == 0) => Ok(Self),
            Value::Number(_) => Err(invalid_value("an even number is wanted")),
            other => Err(async_graphql::InputValueError::expected_type(other)),
        }
    }
    fn to_value(&self) -> Value {
        Value::Null
    }
}

#[derive(Debug, thiserror::Error)]
#[error("pool closed")]
struct Fault(#[source] std::io::Error);

fn blow_up() -> i32 {
    panic!("{SECRET}")
}

struct Query;

#[Object]
impl Query {
    async fn clinic(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        Ok(format!("{} {}", ctx.data::<Caller>()?.clinic_id, ctx.data::<RequestId>()?))
    }
    async fn number(&self, n: i32) -> i32 {
        n
    }
    async fn even(&self, n: Even) -> bool {
        let Even = n;
        true
    }
    async fn fault(&self) -> Option<Result<i32, async_graphql::Error>> {
        Some(Err(ApiError::Internal(Box::new(Fault(std::io::Error::other(SECRET)))).into()))
    }
    async fn raw(&self) -> async_graphql::Result<i32> {
        Err(SECRET.into())
    }
    async fn away(&self) -> async_graphql::Result<i32> {
        Err(ApiError::Unavailable(Box::new(Fault(std::io::Error::other(SECRET)))).into())
    }
    async fn panics(&self) -> i32 {
        blow_up()
    }
    async fn hangs(&self) -> i32 {
        std::future::pending().await
    }
    async fn denied(&self) -> Result<i32, ApiErrorForLibrary> {
        Err(ApiError::Denied(Denied {
            action: Action::ReadClients,
            lacking: Lacking::Right(Role::Viewer, Action::ReadClients),
        })
        .into())
    }
    async fn invalid(&self) -> async_graphql::Result<i32> {
        Err(ApiError::InvalidInput { field: "first", message: "at most 100".into() }.into())
    }
}

type ApiErrorForLibrary = async_graphql::Error;

struct Mutation;

#[Object]
impl Mutation {
    async fn change(&self) -> bool {
        true
    }
}

fn caller() -> Caller {
    Caller::system(ClinicId::from_uuid(uuid::Uuid::nil()), "test")
}

fn request(query: &str) -> GraphQlRequest {
    GraphQlRequest::new(RequestId::draw(&Sevens), query)
}

async fn answer(request: GraphQlRequest) -> serde_json::Value {
    let schema = Schema::new(Query, Mutation, EmptySubscription);
    let policy = Policy { time_limit: Duration::from_millis(300), ..Policy::default() };
    serde_json::to_value(Endpoint::new(schema, policy).execute(caller(), request).await).unwrap()
}

async fn code(query: &str) -> String {
    let answer = answer(request(query)).await;
    assert_eq!(answer["errors"].as_array().map(Vec::len), Some(1), "{answer}");
    assert!(!answer.to_string().contains("SELECT"), "{answer}");
    answer["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn resolvers_find_the_caller_and_the_request_id() {
    let answer = answer(request("{ clinic }")).await;
    let expected = format!("{} {}", caller().clinic_id, "07".repeat(16));
    assert_eq!(answer["data"]["clinic"], expected);
}

#[tokio::test]
async fn faults_and_panics_answer_with_the_request_id_and_nothing_else() {
    for query in ["{ fault }", "{ raw }", "{ panics }"] {
        assert_eq!(code(query).await, "INTERNAL", "{query}");
        let error = answer(request(query)).await["errors"][0].clone();
        assert_eq!(error["message"], "Internal error");
        assert_eq!(error["extensions"]["requestId"], "07".repeat(16));
    }
}

#[tokio::test]
async fn a_database_that_is_away_is_called_so_and_tells_nothing_else() {
    let answer = answer(request("{ away }")).await;
    let error = &answer["errors"][0];
    assert!(!answer.to_string().contains(SECRET), "{answer}");
    assert_eq!(error["message"], UNAVAILABLE);
    assert_eq!(
        error["extensions"],
        serde_json::json!({ "code": "UNAVAILABLE", "requestId": "07".repeat(16) })
    );
}

/// As the check of a mutation's rights does, which stands before execution.
#[test]
fn a_fault_outside_a_resolver_is_not_taken_for_a_word_on_the_document() {
    for (fault, code) in [
        (ApiError::Internal(Box::new(Fault(std::io::Error::other(SECRET)))), Code::Internal),
        (ApiError::Unavailable(Box::new(Fault(std::io::Error::other(SECRET)))), Code::Unavailable),
    ] {
        let error = async_graphql::Error::from(fault).into_server_error(async_graphql::Pos::default());
        let told = super::sanitise(Response::from_errors(vec![error]), RequestId::draw(&Sevens));
        assert_eq!(Code::of(told.errors[0].extensions.as_ref()), Some(code));
        assert!(!format!("{told:?}").contains(SECRET), "{told:?}");
    }
}

#[tokio::test]
async fn a_request_that_hangs_is_cut() {
    assert_eq!(code("{ hangs }").await, "TIMEOUT");
}

#[tokio::test]
async fn errors_meant_for_the_client_keep_code_message_and_field() {
    assert_eq!(code("{ denied }").await, "FORBIDDEN");
    let error = answer(request("{ invalid }")).await["errors"][0].clone();
    assert_eq!(error["extensions"], serde_json::json!({ "code": "INVALID_INPUT", "field": "first" }));
    assert_eq!(error["message"], "at most 100");
}

#[tokio::test]
async fn values_that_cannot_be_read_are_invalid_input_and_are_not_echoed() {
    for query in ["{ number(n: 99999999999) }", "{ even(n: 3) }", "{ even(n: \"Jane Roe\") }"] {
        assert_eq!(code(query).await, "INVALID_INPUT", "{query}");
        assert!(!answer(request(query)).await.to_string().contains("Jane"), "{query}");
    }
}

#[tokio::test]
async fn the_guard_and_validation_have_codes_and_no_suggestions() {
    assert_eq!(code("{ clinic").await, "SYNTAX_ERROR");
    assert_eq!(code("{ __schema { types { name } } }").await, "FORBIDDEN");
    assert_eq!(code("{ clinik }").await, "INVALID_DOCUMENT");
    assert_eq!(code(&"{ a:clinic }".replace("a:clinic", &"a:clinic ".repeat(51))).await, "TOO_COMPLEX");
    assert!(!answer(request("{ clinik }")).await.to_string().contains("Did you mean"));
}

#[tokio::test]
async fn a_document_full_of_errors_gets_no_answer_full_of_errors() {
    let text = format!("{{ clinic {{ {} }} }}", "nothing ".repeat(1_000));
    assert_eq!(answer(request(&text)).await["errors"].as_array().map(Vec::len), Some(20));
}

#[tokio::test]
async fn a_required_variable_is_asked_for_once_before_anything_runs() {
    let text = "query($n: Int!) { a: number(n: $n) b: number(n: $n) panics }";
    assert_eq!(code(text).await, "INVALID_INPUT");
    let mut null = request(text);
    null.variables = Variables::from_json(serde_json::json!({ "n": null }));
    assert_eq!(answer(null).await["errors"][0]["message"], "The variable $n is required");
    let given = answer(request("query($n: Int! = 3) { number(n: $n) }")).await;
    assert_eq!(given["data"]["number"], 3);
}

#[tokio::test]
async fn a_mutation_is_refused_where_only_reading_is_allowed() {
    let by_get = GraphQlRequest { allow_mutation: false, ..request("mutation { change }") };
    assert_eq!(answer(by_get).await["errors"][0]["extensions"]["code"], "METHOD_NOT_ALLOWED");
    assert_eq!(answer(request("mutation { change }")).await["data"]["change"], true);
}
