//! Instruments, readings, and the notices that somebody has to look at.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::App;
use crate::app::measures::{self, ShownReading};
use crate::domain::access::Caller;
use crate::domain::measures::ReadingVersion;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::reads::note;
use crate::graphql::selection::Selection;
use crate::graphql::types::{Instrument, Measure, MeasureVersion, SafetyNotice};

#[derive(Default)]
pub(crate) struct MeasureQueries;

#[Object]
impl MeasureQueries {
    /// The instruments that readings can be of: the published ones, then the clinic's own by their names. Needs the right to
    /// read clients.
    async fn instruments(&self, ctx: &Context<'_>) -> Result<Vec<Instrument>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let found = measures::list_instruments(app, caller).await.map_err(expose)?;
        Ok(found.into_iter().map(Instrument).collect())
    }

    /// The readings of one enrollment in the order in which they were recorded, withdrawn ones too. What they say is in
    /// `Enrollment.measures`. Needs the rights to read clients and attendance.
    async fn measures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrollment (`enr_…`).")] enrollment_id: ID,
        #[graphql(desc = "Only of this instrument (`ins_…`).")] instrument_id: Option<ID>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, Measure>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let enrollment = parse_id("enrollmentId", &enrollment_id)?;
        let instrument = parse_optional_id("instrumentId", instrument_id.as_ref())?;
        let found = measures::list_measures(app, caller, enrollment, instrument, page.slice()).await;
        let found = found.map_err(|failure| expose_on("enrollmentId", failure))?;
        page.connection(ctx, found, |shown| shown.reading.id, Measure)
    }

    /// Every version of one reading, from the first. Needs the rights to read clients and attendance.
    async fn measure_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The reading (`msr_…`).")] measure_id: ID,
    ) -> Result<Vec<MeasureVersion>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("measureId", &measure_id)?;
        let found = measures::list_measure_history(app, caller, id).await;
        let (instrument, versions) = found.map_err(|failure| expose_on("measureId", failure))?;
        let shown = |version: ReadingVersion| {
            let ReadingVersion { reading, note } = version;
            MeasureVersion {
                measure: Measure(ShownReading { reading, instrument: instrument.clone() }),
                note,
            }
        };
        let versions: Vec<MeasureVersion> = versions.into_iter().map(shown).collect();
        for version in &versions {
            note(ctx, &version.measure)?;
        }
        Ok(versions)
    }

    /// Safety notices that nobody has looked at yet, newest first: of the clinic, or of those whom a therapist leads. Needs
    /// the rights to read clients and risk.
    async fn safety_notices(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, SafetyNotice>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let found = measures::list_safety_notices(app, caller, page.slice()).await.map_err(expose)?;
        let notices = loaders::safety_notices(ctx, Selection::of_rows(ctx), found).await?;
        page.connection(ctx, notices, |notice| notice.record.notice.id, |notice| notice)
    }
}
