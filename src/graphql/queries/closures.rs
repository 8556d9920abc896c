//! Closures, changes of the schedule, and the preview of closures.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::closures::{self, ListClosures, ReadHolidayFile, ReadHolidayFileError};
use crate::app::{App, series};
use crate::domain::access::Caller;
use crate::domain::closures::ByLastDate;
use crate::domain::ids::ScheduleChangeId;
use crate::graphql::error::ApiError;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::mutations::{CloseTimesInput, PreviewClosuresPayload};
use crate::graphql::page::PageRequest;
use crate::graphql::scalars::LocalDate;
use crate::graphql::types::{Closure, HolidayFile, ScheduleChange};

#[derive(Default)]
pub(crate) struct ClosureQueries;

#[Object]
impl ClosureQueries {
    /// The clinic's closures and times off that stand, by their last dates.
    async fn closures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Of this site only.")] site_id: Option<ID>,
        #[graphql(desc = "Of this therapist only.")] therapist_id: Option<ID>,
        #[graphql(desc = "Only those that end on this date or later.")] from: Option<LocalDate>,
    ) -> Result<Connection<String, Closure>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::<ByLastDate>::parse(first, after.as_deref())?;
        let filter = ListClosures {
            site_id: parse_optional_id("siteId", site_id.as_ref())?,
            therapist_id: parse_optional_id("therapistId", therapist_id.as_ref())?,
            from: from.map(|date| date.0),
        };
        let rows = closures::list_closures(app, caller, filter, page.slice()).await.map_err(expose)?;
        let key =
            |one: &crate::domain::closures::Closure| ByLastDate { last_on: one.span.last_on(), id: one.id };
        page.connection(ctx, rows, key, Closure::from)
    }

    /// What an iCalendar file of holidays says, as closures of a site: what `previewClosures` takes. Nothing is written.
    async fn holiday_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The site: hours are read in its zone.")] site_id: ID,
        #[graphql(
            desc = "The file's text, within `http.body_limit_bytes`; `roundel closure import` takes larger files."
        )]
        icalendar: String,
        #[graphql(desc = "The first date; today at the site if left out.")] from: Option<LocalDate>,
        #[graphql(desc = "The last date; a year after the first if left out, five years at most.")]
        until: Option<LocalDate>,
    ) -> Result<HolidayFile> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let file = ReadHolidayFile {
            site_id: parse_id("siteId", &site_id)?,
            text: icalendar,
            from: from.map(|date| date.0),
            until: until.map(|date| date.0),
        };
        let invalid = |field, message: String| ApiError::InvalidInput { field, message }.into();
        match closures::read_holiday_file(app, caller, file).await {
            Ok(holidays) => Ok(holidays.into()),
            Err(error @ ReadHolidayFileError::File(_)) => {
                Err(invalid("icalendar", format!("icalendar: {error}")))
            }
            Err(error @ ReadHolidayFileError::Backwards { .. }) => {
                Err(invalid("until", format!("until: {error}")))
            }
            Err(ReadHolidayFileError::SiteNotFound) => {
                Err(expose_on("siteId", crate::app::Failure::NotFound))
            }
            Err(ReadHolidayFileError::Failure(failure)) => Err(expose_on("siteId", failure)),
        }
    }

    /// What closures of a site, or a therapist's time off, would make of every series at once: sessions before and after,
    /// what is added and what stays, who could lead instead, conflicts, who gets which mail, and the hash that
    /// `commitClosures` takes. Nothing is written.
    async fn preview_closures(
        &self,
        ctx: &Context<'_>,
        input: CloseTimesInput,
    ) -> Result<PreviewClosuresPayload> {
        PreviewClosuresPayload::of(ctx, input).await
    }

    /// The changes of the clinic's schedule that `undoScheduleChange` can take back, newest first: edits of series,
    /// closures, times off.
    async fn schedule_changes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, ScheduleChange>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::<ScheduleChangeId>::parse(first, after.as_deref())?;
        let rows = series::list_schedule_changes(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, rows, |one| one.id, ScheduleChange::from)
    }
}
