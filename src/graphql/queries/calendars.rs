//! Calendar feeds, and sessions as calendar files.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::{App, calendars};
use crate::domain::access::Caller;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::parse_id;
use crate::graphql::page::PageRequest;
use crate::graphql::types::CalendarFeed;

#[derive(Default)]
pub(crate) struct CalendarQueries;

#[Object]
impl CalendarQueries {
    /// The clinic's calendar feeds, oldest first, revoked ones too; never their links. A THERAPIST sees their own.
    async fn calendar_feeds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, CalendarFeed>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let feeds = calendars::list_feeds(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, feeds, |feed| feed.id, CalendarFeed)
    }

    /// One session as the text of a calendar file (`.ics`, iCalendar, METHOD:PUBLISH): when and in which room, and no name
    /// of a person, a group or a program. The entry has the same UID as in its therapist's and its room's feeds.
    async fn session_calendar_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session.")] session_id: ID,
    ) -> Result<String> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("sessionId", &session_id)?;
        calendars::read_session_file(app, caller, id).await.map_err(|failure| expose_on("sessionId", failure))
    }
}
