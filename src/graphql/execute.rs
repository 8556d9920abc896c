//! The one way a document is executed: by `/graphql`, by the console, by the tests.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_graphql::parser::types::{OperationDefinition, OperationType, Selection};
use async_graphql::{ObjectType, Request, Response, Schema, ServerError, SubscriptionType, Value, Variables};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::code::Code;
use super::error::{UNAUTHENTICATED, internal_error, request_error};
use super::guard::{self, Admitted, Limits};
use super::reads::Reads;
use super::request::{GraphQlRequest, RequestId};
use super::sanitise::sanitise;
use super::subscriptions::{LiveSubscription, subscribe};
use crate::domain::access::{Caller, Origin};
use crate::metrics::Metrics;

/// What execution is held to.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The limits of a document.
    pub limits: Limits,
    /// How long one request may take, from its admission to its answer.
    pub time_limit: Duration,
    /// Where operations are counted.
    pub metrics: Metrics,
}

impl Default for Policy {
    fn default() -> Self {
        Self { limits: Limits::default(), time_limit: Duration::from_secs(10), metrics: Metrics::default() }
    }
}

/// A schema and its policy, of whatever types: what the web and the console hold.
#[derive(Clone)]
pub struct Endpoint {
    execute: Arc<Execute>,
    subscribe: Arc<Subscribe>,
}

type Execute = dyn Fn(Option<Caller>, GraphQlRequest) -> BoxFuture<'static, Response> + Send + Sync;
type Subscribe =
    dyn Fn(Caller, GraphQlRequest) -> BoxFuture<'static, Result<LiveSubscription, Response>> + Send + Sync;

impl Endpoint {
    /// Joins a schema and a policy.
    pub fn new<Q, M, S>(schema: Schema<Q, M, S>, policy: Policy) -> Self
    where
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    {
        let policy = Arc::new(policy);
        let shared = (schema.clone(), Arc::clone(&policy));
        Self {
            execute: Arc::new(move |caller, request| {
                let (schema, policy) = (schema.clone(), Arc::clone(&policy));
                async move { execute(&schema, &policy, caller, request).await }.boxed()
            }),
            subscribe: Arc::new(move |caller, request| {
                let (schema, policy) = shared.clone();
                async move { subscribe(&schema, &policy, caller, request).await }.boxed()
            }),
        }
    }

    /// Executes a request; see [`execute`].
    pub async fn execute(&self, caller: Caller, request: GraphQlRequest) -> Response {
        (self.execute)(Some(caller), request).await
    }

    /// Executes a request of somebody who is not known: to sign in, and nothing else.
    pub async fn execute_for_nobody(&self, request: GraphQlRequest) -> Response {
        (self.execute)(None, request).await
    }

    /// Admits a subscription by the same rules; nothing is sent before an entry of the change feed is delivered.
    ///
    /// # Errors
    /// The answer that says why not.
    pub async fn subscribe(
        &self,
        caller: Caller,
        request: GraphQlRequest,
    ) -> Result<LiveSubscription, Response> {
        (self.subscribe)(caller, request).await
    }
}

/// Executes one request for one caller, or for nobody, who may do nothing but sign in. Every error of the answer has a
/// `Code`, and none tells of our insides.
///
/// Resolvers find the `Caller`, with the request as its origin, and the `RequestId` in the request's data. An answer that
/// holds records of clients has its row in the audit log before it is given. A resolver that panics or takes too long
/// ends its request, not the process.
pub async fn execute<Q, M, S>(
    schema: &Schema<Q, M, S>,
    policy: &Policy,
    caller: Option<Caller>,
    request: GraphQlRequest,
) -> Response
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let id = request.id;
    let kind = OnceLock::new();
    let response = within_limits(policy, id, admit_and_run(schema, policy, caller, request, &kind))
        .await
        .unwrap_or_else(refused);
    let error = response.errors.first();
    let code = error.map(|error| Code::of(error.extensions.as_ref()).unwrap_or(Code::Internal));
    policy.metrics.operated(kind.get().copied().unwrap_or("none"), code.map_or("OK", Code::word));
    response
}

const fn word(kind: OperationType) -> &'static str {
    match kind {
        OperationType::Query => "query",
        OperationType::Mutation => "mutation",
        OperationType::Subscription => "subscription",
    }
}

