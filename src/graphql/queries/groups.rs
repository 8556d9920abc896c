//! Groups and enrollments.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, enrollments, groups};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::selection::Selection;
use crate::graphql::types::{Enrollment, TherapyGroup};

#[derive(Default)]
pub(crate) struct GroupQueries;

#[Object]
impl GroupQueries {
    /// The clinic's groups, oldest first.
    async fn groups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, TherapyGroup>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let records = groups::list_groups(app, caller, page.slice()).await.map_err(expose)?;
        let loaded = loaders::groups(ctx, Selection::of_rows(ctx), records).await?;
        page.connection(ctx, loaded, |group| group.record.id, |group| group)
    }

    /// The clinic's enrollments, oldest first: of one group or one client, if given. Needs the right to read clients.
    async fn enrollments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Of this group only.")] group_id: Option<ID>,
        #[graphql(desc = "Of this client only.")] client_id: Option<ID>,
    ) -> Result<Connection<String, Enrollment>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let (group_id, client_id) = (
            parse_optional_id("groupId", group_id.as_ref())?,
            parse_optional_id("clientId", client_id.as_ref())?,
        );
        let records = enrollments::list_enrollments(app, caller, group_id, client_id, page.slice())
            .await
            .map_err(expose)?;
        let loaded = loaders::enrollments(ctx, Selection::of_rows(ctx), records).await?;
        page.connection(ctx, loaded, |one| one.record.id, |one| one)
    }
}
