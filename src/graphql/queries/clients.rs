//! Clients. One client is `node`'s.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::graphql::error::ApiError;
use crate::graphql::expose::expose;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::selection::Selection;
use crate::graphql::types::Client;

/// The longest part of a name to look for, in characters.
const LONGEST_PART: usize = 80;

#[derive(Default)]
pub(crate) struct ClientQueries;

#[Object]
impl ClientQueries {
    /// The clinic's clients, oldest first. Needs the right to read clients.
    async fn clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(
            desc = "Only those whose preferred name holds this text, in any case; at most 80 characters."
        )]
        name_contains: Option<String>,
    ) -> Result<Connection<String, Client>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let part = part_of_name(name_contains.as_deref())?;
        let clients = people::list_clients(app, caller, part, page.slice()).await.map_err(expose)?;
        let clients = loaders::clients(ctx, Selection::of_rows(ctx), clients).await?;
        page.connection(ctx, clients, |client| client.record.id, |client| client)
    }
}

/// The text to look for, without the white space around it; no text looks for nothing.
fn part_of_name(given: Option<&str>) -> Result<Option<&str>> {
    match given.map(str::trim) {
        Some(text) if text.chars().count() > LONGEST_PART => {
            let message = format!("nameContains: at most {LONGEST_PART} characters");
            Err(ApiError::InvalidInput { field: "nameContains", message }.into())
        }
        text => Ok(text.filter(|text| !text.is_empty())),
    }
}
