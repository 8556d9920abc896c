//! The audit log.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, audit};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::page::PageRequest;
use crate::graphql::types::AuditEvent;

#[derive(Default)]
pub(crate) struct AuditQueries;

#[Object]
impl AuditQueries {
    /// The clinic's audit log, newest first. Needs the right to read it.
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only events about the record of this id.")] subject: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, AuditEvent>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let subject = subject.as_deref().map(String::as_str);
        let events = audit::list_audit_events(app, caller, subject, page.slice()).await.map_err(expose)?;
        Ok(page.connection(events, |event| event.id, AuditEvent::from))
    }
}
