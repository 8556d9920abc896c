//! What belongs to a page of clients.

use async_graphql::{Context, Result};

use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::domain::ids::ClientId;
use crate::domain::people as records;
use crate::graphql::expose::expose;
use crate::graphql::page::selects;
use crate::graphql::types::Client;

/// The clients of a page with the edges that the document selects.
pub(crate) async fn clients_of_page(ctx: &Context<'_>, page: Vec<records::Client>) -> Result<Vec<Client>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let ids: Vec<ClientId> = page.iter().map(|client| client.id).collect();
    let mut clients: Vec<Client> = page.into_iter().map(Client::from).collect();
    if selects(ctx, "guardian") {
        let mut guardians = people::load_guardians(app, caller, &ids).await.map_err(expose)?;
        for client in &mut clients {
            client.guardian = Some(guardians.remove(&client.record.id));
        }
    }
    if selects(ctx, "availability") {
        let mut windows = people::load_client_availability(app, caller, &ids).await.map_err(expose)?;
        for client in &mut clients {
            client.availability = Some(windows.remove(&client.record.id).unwrap_or_default());
        }
    }
    Ok(clients)
}
