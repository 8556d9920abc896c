//! Reminder policies and the outbox.

use async_graphql::connection::Connection;
use async_graphql::{Context, Error, ID, Object, Result};

use crate::app::reminders::{PreviewMails, PreviewMailsError, preview_mails};
use crate::app::staff_mails::list_staff_mails;
use crate::app::{App, reminders};
use crate::domain::access::Caller;
use crate::domain::reminders::{DueKey, PreviewWindow};
use crate::domain::staff_mails::StaffDelivery;
use crate::graphql::error::ApiError;
use crate::graphql::expose::{expose, expose_on, no_such_record};
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::scalars::Instant;
use crate::graphql::selection::Selection;
use crate::graphql::types::{PreviewedMail, ReminderDelivery, ReminderPolicy, ReminderState, StaffMail};

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
        let policies = reminders::list_policies(app, caller, client_id).await;
        let policies = policies.map_err(|failure| expose_on("clientId", failure))?;
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

    /// The mails to come, the next first, to clients and to staff: what waits in the outbox, and what the worker will put there, as
    /// things stand at this moment. Nothing is written or sent. Left out are the digests and the requests to record attendance
    /// that are not in the outbox yet (what they tell is counted when they are due), and what a worker holds at this moment.
    /// For administrators and coordinators.
    async fn mail_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many days, 1 to 14; 7 if left out.")] days: Option<i32>,
        #[graphql(
            desc = "From when on, at most 14 days ahead; if left out from now on, with what is overdue."
        )]
        from: Option<Instant>,
        #[graphql(desc = "Only those to this client.")] client_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, PreviewedMail>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let client_id = parse_optional_id("clientId", client_id.as_ref())?;
        let window = PreviewWindow::parse(from.map(|from| from.0), days.map(Into::into), app.now());
        let window = window
            .map_err(|error| ApiError::InvalidInput { field: error.field(), message: error.to_string() })?;
        let wanted = PreviewMails { window, client_id };
        let records = preview_mails(app, caller, wanted, page.slice()).await.map_err(unforeseen)?;
        let loaded = loaders::mail_previews(ctx, Selection::of_rows(ctx), records).await?;
        page.connection(ctx, loaded, |mail| mail.record.key, |mail| mail)
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

/// What whoever asked for a preview is told.
fn unforeseen(error: PreviewMailsError) -> Error {
    match error {
        PreviewMailsError::TooMany { .. } => {
            ApiError::InvalidInput { field: "days", message: error.to_string() }.into()
        }
        PreviewMailsError::NoSuchClient => no_such_record("clientId"),
        PreviewMailsError::Failure(failure) => expose(failure),
    }
}
