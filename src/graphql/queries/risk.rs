//! The worklist of risk flags.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::App;
use crate::app::risk::{self, ListFlags};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::selection::Selection;
use crate::graphql::types::{RiskFlag, RiskKind, RiskState};

#[derive(Default)]
pub(crate) struct RiskQueries;

#[Object]
impl RiskQueries {
    /// Risk flags, newest first; the worklist, if no states are given.
    async fn risk_flags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; OPEN, ACKNOWLEDGED and CONTACTED if left out or empty.")]
        states: Option<Vec<RiskState>>,
        #[graphql(desc = "Only of these kinds; every kind if left out or empty.")] kinds: Option<
            Vec<RiskKind>,
        >,
        #[graphql(desc = "Only of this group's members (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, RiskFlag>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let wanted = ListFlags {
            states: states.unwrap_or_default().into_iter().map(Into::into).collect(),
            kinds: kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            group_id: parse_optional_id("groupId", group_id.as_ref())?,
        };
        let flags = risk::list_flags(app, caller, wanted, page.slice()).await.map_err(expose)?;
        let flags = loaders::risk_flags(ctx, Selection::of_rows(ctx), flags).await?;
        page.connection(ctx, flags, |flag| flag.record.id, |flag| flag)
    }
}
