//! The parameters of a GraphQL request, from a JSON body or a query string, each of its type.

use async_graphql::Variables;
use axum::extract::Query;
use axum::http::Uri;
use serde_json::{Map, Value};

use crate::graphql::{GraphQlRequest, RequestId};

/// What is wrong with a request's parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadParameters {
    #[error("the body is not JSON")]
    NotJson,
    #[error("batches are not served: send one request at a time")]
    Batch,
    #[error("the body must be a JSON object")]
    NotAnObject,
    #[error(
        "the parameter `query` is missing: it is the GraphQL document, as in {{\"query\": \"{{ __typename }}\"}}"
    )]
    NoQuery,
    #[error("the query string cannot be read")]
    NotAQueryString,
    #[error("the parameter `{0}` is given twice")]
    Repeated(&'static str),
    #[error("the parameter `{name}` must be {wanted}")]
    Mistyped { name: &'static str, wanted: &'static str },
}

/// Reads the body of a POST.
pub(super) fn from_body(body: &[u8], id: RequestId) -> Result<GraphQlRequest, BadParameters> {
    match serde_json::from_slice(body).map_err(|_| BadParameters::NotJson)? {
        Value::Object(parameters) => from_parameters(parameters, id),
        Value::Array(_) => Err(BadParameters::Batch),
        _ => Err(BadParameters::NotAnObject),
    }
}

/// Reads the query string of a GET: texts, `variables` and `extensions` as JSON. Such a request changes nothing.
pub(super) fn from_query_string(uri: &Uri, id: RequestId) -> Result<GraphQlRequest, BadParameters> {
    let Query(pairs) =
        Query::<Vec<(String, String)>>::try_from_uri(uri).map_err(|_| BadParameters::NotAQueryString)?;
    let mut parameters = Map::new();
    for (name, text) in pairs {
        let (name, value) = match name.as_str() {
            "query" => ("query", Value::String(text)),
            "operationName" if text.is_empty() => ("operationName", Value::Null),
            "operationName" => ("operationName", Value::String(text)),
            "variables" => ("variables", json("variables", &text)?),
            "extensions" => ("extensions", json("extensions", &text)?),
            _ => continue,
        };
        if parameters.insert(name.to_owned(), value).is_some() {
            return Err(BadParameters::Repeated(name));
        }
    }
    from_parameters(parameters, id).map(|request| GraphQlRequest { allow_mutation: false, ..request })
}

/// Reads the parameters as they stand in a body, or in a message of a socket.
pub(super) fn from_parameters(
    mut parameters: Map<String, Value>,
    id: RequestId,
) -> Result<GraphQlRequest, BadParameters> {
    let query = match parameters.remove("query") {
        Some(Value::String(query)) => query,
        None | Some(Value::Null) => return Err(BadParameters::NoQuery),
        Some(_) => return Err(BadParameters::Mistyped { name: "query", wanted: "a string" }),
    };
    let operation_name = match parameters.remove("operationName") {
        None | Some(Value::Null) => None,
        Some(Value::String(name)) => Some(name),
        Some(_) => return Err(BadParameters::Mistyped { name: "operationName", wanted: "a string" }),
    };
    let variables = object(&mut parameters, "variables")?;
    object(&mut parameters, "extensions")?;
    Ok(GraphQlRequest {
        operation_name,
        variables: Variables::from_json(variables),
        ..GraphQlRequest::new(id, query)
    })
}

fn object(parameters: &mut Map<String, Value>, name: &'static str) -> Result<Value, BadParameters> {
    match parameters.remove(name) {
        None | Some(Value::Null) => Ok(Value::Object(Map::new())),
        Some(object @ Value::Object(_)) => Ok(object),
        Some(_) => Err(BadParameters::Mistyped { name, wanted: "an object" }),
    }
}

fn json(name: &'static str, text: &str) -> Result<Value, BadParameters> {
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|_| BadParameters::Mistyped { name, wanted: "a JSON object" })
}
