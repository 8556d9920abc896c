//! What may be watched.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{Iter, iter};

use crate::app::App;
use crate::app::changes::{WatchedSessions, has_changed_figures, load_changed_flags, load_changed_sessions};
use crate::app::measures::load_changed_notices;
use crate::domain::access::Caller;
use crate::domain::changes::{PublishedChange, Topic};
use crate::graphql::expose::expose;
use crate::graphql::ids::parse_optional_id;
use crate::graphql::loaders;
use crate::graphql::reads::note;
use crate::graphql::scalars::Instant;
use crate::graphql::selection::Selection;
use crate::graphql::types::{DashboardChange, RiskFlag, SafetyNotice, Session};

/// What one entry of the feed makes of one field: usually one record, or none.
type Records<T> = Iter<std::vec::IntoIter<T>>;

/// The entry that is being delivered; none while a subscription is only checked.
pub(super) struct Delivery(pub(super) Option<Arc<PublishedChange>>);

/// The roots of subscriptions, over a WebSocket. Each sends the record as it is after a change was committed.
#[derive(Default)]
pub struct Subscription;

/// The topic of a root field.
pub(super) fn topic_of(field: &str) -> Option<Topic> {
    match field {
        "attendanceMarked" => Some(Topic::AttendanceMarked),
        "dashboardChanged" => Some(Topic::DashboardChanged),
        "riskFlagChanged" => Some(Topic::RiskFlagChanged),
        "safetyNoticeChanged" => Some(Topic::SafetyNoticeChanged),
        "sessionChanged" => Some(Topic::SessionChanged),
        _ => None,
    }
}

#[Subscription]
impl Subscription {
    /// A session whenever attendance at it was recorded or corrected. Needs the rights to read attendance and the
    /// schedule.
    async fn attendance_marked(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only sessions of this group (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "Only this session (`ses_…`).")] session_id: Option<ID>,
    ) -> Result<Records<Session>> {
        sessions(ctx, Topic::AttendanceMarked, group_id, session_id).await
    }

    /// That something was changed that dashboards count: marks, sessions, courses, referrals. It holds no record, is told
    /// once for all that happens within half a second, and means: read the dashboards that are shown again. Needs the right
    /// to read attendance.
    async fn dashboard_changed(&self, ctx: &Context<'_>) -> Result<Records<DashboardChange>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let change = ctx.data::<Delivery>()?.0.as_deref();
        let has_changed = has_changed_figures(app, caller, change).await.map_err(expose)?;
        let told = has_changed.then(|| DashboardChange { noticed_at: Instant(app.now()) });
        Ok(iter(Vec::from_iter(told)))
    }

    /// A risk flag whenever it was raised, found anew, worked on or closed. Needs the right to read risk.
    async fn risk_flag_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only flags of this group's members (`grp_…`).")] group_id: Option<ID>,
    ) -> Result<Records<RiskFlag>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let group = parse_optional_id("groupId", group_id.as_ref())?;
        let change = ctx.data::<Delivery>()?.0.as_deref();
        let flags = load_changed_flags(app, caller, group, change).await.map_err(expose)?;
        let shown = loaders::risk_flags(ctx, Selection::of(ctx), flags).await?;
        note(ctx, shown.as_slice())?;
        Ok(iter(shown))
    }

    /// A safety notice whenever it was raised, withdrawn, looked at or reopened. Needs the rights to read clients and risk.
    async fn safety_notice_changed(&self, ctx: &Context<'_>) -> Result<Records<SafetyNotice>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let change = ctx.data::<Delivery>()?.0.as_deref();
        let notices = load_changed_notices(app, caller, change).await.map_err(expose)?;
        let shown = loaders::safety_notices(ctx, Selection::of(ctx), notices).await?;
        note(ctx, shown.as_slice())?;
        Ok(iter(shown))
    }

    /// A session whenever it was planned, moved, cancelled or marked. Needs the right to read the schedule.
    async fn session_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only sessions of this group (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "Only this session (`ses_…`).")] session_id: Option<ID>,
    ) -> Result<Records<Session>> {
        sessions(ctx, Topic::SessionChanged, group_id, session_id).await
    }
}

async fn sessions(
    ctx: &Context<'_>,
    topic: Topic,
    group_id: Option<ID>,
    session_id: Option<ID>,
) -> Result<Records<Session>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let watched = WatchedSessions {
        group_id: parse_optional_id("groupId", group_id.as_ref())?,
        session_id: parse_optional_id("sessionId", session_id.as_ref())?,
    };
    let change = ctx.data::<Delivery>()?.0.as_deref();
    let found = load_changed_sessions(app, caller, topic, watched, change).await.map_err(expose)?;
    let shown = loaders::sessions(ctx, Selection::of(ctx), found).await?;
    note(ctx, shown.as_slice())?;
    Ok(iter(shown))
}
