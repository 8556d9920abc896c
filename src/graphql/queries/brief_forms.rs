//! Looking at the brief form.

use async_graphql::{Context, Object, Result};

use crate::graphql::mutations::{BriefFormInput, PreviewBriefFormPayload};

#[derive(Default)]
pub(crate) struct BriefFormQueries;

#[Object]
impl BriefFormQueries {
    /// What the brief form (IPT-B, eight sessions) would make of a course: what was received and counts, which sessions to
    /// come the client keeps and which they leave, what becomes of those, the phases and companion windows, who gets which
    /// mail, and the hash that `acceptBriefForm` takes. Nothing is written. For whoever leads sessions of the enrollment,
    /// coordinators and administrators.
    async fn preview_brief_form(
        &self,
        ctx: &Context<'_>,
        input: BriefFormInput,
    ) -> Result<PreviewBriefFormPayload> {
        PreviewBriefFormPayload::of(ctx, input).await
    }
}
