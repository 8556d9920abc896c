//! The clinic, its sites and rooms.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, clinics};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::page::PageRequest;
use crate::graphql::types::{Clinic, Room, Site};

#[derive(Default)]
pub(crate) struct ClinicQueries;

#[Object]
impl ClinicQueries {
    /// The clinic that the token belongs to.
    async fn clinic(&self, ctx: &Context<'_>) -> Result<Clinic> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        clinics::read_clinic(app, caller).await.map(Clinic).map_err(expose)
    }

    /// The clinic's sites, oldest first.
    async fn sites(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, Site>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let sites = clinics::list_sites(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, sites, |site| site.id, Site)
    }

    /// The clinic's rooms, oldest first.
    async fn rooms(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, Room>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let rooms = clinics::list_rooms(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, rooms, |room| room.id, Room)
    }
}