/// What `work` gives, or the error for one that panics or takes too long.
#[expect(clippy::disallowed_methods, reason = "a limit on one request, whatever the clock shows")]
pub(super) async fn within_limits<T>(
    policy: &Policy,
    id: RequestId,
    work: impl Future<Output = T>,
) -> Result<T, ServerError> {
    match tokio::time::timeout(policy.time_limit, AssertUnwindSafe(work).catch_unwind()).await {
        Ok(Ok(done)) => Ok(done),
        // What it said may hold names; where it happened is told by the panic hook.
        Ok(Err(_panic)) => {
            tracing::error!(request_id = %id, "a resolver panicked");
            Err(internal_error(id))
        }
        Err(_) => {
            tracing::warn!(request_id = %id, limit = ?policy.time_limit, "a request took too long");
            Err(request_error(Code::Timeout, "The request took too long"))
        }
    }
}

/// Parses and prices the document, and checks what the library would say less well.
pub(super) fn admit(request: &GraphQlRequest, limits: &Limits) -> Result<Admitted, ServerError> {
    let admitted = guard::admit(&request.query, &request.variables, limits)
        .map_err(|refusal| request_error(Code::from(&refusal), refusal.to_string()))?;
    if let Some(operation) = admitted.operation() {
        check_operation(operation, request)?;
    }
    Ok(admitted)
}

async fn admit_and_run<Q, M, S>(
    schema: &Schema<Q, M, S>,
    policy: &Policy,
    caller: Option<Caller>,
    request: GraphQlRequest,
    kind: &OnceLock<&'static str>,
) -> Response
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let id = request.id;
    let admitted = match admit(&request, &policy.limits) {
        Ok(admitted) => admitted,
        Err(error) => return refused(error),
    };
    kind.get_or_init(|| admitted.operation().map_or("none", |operation| word(operation.ty)));
    if caller.is_none() && !admitted.operation().is_some_and(signs_in_alone) {
        return refused(request_error(Code::Unauthenticated, UNAUTHENTICATED));
    }
    let reads = Reads::of(&admitted);
    let price = admitted.price;
    let origin = Origin { request_id: Some(id.to_string()), source: request.browser.source };
    let mut prepared = Request::new(request.query)
        .variables(request.variables)
        .data(id)
        .data(request.browser)
        .data(reads)
        .data(policy.metrics.clone());
    if let Some(caller) = caller {
        prepared = prepared.data(Caller { origin, ..caller });
    }
    prepared.operation_name = request.operation_name;
    prepared.set_parsed_query(admitted.document);
    let response = sanitise(schema.execute(prepared).await, id);
    tracing::debug!(request_id = %id, cost = price.cost, depth = price.depth, errors = response.errors.len(), "executed");
    response
}

/// Whether the operation is a mutation whose one root is `signIn`, written out: what nobody may send.
fn signs_in_alone(operation: &OperationDefinition) -> bool {
    let roots = operation.selection_set.node.items.as_slice();
    let [root] = roots else { return false };
    operation.ty == OperationType::Mutation
        && matches!(&root.node, Selection::Field(field) if field.node.name.node == "signIn")
}

fn check_operation(operation: &OperationDefinition, request: &GraphQlRequest) -> Result<(), ServerError> {
    if operation.ty == OperationType::Mutation && !request.allow_mutation {
        return Err(request_error(Code::MethodNotAllowed, "A mutation needs POST"));
    }
    match missing_variable(operation, &request.variables) {
        Some(name) => Err(request_error(Code::InvalidInput, format!("The variable ${name} is required"))),
        None => Ok(()),
    }
}

/// The first required variable without a value: the library would report it once for each field that uses it.
fn missing_variable<'a>(operation: &'a OperationDefinition, given: &Variables) -> Option<&'a str> {
    operation
        .variable_definitions
        .iter()
        .map(|definition| &definition.node)
        .filter(|variable| !variable.var_type.node.nullable)
        .find(|variable| match given.get(&variable.name.node) {
            Some(value) => *value == Value::Null,
            None => variable.default_value.is_none(),
        })
        .map(|variable| variable.name.node.as_str())
}

fn refused(error: ServerError) -> Response {
    Response::from_errors(vec![error])
}

#[cfg(test)]
#[path = "execute_tests.rs"]
mod tests;
