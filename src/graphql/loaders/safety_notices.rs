//! Safety notices with the enrollments a document asks for.

use async_graphql::{Context, Result};

use super::risk_flags::enrollments_by_id;
use crate::app::measures::ShownNotice;
use crate::graphql::selection::Selection;
use crate::graphql::types::SafetyNotice;

/// The notices, with the edges selected of them.
pub(crate) async fn safety_notices(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<ShownNotice>,
) -> Result<Vec<SafetyNotice>> {
    let mut notices: Vec<SafetyNotice> = records.into_iter().map(SafetyNotice::from).collect();
    if selection.has("enrollment") {
        let ids = notices.iter().map(|notice| notice.record.notice.enrollment_id).collect();
        let by_id = enrollments_by_id(ctx, selection.field("enrollment"), ids).await?;
        for notice in &mut notices {
            notice.enrollment = by_id.get(&notice.record.notice.enrollment_id).cloned();
        }
    }
    Ok(notices)
}
