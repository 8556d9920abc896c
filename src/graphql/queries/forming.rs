//! Forming a group by hand: the weekly grid, and the preview.

use async_graphql::{Context, Object, Result};

use crate::graphql::mutations::{
    AvailabilityGridInput, AvailabilityGridPayload, GroupFormationInput, PreviewGroupFormationPayload,
};

#[derive(Default)]
pub(crate) struct FormingQueries;

#[Object]
impl FormingQueries {
    /// Who of those who wait could come when, over all weeks of a series: for every hour of the week the clients who
    /// could come to all of its sessions, and to some. For administrators and coordinators. Nothing is written.
    async fn availability_grid(
        &self,
        ctx: &Context<'_>,
        input: AvailabilityGridInput,
    ) -> Result<AvailabilityGridPayload> {
        AvailabilityGridPayload::of(ctx, input).await
    }

    /// What a group of some who wait would come to: its sessions, conflicts, who can't come when, its size against the
    /// program's, and the hash that `formGroup` takes. Nothing is written.
    async fn preview_group_formation(
        &self,
        ctx: &Context<'_>,
        input: GroupFormationInput,
    ) -> Result<PreviewGroupFormationPayload> {
        PreviewGroupFormationPayload::of(ctx, input).await
    }
}
