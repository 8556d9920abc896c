//! Recording and changing clients.

use async_graphql::{Context, Object, Result};

use super::client_inputs::{CreateClientInput, UpdateClientInput};
use crate::app::people::{self, CreateClientError, UpdateClientError};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::Client;

payload! {
    /// The answer to `createClient`.
    "createClient" => CreateClientPayload {
        /// The new client.
        client: Client
    }
    CreateClientUserError, CreateClientErrorCode {
        /// Somebody agrees to e-mail and has no address.
        ConsentWithoutAddress,
        /// The clinic has a client of that external id.
        ExternalIdTaken,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

payload! {
    /// The answer to `updateClient`.
    "updateClient" => UpdateClientPayload {
        /// The client after the edit.
        client: Client
    }
    UpdateClientUserError, UpdateClientErrorCode {
        /// Somebody else has changed the client since: read it again.
        Stale,
        /// Somebody agrees to e-mail and has no address.
        ConsentWithoutAddress,
        /// Another client of the clinic has that external id.
        ExternalIdTaken,
    }
}

#[derive(Default)]
pub(crate) struct ClientMutations;

#[Object]
impl ClientMutations {
    /// Records a client. Needs the rights to change and to read clients.
    async fn create_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The client.")] input: CreateClientInput,
    ) -> Result<CreateClientPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match people::create_client(app, caller, command).await {
            Ok(client) => CreateClientPayload::done(ctx, client),
            Err(error) => create_refused(error).map_err(expose),
        }
    }

    /// Changes what is known of a client. Needs the rights to change and to read clients.
    async fn update_client(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edit.")] input: UpdateClientInput,
    ) -> Result<UpdateClientPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("id", &input.id)?;
        let command = parsed!(input.parse(id));
        match people::update_client(app, caller, command).await {
            Ok(client) => UpdateClientPayload::done(ctx, client),
            Err(error) => update_refused(error).map_err(|failure| expose_on("id", failure)),
        }
    }
}

fn create_refused(error: CreateClientError) -> Result<CreateClientPayload, Failure> {
    use CreateClientErrorCode as Code;
    let (code, field) = match error {
        CreateClientError::ConsentWithoutAddress => (Code::ConsentWithoutAddress, "emailConsent"),
        CreateClientError::GuardianConsentWithoutAddress => {
            (Code::ConsentWithoutAddress, "guardian.emailConsent")
        }
        CreateClientError::ExternalIdTaken => (Code::ExternalIdTaken, "externalId"),
        CreateClientError::KeyReused(_) => (Code::IdempotencyKeyReused, "idempotencyKey"),
        CreateClientError::Failure(failure) => return Err(failure),
    };
    Ok(CreateClientPayload::refused(code, Some(field), error))
}

fn update_refused(error: UpdateClientError) -> Result<UpdateClientPayload, Failure> {
    use UpdateClientErrorCode as Code;
    let (code, field) = match error {
        UpdateClientError::Stale => (Code::Stale, "rowVersion"),
        UpdateClientError::ConsentWithoutAddress => (Code::ConsentWithoutAddress, "emailConsent"),
        UpdateClientError::GuardianConsentWithoutAddress => {
            (Code::ConsentWithoutAddress, "guardian.emailConsent")
        }
        UpdateClientError::ExternalIdTaken => (Code::ExternalIdTaken, "externalId"),
        UpdateClientError::Failure(failure) => return Err(failure),
    };
    Ok(UpdateClientPayload::refused(code, Some(field), error))
}
