//! Entries of the waiting list with the clients a document asks for: at most one statement an edge.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use crate::app::waitlist::Waiting;
use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::domain::ids::ClientId;
use crate::graphql::expose::{absent, expose};
use crate::graphql::selection::Selection;
use crate::graphql::types::{Client, Loaded, WaitlistEntry};

/// The entries, with the edges selected of them.
pub(crate) async fn waitlist(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<Waiting>,
) -> Result<Vec<WaitlistEntry>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let asked = selection.has("client");
    let mut clients: HashMap<ClientId, Arc<Client>> = HashMap::new();
    if asked {
        let mut ids: Vec<ClientId> = records.iter().map(|record| record.entry.client_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let records = people::load_clients(app, caller, &ids).await.map_err(expose)?;
        let loaded = super::clients(ctx, selection.field("client"), records).await?;
        clients = loaded.into_iter().map(|client| (client.record.id, Arc::new(client))).collect();
    }
    let entry = |record: Waiting| {
        let client = || clients.get(&record.entry.client_id).cloned().ok_or_else(absent);
        Ok(WaitlistEntry { client: Loaded::when(asked, client)?, record })
    };
    records.into_iter().map(entry).collect()
}
