//! Treatment programs.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, programs};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::page::PageRequest;
use crate::graphql::types::TreatmentProgram;

#[derive(Default)]
pub(crate) struct ProgramQueries;

#[Object]
impl ProgramQueries {
    /// The clinic's treatment programs, oldest first.
    async fn programs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, TreatmentProgram>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let programs = programs::list_programs(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, programs, |program| program.id, TreatmentProgram::from)
    }
}
