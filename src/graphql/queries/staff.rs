//! The clinic's staff.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, staff};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::selection::Selection;
use crate::graphql::types::{Role, StaffMember};

#[derive(Default)]
pub(crate) struct StaffQueries;

#[Object]
impl StaffQueries {
    /// The clinic's staff, oldest first, disabled members too.
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Only members of this role.")] role: Option<Role>,
    ) -> Result<Connection<String, StaffMember>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let role = role.map(Into::into);
        let members = staff::list_staff_members(app, caller, role, page.slice()).await.map_err(expose)?;
        let members = loaders::staff_members(ctx, Selection::of_rows(ctx), members).await?;
        page.connection(ctx, members, |member| member.record.id, |member| member)
    }
}
