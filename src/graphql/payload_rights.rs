//! What a mutation's answer may show, decided before the mutation runs: one that answers FORBIDDEN has done nothing.
//!
//! A field whose resolver needs a right of its own says so by `@needs`, in the schema too. The check finds the fields a
//! mutation's document selects and refuses the request if the caller lacks the right of one. Queries need no such
//! check: there the resolver refuses, and nothing was done anyway.

use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextParseQuery, NextValidation,
};
use async_graphql::parser::types::{ExecutableDocument, OperationType};
use async_graphql::registry::{MetaField, Registry};
use async_graphql::{ServerError, ServerResult, TypeDirective, ValidationResult, Value, Variables};

use super::code::Code;
use super::expose::expose;
use super::selected::{SelectedField, selected_fields};
use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};

/// The rights that the caller needs for this field, beyond those for the record it belongs to. A mutation that selects
/// a field without one of them is refused as FORBIDDEN, and nothing is done.
#[TypeDirective(location = "FieldDefinition")]
pub(crate) fn needs(rights: Vec<String>) {}

/// The argument of `@needs`.
pub(crate) fn rights(actions: &[Action]) -> Vec<String> {
    actions.iter().map(Action::to_string).collect()
}

/// Checks every mutation's document; part of the schema.
pub(super) struct PayloadRights;

impl ExtensionFactory for PayloadRights {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Check::default())
    }
}

/// The check of one request: the document is read when it is parsed, and judged once it is known to be valid.
#[derive(Default)]
struct Check {
    needed: Mutex<Vec<Need>>,
}

/// A selected field, and a right it needs.
struct Need {
    field: SelectedField,
    action: Action,
}

#[async_trait::async_trait]
impl Extension for Check {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        let needed = needed_by(&ctx.schema_env.registry, &document, variables);
        *self.needed.lock().unwrap_or_else(PoisonError::into_inner) = needed;
        Ok(document)
    }

    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        let valid = next.run(ctx).await?;
        let needed = std::mem::take(&mut *self.needed.lock().unwrap_or_else(PoisonError::into_inner));
        for need in needed {
            check(ctx, need).await.map_err(|error| vec![error])?;
        }
        Ok(valid)
    }
}

async fn check(ctx: &ExtensionContext<'_>, need: Need) -> Result<(), ServerError> {
    let Need { field: SelectedField { name, position }, action } = need;
    let data = |error: async_graphql::Error| error.into_server_error(position);
    let (app, caller) = (ctx.data::<App>().map_err(data)?, ctx.data::<Caller>().map_err(data)?);
    match require(app, caller, action, Concern::Clinic).await {
        Ok(()) => Ok(()),
        Err(Failure::Denied(_)) => {
            let message = format!(
                "Not allowed: `{name}` needs the right {action}. Nothing was done: leave the field out, or use a token \
                 with the scope {}, of somebody who may",
                action.scope()
            );
            let mut error = ServerError::new(message, Some(position));
            error.extensions = Some(Code::Forbidden.extensions());
            Err(error)
        }
        Err(failure) => Err(expose(failure).into_server_error(position)),
    }
}

/// What a mutation's document needs, each right once; nothing for a query.
fn needed_by(registry: &Registry, document: &ExecutableDocument, variables: &Variables) -> Vec<Need> {
    let mut needed: Vec<Need> = Vec::new();
    selected_fields(registry, document, OperationType::Mutation, variables, &mut |field, meta| {
        for action in rights_of(meta) {
            if !needed.iter().any(|known| known.action == action) {
                needed.push(Need { field: field.clone(), action });
            }
        }
    });
    needed
}

/// The rights a field's `@needs` names.
fn rights_of(meta: &MetaField) -> Vec<Action> {
    let directives = meta.directive_invocations.iter().filter(|directive| directive.name == "needs");
    let words = directives.filter_map(|directive| match directive.args.get("rights") {
        Some(Value::List(words)) => Some(words),
        _ => None,
    });
    words
        .flatten()
        .filter_map(|word| match word {
            Value::String(word) => word.parse().ok(),
            _ => None,
        })
        .collect()
}
