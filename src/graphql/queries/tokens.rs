//! The clinic's API tokens.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, staff};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::page::PageRequest;
use crate::graphql::types::ApiToken;

#[derive(Default)]
pub(crate) struct TokenQueries;

#[Object]
impl TokenQueries {
    /// The clinic's API tokens, oldest first, revoked and expired ones too; never their secrets.
    async fn api_tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Only those of this member of staff.")] staff_member_id: Option<ID>,
    ) -> Result<Connection<String, ApiToken>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let of = parse_optional_id("staffMemberId", staff_member_id.as_ref())?;
        let tokens = staff::list_tokens(app, caller, of, page.slice()).await.map_err(expose)?;
        page.connection(ctx, tokens, |token| token.id, ApiToken)
    }
}
