//! Merges of clients' records, and the preview of one.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_id;
use crate::graphql::mutations::{MergeClientsInput, PreviewClientMergePayload};
use crate::graphql::page::PageRequest;
use crate::graphql::types::ClientMerge;

#[derive(Default)]
pub(crate) struct ClientMergeQueries;

#[Object]
impl ClientMergeQueries {
    /// The merges of clients' records, newest first, those undone too. Needs the right to change clients.
    async fn client_merges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this client's record only, kept or merged.")] client_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, ClientMerge>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let client_id = client_id.map(|id| parse_id("clientId", &id)).transpose()?;
        let found = people::list_merges(app, caller, client_id, page.slice()).await.map_err(expose)?;
        page.connection(ctx, found, |merge| merge.id, ClientMerge)
    }

    /// What making two records of one client one would come to; writes nothing. Needs the rights to change and to read
    /// clients.
    async fn preview_client_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two.")] input: MergeClientsInput,
    ) -> Result<PreviewClientMergePayload> {
        PreviewClientMergePayload::of(ctx, input).await
    }
}
