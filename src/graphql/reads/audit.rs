//! Writing the row, between execution and the answer.

use std::sync::Arc;

use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{Pos, Response, ServerError, Value};

use super::collector::Reads;
use crate::app::audit::record_read;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::graphql::error::ApiError;
use crate::graphql::expose::expose;

/// Holds every answer back until the audit log has a row for what it shows of clients; part of the schema. An answer
/// without data shows nothing.
pub(crate) struct AuditReads;

impl ExtensionFactory for AuditReads {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for AuditReads {
    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        let response = next.run(ctx, operation_name).await;
        if response.data == Value::Null {
            return response;
        }
        match record(ctx).await {
            Ok(()) => response,
            Err(error) => Response::from_errors(vec![error]),
        }
    }
}

async fn record(ctx: &ExtensionContext<'_>) -> Result<(), ServerError> {
    let data = |error: async_graphql::Error| error.into_server_error(Pos::default());
    let (app, reads) = (ctx.data::<App>().map_err(data)?, ctx.data::<Reads>().map_err(data)?);
    let shown = reads.take();
    // Who only signs in is no caller yet, and is shown nobody.
    if shown.is_empty() {
        return Ok(());
    }
    let caller = ctx.data::<Caller>().map_err(data)?;
    record_read(app, caller, reads.operation(), &shown).await.map_err(|failure| {
        let error = match failure {
            // The change was made: BUSY would say that it was not.
            Failure::Busy if reads.is_mutation() => ApiError::Unavailable(Box::new(Failure::Busy)).into(),
            failure => expose(failure),
        };
        error.into_server_error(Pos::default())
    })
}
