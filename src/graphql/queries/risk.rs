//! The worklist of risk flags, and the forecast behind them.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::App;
use crate::app::audit::ReadRecords;
use crate::app::risk::{self, ListFlags};
use crate::domain::access::Caller;
use crate::domain::ids::EnrollmentId;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::loaders;
use crate::graphql::page::PageRequest;
use crate::graphql::reads::{Shown, note};
use crate::graphql::selection::Selection;
use crate::graphql::types::{RiskEstimate, RiskFlag, RiskKind, RiskModel, RiskState};

/// One client's forecast.
struct ForecastOf(EnrollmentId);

impl Shown for ForecastOf {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0);
    }
}

#[derive(Default)]
pub(crate) struct RiskQueries;

#[Object]
impl RiskQueries {
    /// Risk flags, newest first; the worklist, if no states are given. Flags that rest are left out unless asked for.
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field")]
    async fn risk_flags(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; OPEN, ACKNOWLEDGED and CONTACTED if left out or empty.")]
        states: Option<Vec<RiskState>>,
        #[graphql(desc = "Only of these kinds; every kind if left out or empty.")] kinds: Option<
            Vec<RiskKind>,
        >,
        #[graphql(desc = "Only of this group's members (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "Only those that this member of staff is to see to (`stf_…`).")] owner_id: Option<
            ID,
        >,
        #[graphql(
            desc = "Only those that nobody sees to: they were given to nobody, or to somebody who can't work through them any \
                more."
        )]
        unowned: Option<bool>,
        #[graphql(desc = "Those that rest, too.")] include_snoozed: Option<bool>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, RiskFlag>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let wanted = ListFlags {
            states: states.unwrap_or_default().into_iter().map(Into::into).collect(),
            kinds: kinds.unwrap_or_default().into_iter().map(Into::into).collect(),
            group_id: parse_optional_id("groupId", group_id.as_ref())?,
            owner: parse_optional_id("ownerId", owner_id.as_ref())?,
            unowned: unowned.unwrap_or_default(),
            with_snoozed: include_snoozed.unwrap_or_default(),
        };
        let flags = risk::list_flags(app, caller, wanted, page.slice()).await.map_err(expose)?;
        let flags = loaders::risk_flags(ctx, Selection::of_rows(ctx), flags).await?;
        page.connection(ctx, flags, |flag| flag.record.id, |flag| flag)
    }

    /// What may come of an enrollment, as far as is known now; null if no session is to come. An estimate from attendance in
    /// other clinics, never grounds for discharge or billing, nor for ranking therapists.
    async fn attendance_forecast(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrollment (`enr_…`).")] enrollment_id: ID,
    ) -> Result<Option<RiskEstimate>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("enrollmentId", &enrollment_id)?;
        let estimate = risk::read_forecast(app, caller, id).await;
        let estimate = estimate.map_err(|failure| expose_on("enrollmentId", failure))?;
        note(ctx, &ForecastOf(id))?;
        Ok(estimate.map(RiskEstimate))
    }

    /// The model that makes the clinic's estimates: the prior only, or calibrated on its own marks.
    async fn risk_model(&self, ctx: &Context<'_>) -> Result<RiskModel> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let (model, newest) = risk::read_model(app, caller).await.map_err(expose)?;
        Ok(RiskModel { model, newest })
    }
}
