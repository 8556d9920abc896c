//! Making and revoking calendar feeds.

use async_graphql::{Context, Error, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::calendars::{self, CreateCalendarFeed, CreateCalendarFeedError};
use crate::domain::access::Caller;
use crate::domain::calendars::FeedSubject;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::payload::payload;
use crate::graphql::types::{CalendarFeed, NewCalendarFeed};

/// A calendar to be had by a secret link: name one of the three.
#[derive(InputObject)]
pub(crate) struct CreateCalendarFeedInput {
    /// Of the sessions that this member of staff leads.
    therapist_id: Option<ID>,
    /// Of the sessions in this room.
    room_id: Option<ID>,
    /// Of the sessions that this client is down for.
    client_id: Option<ID>,
    /// Whether the feeds there are of it are revoked, as when a link got into wrong hands.
    #[graphql(default)]
    replace: bool,
}

impl CreateCalendarFeedInput {
    /// The one that is named, and the field that names it; none if it is not exactly one.
    fn subject(&self) -> Result<Option<(&'static str, FeedSubject)>, Error> {
        let Self { therapist_id, room_id, client_id, replace: _ } = self;
        Ok(match (therapist_id, room_id, client_id) {
            (Some(id), None, None) => {
                Some(("therapistId", FeedSubject::Therapist(parse_id("therapistId", id)?)))
            }
            (None, Some(id), None) => Some(("roomId", FeedSubject::Room(parse_id("roomId", id)?))),
            (None, None, Some(id)) => Some(("clientId", FeedSubject::Client(parse_id("clientId", id)?))),
            _ => None,
        })
    }
}

payload! {
    /// The answer to `createCalendarFeed`.
    "createCalendarFeed" => CreateCalendarFeedPayload {
        /// The feed, with its link.
        created: NewCalendarFeed
    }
    CreateCalendarFeedUserError, CreateCalendarFeedErrorCode {
        /// The member of staff is disabled: their feed would not be answered.
        MemberDisabled,
    }
}

/// A feed to revoke.
#[derive(InputObject)]
pub(crate) struct RevokeCalendarFeedInput {
    /// The feed's id.
    feed_id: ID,
}

payload! {
    /// The answer to `revokeCalendarFeed`.
    "revokeCalendarFeed" => RevokeCalendarFeedPayload {
        /// The feed, with the instant since when it is revoked.
        calendar_feed: CalendarFeed
    }
    RevokeCalendarFeedUserError, RevokeCalendarFeedErrorCode {}
}

#[derive(Default)]
pub(crate) struct CalendarFeedMutations;

#[Object]
impl CalendarFeedMutations {
    /// Makes a calendar that a program can subscribe to (`GET` its link: iCalendar, without names of people, groups or
    /// programs), of a therapist, a room or a client. A THERAPIST may of their own; a client's also needs the right to read
    /// clients.
    async fn create_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose calendar.")] input: CreateCalendarFeedInput,
    ) -> Result<CreateCalendarFeedPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let Some((field, subject)) = input.subject()? else {
            let message = "therapistId: name exactly one of therapistId, roomId and clientId";
            let code = CreateCalendarFeedErrorCode::InvalidInput;
            return Ok(CreateCalendarFeedPayload::refused(code, Some("therapistId"), message));
        };
        let command = CreateCalendarFeed { subject, replace: input.replace };
        match calendars::create_feed(app, caller, command).await {
            Ok(created) => CreateCalendarFeedPayload::done(ctx, created),
            Err(error @ CreateCalendarFeedError::MemberDisabled) => Ok(CreateCalendarFeedPayload::refused(
                CreateCalendarFeedErrorCode::MemberDisabled,
                Some(field),
                error,
            )),
            Err(CreateCalendarFeedError::Failure(failure)) => Err(expose_on(field, failure)),
        }
    }

    /// Revokes a calendar feed for good: its link answers as if it had never been. What a program has read already it may
    /// keep. Revoking it again changes nothing.
    async fn revoke_calendar_feed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RevokeCalendarFeedInput,
    ) -> Result<RevokeCalendarFeedPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("feedId", &input.feed_id)?;
        let feed =
            calendars::revoke_feed(app, caller, id).await.map_err(|failure| expose_on("feedId", failure))?;
        RevokeCalendarFeedPayload::done(ctx, feed)
    }
}
