//! Dashboards.

use async_graphql::{Context, Object, Result};

use crate::app::App;
use crate::app::audit::ReadRecords;
use crate::app::dashboards::{self, ExportDashboard};
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::graphql::reads::{Shown, note};
use crate::graphql::types::{
    AttendanceBreakdown, AttritionByProgram, BreakdownBy, Dashboard, DashboardFilter, GroupHeatMap,
    OfferedAgainstAttended, RecordingBacklog, ReferralToFirstSession, Retention, RiskFlagCounts, Viability,
    refused_dashboard as refused,
};

/// Whose attendance a dashboard shows one by one.
struct OneByOne(ReadRecords);

impl Shown for OneByOne {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.0.about.clients);
        read.about.sessions.extend(&self.0.about.sessions);
    }
}

#[derive(Default)]
pub(crate) struct DashboardQueries;

#[Object]
impl DashboardQueries {
    /// Sessions offered against sessions attended, by program: the rate of the period, and what the courses that are over
    /// received of what they were promised.
    async fn offered_against_attended(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and over which dates.")] filter: Option<DashboardFilter>,
    ) -> Result<OfferedAgainstAttended> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let filter = DashboardFilter::read(filter)?;
        let dashboard = dashboards::read_offered_against_attended(app, caller, filter).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// How many are still attending at the first, second, third … session offered to them, of the courses that began in the
    /// period.
    async fn retention(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and on which dates the courses began.")] filter: Option<DashboardFilter>,
    ) -> Result<Retention> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let dashboard = dashboards::read_retention(app, caller, DashboardFilter::read(filter)?).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// Who of a group came to which of its sessions, by initials. Needs the rights to read attendance and the schedule. A
    /// group that the asker does not see answers as one without sessions.
    async fn group_heat_map(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which group (`groupId` must be given), and over which dates.")]
        filter: DashboardFilter,
    ) -> Result<GroupHeatMap> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let filter = DashboardFilter::read(Some(filter))?;
        let map = dashboards::read_group_heat_map(app, caller, filter).await.map_err(refused)?;
        note(ctx, &OneByOne(dashboards::shown_by(&map)))?;
        let may_read_clients = decide(caller, Action::ReadClients, Concern::Clinic).is_ok();
        Ok(GroupHeatMap::of(map, may_read_clients))
    }

    /// The attendance rate by weekday, hour, format, lead or program. Weekday and hour are those of the wall clock on which
    /// the session was planned, before and after the clocks change.
    async fn attendance_breakdown(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "By what.")] by: BreakdownBy,
        #[graphql(desc = "Of whom, and over which dates.")] filter: Option<DashboardFilter>,
    ) -> Result<AttendanceBreakdown> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let filter = DashboardFilter::read(filter)?;
        let dashboard = dashboards::read_attendance_breakdown(app, caller, by.into(), filter).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// The coming weekly sessions of groups, and the chance that enough people come, as their courses stand today. Needs the
    /// rights to read attendance and the schedule. It looks ahead: at the next 14 days unless told otherwise, at a quarter at the
    /// most.
    async fn viability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and over which dates.")] filter: Option<DashboardFilter>,
    ) -> Result<Viability> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let dashboard = dashboards::read_viability(app, caller, DashboardFilter::read(filter)?).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// Sessions that are over while somebody's attendance is not recorded, by who led them; `unrecordedSessions` lists them.
    async fn recording_backlog(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and over which dates.")] filter: Option<DashboardFilter>,
    ) -> Result<RecordingBacklog> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let dashboard = dashboards::read_recording_backlog(app, caller, DashboardFilter::read(filter)?).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// How long clients waited from the referral to the first weekly session that they attended, by program: median and
    /// quartiles. Those who have not attended one are counted apart. A therapist sees those in their own courses.
    async fn referral_to_first_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and on which dates they were referred.")] filter: Option<DashboardFilter>,
    ) -> Result<ReferralToFirstSession> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let filter = DashboardFilter::read(filter)?;
        let dashboard = dashboards::read_referral_to_first_session(app, caller, filter).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// Who of the courses that began in the period dropped out, attended under half, did not complete: derived from the
    /// ledgers, by program.
    async fn attrition(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and on which dates the courses began.")] filter: Option<DashboardFilter>,
    ) -> Result<AttritionByProgram> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let dashboard = dashboards::read_attrition(app, caller, DashboardFilter::read(filter)?).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// What became of the risk flags raised in the period, by kind: how many were acted on, how many were false alarms. The
    /// worklist itself is `riskFlags`.
    async fn risk_flag_counts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of whom, and on which dates they were raised.")] filter: Option<DashboardFilter>,
    ) -> Result<RiskFlagCounts> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let dashboard = dashboards::read_risk_flag_counts(app, caller, DashboardFilter::read(filter)?).await;
        Ok(dashboard.map_err(refused)?.into())
    }

    /// A dashboard as comma-separated values, with the same rights and the same cells as its own field; the README names
    /// the columns. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    async fn dashboard_csv(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] dashboard: Dashboard,
        #[graphql(desc = "Of whom, and over which dates.")] filter: Option<DashboardFilter>,
    ) -> Result<String> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let wanted = ExportDashboard { dashboard: dashboard.into(), filter: DashboardFilter::read(filter)? };
        let export = dashboards::export_dashboard(app, caller, wanted).await.map_err(refused)?;
        note(ctx, &OneByOne(export.shown))?;
        Ok(export.csv)
    }
}
