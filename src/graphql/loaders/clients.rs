//! Clients with the edges a document asks for: at most one statement an edge, however many clients.

use async_graphql::{Context, Result};

use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::domain::ids::ClientId;
use crate::domain::people as records;
use crate::graphql::expose::expose;
use crate::graphql::selection::Selection;
use crate::graphql::types::Client;

/// The clients, with the edges selected of them.
pub(crate) async fn clients(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<records::Client>,
) -> Result<Vec<Client>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let ids: Vec<ClientId> = records.iter().map(|client| client.id).collect();
    let mut clients: Vec<Client> = records.into_iter().map(Client::from).collect();
    if selection.has("guardian") {
        let mut guardians = people::load_guardians(app, caller, &ids).await.map_err(expose)?;
        for client in &mut clients {
            client.guardian = Some(guardians.remove(&client.record.id));
        }
    }
    if selection.has("availability") {
        let mut windows = people::load_client_availability(app, caller, &ids).await.map_err(expose)?;
        for client in &mut clients {
            client.availability = Some(windows.remove(&client.record.id).unwrap_or_default());
        }
    }
    Ok(clients)
}
