//! Reminder policies and the outbox.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::staff_mails::list_staff_mails;
use crate::app::{App, reminders};
use crate::domain::access::Caller;
use crate::domain::reminders::DueKey;
use crate::domain::staff_mails::StaffDelivery;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::page::PageRequest;
use crate::graphql::types::{ReminderDelivery, ReminderPolicy, ReminderState, StaffMail};

#[derive(Default)]
pub(crate) struct ReminderQueries;

#[Object]
impl ReminderQueries {
    /// The reminder policies: the clinic's own, then its programs', oldest first; or a client's own.
    async fn reminder_policies(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this client's own: none, if their program's or the clinic's goes for them.")]
        client_id: Option<ID>,
    ) -> Result<Vec<ReminderPolicy>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let client_id = parse_optional_id("clientId", client_id.as_ref())?;
        let policies = reminders::list_policies(app, caller, client_id).await.map_err(expose)?;
        Ok(policies.into_iter().map(ReminderPolicy).collect())
    }

    /// The mails to clients in the clinic's outbox, latest due first.
    async fn reminder_deliveries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there.")] state: Option<ReminderState>,
        #[graphql(desc = "Only those about this session, a notice about it and others too.")]
        session_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, ReminderDelivery>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let session_id = parse_optional_id("sessionId", session_id.as_ref())?;
        let state = state.map(Into::into);
        let deliveries =
            reminders::list_deliveries(app, caller, state, session_id, page.slice()).await.map_err(expose)?;
        let key = |delivery: &crate::domain::reminders::ReminderDelivery| DueKey {
            due_at: delivery.due_at,
            id: delivery.id,
        };
        page.connection(ctx, deliveries, key, ReminderDelivery)
    }

    /// The mails to the clinic's own staff, latest due first; `reminderDeliveries` has those to clients. For administrators and
    /// coordinators.
    async fn staff_mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there.")] state: Option<ReminderState>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, StaffMail>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let found =
            list_staff_mails(app, caller, state.map(Into::into), page.slice()).await.map_err(expose)?;
        let key = |mail: &StaffDelivery| DueKey { due_at: mail.due_at, id: mail.id };
        page.connection(ctx, found, key, StaffMail)
    }
}
