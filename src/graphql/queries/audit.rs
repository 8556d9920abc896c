//! The audit log.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, audit};
use crate::domain::access::Caller;
use crate::domain::audit::AuditFilter;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::page::PageRequest;
use crate::graphql::types::AuditEvent;

#[derive(Default)]
pub(crate) struct AuditQueries;

#[Object]
impl AuditQueries {
    /// The clinic's audit log, newest first: what was done, refused, and which answers held records of clients. Needs the
    /// right to read it.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only events about the record of this id.")] subject: Option<ID>,
        #[graphql(desc = "Only events that name this client (`cli_…`), reads included.")] client_id: Option<
            ID,
        >,
        #[graphql(desc = "Only events that name this session (`ses_…`), reads of its roster included.")]
        session_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, AuditEvent>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let filter = AuditFilter {
            subject: subject.map(|id| id.0),
            client_id: parse_optional_id("clientId", client_id.as_ref())?,
            session_id: parse_optional_id("sessionId", session_id.as_ref())?,
        };
        let events = audit::list_audit_events(app, caller, &filter, page.slice()).await.map_err(expose)?;
        page.connection(ctx, events, |event| event.id, AuditEvent::from)
    }
}
