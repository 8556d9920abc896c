//! Mails to come with the clients a document asks for: at most one statement an edge.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use crate::app::reminders::PreviewedMail as Record;
use crate::app::{App, people};
use crate::domain::access::Caller;
use crate::domain::ids::ClientId;
use crate::graphql::expose::{absent, expose};
use crate::graphql::selection::Selection;
use crate::graphql::types::{Client, Loaded, PreviewedMail};

/// The mails, with the edges selected of them.
pub(crate) async fn mail_previews(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<Record>,
) -> Result<Vec<PreviewedMail>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let asked = selection.has("client");
    let mut clients: HashMap<ClientId, Arc<Client>> = HashMap::new();
    if asked {
        let mut ids: Vec<ClientId> = records.iter().filter_map(|record| record.client_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let records = people::load_clients(app, caller, &ids).await.map_err(expose)?;
        let loaded = super::clients(ctx, selection.field("client"), records).await?;
        clients = loaded.into_iter().map(|client| (client.record.id, Arc::new(client))).collect();
    }
    let mail = |record: Record| {
        let client = || match record.client_id {
            Some(id) => clients.get(&id).cloned().map(Some).ok_or_else(absent),
            None => Ok(None),
        };
        Ok(PreviewedMail { client: Loaded::when(asked, client)?, record })
    };
    records.into_iter().map(mail).collect()
}
