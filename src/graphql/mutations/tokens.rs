//! Revoking API tokens.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::{App, staff};
use crate::domain::access::Caller;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::payload::payload;
use crate::graphql::types::ApiToken;

/// A token to revoke.
#[derive(InputObject)]
pub(crate) struct RevokeApiTokenInput {
    /// The token's id.
    token_id: ID,
}

payload! {
    /// The answer to `revokeApiToken`.
    "revokeApiToken" => RevokeApiTokenPayload {
        /// The token, with the instant since when it is revoked.
        api_token: ApiToken
    }
    RevokeApiTokenUserError, RevokeApiTokenErrorCode {}
}

#[derive(Default)]
pub(crate) struct TokenMutations;

#[Object]
impl TokenMutations {
    /// Revokes an API token for good: its next request is answered UNAUTHENTICATED. Revoking it again changes nothing.
    async fn revoke_api_token(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeApiTokenInput,
    ) -> Result<RevokeApiTokenPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("tokenId", &input.token_id)?;
        let token =
            staff::revoke_token(app, caller, id).await.map_err(|failure| expose_on("tokenId", failure))?;
        RevokeApiTokenPayload::done(ctx, token)
    }
}
