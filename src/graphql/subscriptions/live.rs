//! A subscription from its admission to its end: one document, run once for each entry that may concern it.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{ObjectType, Request, Response, Schema, ServerError, SubscriptionType, Variables};
use futures_util::StreamExt as _;
use futures_util::future::BoxFuture;

use super::subscription::{Delivery, topic_of};
use crate::domain::access::{Caller, Origin};
use crate::domain::changes::{PublishedChange, Topic};
use crate::graphql::code::Code;
use crate::graphql::error::request_error;
use crate::graphql::execute::{Policy, admit, within_limits};
use crate::graphql::reads::Reads;
use crate::graphql::request::{GraphQlRequest, RequestId};
use crate::graphql::sanitise::sanitise;

type Run = dyn Fn(Caller, Arc<PublishedChange>, RequestId) -> BoxFuture<'static, Vec<Response>> + Send + Sync;

/// A subscription that was admitted.
#[derive(Clone)]
pub struct LiveSubscription {
    topic: Topic,
    run: Arc<Run>,
}

impl LiveSubscription {
    /// Whether it may have something to say of this entry; the clinic and the filters decide when it is delivered.
    #[must_use]
    pub fn concerns(&self, change: &PublishedChange) -> bool {
        change.touched(self.topic).is_some()
    }

    /// Whether it is told once for all entries of a moment, with the last of them.
    #[must_use]
    pub const fn is_gathered(&self) -> bool {
        self.topic.is_gathered()
    }

    /// What the subscriber is sent for this entry: usually one answer, or none. The caller must have been found out
    /// anew: their rights of this moment decide.
    pub async fn deliver(
        &self,
        caller: Caller,
        change: Arc<PublishedChange>,
        id: RequestId,
    ) -> Vec<Response> {
        if caller.clinic_id == change.clinic_id { (self.run)(caller, change, id).await } else { Vec::new() }
    }
}

/// The document of a subscription, priced and parsed once.
struct Watched {
    query: String,
    operation_name: Option<String>,
    variables: Variables,
    document: ExecutableDocument,
    /// The root field, as the audit log tells it.
    operation: String,
    /// The address of the socket's other end, where it is known.
    source: Option<IpAddr>,
}

/// Admits a subscription by the rules of every document, and runs it once without an entry: a bad argument or a missing
/// right is told now.
///
/// # Errors
/// The answer that says why not.
pub(in crate::graphql) async fn subscribe<Q, M, S>(
    schema: &Schema<Q, M, S>,
    policy: &Arc<Policy>,
    caller: Caller,
    request: GraphQlRequest,
) -> Result<LiveSubscription, Response>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let id = request.id;
    let refused = |error| Response::from_errors(vec![error]);
    let admitted = admit(&request, &policy.limits).map_err(refused)?;
    let topic = admitted.operation().map_or(Ok(None), topic).map_err(refused)?;
    let operation = Reads::of(&admitted).operation().to_owned();
    let GraphQlRequest { id: _, query, operation_name, variables, allow_mutation: _, browser } = request;
    let watched = Arc::new(Watched {
        query,
        operation_name,
        variables,
        document: admitted.document,
        operation,
        source: browser.source,
    });
    let checked = run(schema, policy, &watched, caller, id, Delivery(None)).await;
    if let Some(refusal) = checked.into_iter().find(|answer| !answer.errors.is_empty()) {
        return Err(refusal);
    }
    let unknown = || refused(request_error(Code::InvalidDocument, "This field can't be watched"));
    let (schema, policy) = (schema.clone(), Arc::clone(policy));
    let run: Arc<Run> = Arc::new(move |caller, change, id| {
        let (schema, policy, watched) = (schema.clone(), Arc::clone(&policy), Arc::clone(&watched));
        Box::pin(async move { run(&schema, &policy, &watched, caller, id, Delivery(Some(change))).await })
    });
    Ok(LiveSubscription { topic: topic.ok_or_else(unknown)?, run })
}

/// What the operation watches; none for a field that the schema does not have, which validation tells.
fn topic(operation: &OperationDefinition) -> Result<Option<Topic>, ServerError> {
    if operation.ty != OperationType::Subscription {
        let message = "Only subscriptions are served here: send queries and mutations to /graphql";
        return Err(request_error(Code::BadRequest, message));
    }
    // The library would pass over a fragment, and with several fields nobody knows which to expect.
    match operation.selection_set.node.items.as_slice() {
        [root] => match &root.node {
            Selection::Field(field) if field.node.directives.is_empty() => {
                Ok(topic_of(&field.node.name.node))
            }
            _ => Err(request_error(Code::InvalidDocument, ONE_FIELD)),
        },
        _ => Err(request_error(Code::InvalidDocument, ONE_FIELD)),
    }
}

const ONE_FIELD: &str =
    "A subscription has one field at its root, with neither a fragment around it nor a directive";

async fn run<Q, M, S>(
    schema: &Schema<Q, M, S>,
    policy: &Policy,
    watched: &Watched,
    caller: Caller,
    id: RequestId,
    delivery: Delivery,
) -> Vec<Response>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    let Watched { query, operation_name, variables, document, operation, source } = watched;
    let caller = Caller { origin: Origin { request_id: Some(id.to_string()), source: *source }, ..caller };
    let mut prepared = Request::new(query.as_str())
        .variables(variables.clone())
        .data(caller)
        .data(id)
        .data(Reads::new(operation.clone(), false))
        .data(delivery);
    prepared.operation_name = operation_name.clone();
    prepared.set_parsed_query(document.clone());
    let answers = schema.execute_stream(prepared).map(|answer| sanitise(answer, id)).collect();
    within_limits(policy, id, answers).await.unwrap_or_else(|error| vec![Response::from_errors(vec![error])])
}
