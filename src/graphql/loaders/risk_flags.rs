//! Risk flags with the enrollments a document asks for.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use super::groups::enrollments;
use crate::app::{App, enrollments as use_cases, risk as risk_use_cases};
use crate::domain::access::Caller;
use crate::domain::ids::{EnrollmentId, RiskFlagId};
use crate::domain::risk;
use crate::graphql::expose::{expose, only};
use crate::graphql::selection::Selection;
use crate::graphql::types::{Enrollment, RiskAction, RiskFlag};

/// The flags, with the edges selected of them.
pub(crate) async fn risk_flags(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<risk::RiskFlag>,
) -> Result<Vec<RiskFlag>> {
    let mut flags: Vec<RiskFlag> = records.into_iter().map(RiskFlag::from).collect();
    if selection.has("enrollment") {
        let ids = flags.iter().map(|flag| flag.record.enrollment_id).collect();
        let by_id = enrollments_by_id(ctx, selection.field("enrollment"), ids).await?;
        for flag in &mut flags {
            flag.enrollment = by_id.get(&flag.record.enrollment_id).cloned();
        }
    }
    if selection.has("history") {
        let ids: Vec<RiskFlagId> = flags.iter().map(|flag| flag.record.id).collect();
        let mut loaded = load_histories(ctx, &ids).await?;
        for flag in &mut flags {
            flag.history = Some(loaded.remove(&flag.record.id).unwrap_or_default());
        }
    }
    Ok(flags)
}

/// What was done about one flag, where the flag did not come with a page.
pub(crate) async fn risk_history(ctx: &Context<'_>, id: RiskFlagId) -> Result<Vec<RiskAction>> {
    Ok(load_histories(ctx, &[id]).await?.remove(&id).unwrap_or_default())
}

async fn load_histories(
    ctx: &Context<'_>,
    ids: &[RiskFlagId],
) -> Result<HashMap<RiskFlagId, Vec<RiskAction>>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let loaded = risk_use_cases::load_histories_of_flags(app, caller.clinic_id, ids).await.map_err(expose)?;
    let shown = |actions: Vec<risk::RiskAction>| actions.into_iter().map(RiskAction).collect();
    Ok(loaded.into_iter().map(|(id, actions)| (id, shown(actions))).collect())
}

/// The enrollments of those ids, each given once or often.
pub(super) async fn enrollments_by_id(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    mut ids: Vec<EnrollmentId>,
) -> Result<HashMap<EnrollmentId, Arc<Enrollment>>> {
    ids.sort_unstable();
    ids.dedup();
    let loaded = load(ctx, selection, &ids).await?;
    Ok(loaded.into_iter().map(|one| (one.record.id, Arc::new(one))).collect())
}

/// One flag's enrollment, where the flag did not come with a page.
pub(crate) async fn enrollment(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    id: EnrollmentId,
) -> Result<Arc<Enrollment>> {
    only(load(ctx, selection, &[id]).await?).map(Arc::new)
}

async fn load(ctx: &Context<'_>, selection: Selection<'_>, ids: &[EnrollmentId]) -> Result<Vec<Enrollment>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let records = use_cases::load_enrollments(app, caller, ids).await.map_err(expose)?;
    enrollments(ctx, selection, records).await
}
