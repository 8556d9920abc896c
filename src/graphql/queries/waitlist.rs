//! The waiting list.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, waitlist};
use crate::domain::access::Caller;
use crate::domain::waitlist::{WaitlistFilter, WaitlistStatus as Status};
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::selection::Selection;
use crate::graphql::types::{WaitlistEntry, WaitlistStatus};

#[derive(Default)]
pub(crate) struct WaitlistQueries;

#[Object]
impl WaitlistQueries {
    /// The waiting list: the most urgent first, and among them whoever has waited longest. For administrators and
    /// coordinators.
    async fn waitlist(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "For this program only.")] program_id: Option<ID>,
        #[graphql(desc = "At this site only; who waits for no site in particular waits at each.")]
        site_id: Option<ID>,
        #[graphql(desc = "Only in these states; those who still wait if left out or empty.")]
        statuses: Option<Vec<WaitlistStatus>>,
    ) -> Result<Connection<String, WaitlistEntry>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let statuses: Vec<Status> = statuses.unwrap_or_default().into_iter().map(Into::into).collect();
        let filter = WaitlistFilter {
            program_id: parse_optional_id("programId", program_id.as_ref())?,
            site_id: parse_optional_id("siteId", site_id.as_ref())?,
            statuses: if statuses.is_empty() { Status::OPEN.to_vec() } else { statuses },
            client_ids: None,
        };
        let records = waitlist::list_waitlist(app, caller, &filter, page.slice()).await.map_err(expose)?;
        let loaded = loaders::waitlist(ctx, Selection::of_rows(ctx), records).await?;
        page.connection(ctx, loaded, |one| one.record.entry.by_urgency(), |one| one)
    }
}
