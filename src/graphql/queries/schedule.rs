//! Weeks, sessions, and the preview of a series.

use async_graphql::connection::Connection;
use async_graphql::{Context, Error, ID, Object, Result};

use crate::app::App;
use crate::app::series::{self, ListWeekError, MOST_SESSIONS_OF_A_WEEK, Week};
use crate::domain::access::Caller;
use crate::domain::series::{ByStart, ScheduleFilter};
use crate::domain::time::Zone;
use crate::graphql::error::ApiError;
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders::sessions;
use crate::graphql::mutations::{
    FreeSlotsInput, FreeSlotsPayload, PreviewSeriesEditPayload, PreviewSeriesPayload, SeriesEditInput,
    SeriesInput,
};
use crate::graphql::page::PageRequest;
use crate::graphql::reads::note;
use crate::graphql::scalars::{Instant, LocalDate};
use crate::graphql::selection::Selection;
use crate::graphql::types::Session;

#[derive(Default)]
pub(crate) struct ScheduleQueries;

#[Object]
impl ScheduleQueries {
    /// A week's sessions in the order of their starts, cancelled ones too: of the clinic, a site, a therapist or a
    /// room. All of them, or INVALID_INPUT if there are more than 2000: then narrow it. `wallTime` tells their times in
    /// the asker's zone, and `conflicts` what speaks against those to come.
    async fn week(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first of seven days, in `zone`; the Monday of the present week if left out.")]
        starting_on: Option<LocalDate>,
        #[graphql(desc = "The tz database zone in which days begin and end; the asker's own if left out.")]
        zone: Option<String>,
        #[graphql(desc = "Of this site only.")] site_id: Option<ID>,
        #[graphql(desc = "Of this therapist only.")] therapist_id: Option<ID>,
        #[graphql(desc = "In this room only.")] room_id: Option<ID>,
    ) -> Result<Vec<Session>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let zone = zone.as_deref().map(Zone::parse).transpose();
        let zone =
            zone.map_err(|error| ApiError::InvalidInput { field: "zone", message: error.to_string() })?;
        let week = Week {
            starting_on: starting_on.map(|date| date.0),
            zone,
            site_id: parse_optional_id("siteId", site_id.as_ref())?,
            therapist_id: parse_optional_id("therapistId", therapist_id.as_ref())?,
            room_id: parse_optional_id("roomId", room_id.as_ref())?,
        };
        let listed = series::list_week(app, caller, week, MOST_SESSIONS_OF_A_WEEK).await;
        let records = listed.map_err(|error| match error {
            // Any of the three filters would narrow it.
            ListWeekError::TooMany { .. } => unreadable("siteId", &error),
            ListWeekError::NoZone => unreadable("zone", &error),
            ListWeekError::Failure(failure) => expose(failure),
        })?;
        let week = sessions(ctx, Selection::of(ctx), records).await?;
        note(ctx, week.as_slice())?;
        Ok(week)
    }

    /// The clinic's sessions in the order of their starts, cancelled ones too.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Only those that end after this instant.")] from: Option<Instant>,
        #[graphql(desc = "Only those that start before this instant.")] until: Option<Instant>,
        #[graphql(desc = "Of this group only.")] group_id: Option<ID>,
        #[graphql(
            desc = "Only this client's own: of their individual treatment, and meetings alone (`enr_…`)."
        )]
        enrollment_id: Option<ID>,
        #[graphql(desc = "Of this therapist only.")] therapist_id: Option<ID>,
    ) -> Result<Connection<String, Session>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::<ByStart>::parse(first, after.as_deref())?;
        let filter = ScheduleFilter {
            from: from.map(|instant| instant.0),
            until: until.map(|instant| instant.0),
            group_id: parse_optional_id("groupId", group_id.as_ref())?,
            enrollment_id: parse_optional_id("enrollmentId", enrollment_id.as_ref())?,
            therapist_id: parse_optional_id("therapistId", therapist_id.as_ref())?,
            ..ScheduleFilter::default()
        };
        let records = series::list_sessions(app, caller, &filter, page.slice()).await.map_err(expose)?;
        let loaded = sessions(ctx, Selection::of_rows(ctx), records).await?;
        page.connection(ctx, loaded, |one| one.record.by_start(), |one| one)
    }

    /// The weekly hours at which clients, a group, therapists and a room are all free over the weeks of a series: in no
    /// session, and within the times they have stated on their own clocks, in every week; or in all but `weeksMissed`.
    /// Nothing is written.
    async fn free_slots(&self, ctx: &Context<'_>, input: FreeSlotsInput) -> Result<FreeSlotsPayload> {
        FreeSlotsPayload::of(ctx, input).await
    }

    /// What a weekly series would come to: sessions in UTC and in every participant's wall time, gaps and overlaps of
    /// the clocks, warnings, conflicts, and the hash that `createSeries` takes. Nothing is written.
    async fn preview_series(&self, ctx: &Context<'_>, input: SeriesInput) -> Result<PreviewSeriesPayload> {
        PreviewSeriesPayload::of(ctx, input).await
    }

    /// What an edit of a series would come to: each session before and after, what is added and what stays, conflicts,
    /// everybody's wall times, who gets which mail, and the hash that `commitSeriesEdit` takes. Nothing is written.
    async fn preview_series_edit(
        &self,
        ctx: &Context<'_>,
        input: SeriesEditInput,
    ) -> Result<PreviewSeriesEditPayload> {
        PreviewSeriesEditPayload::of(ctx, input).await
    }
}

fn unreadable(field: &'static str, error: &ListWeekError) -> Error {
    ApiError::InvalidInput { field, message: error.to_string() }.into()
}
