//! That there is something to read anew.

use async_graphql::SimpleObject;

use crate::graphql::scalars::Instant;

/// Something was changed that dashboards count.
#[derive(SimpleObject, Debug, Clone, Copy)]
pub(crate) struct DashboardChange {
    /// When the change was noticed, in UTC.
    pub(crate) noticed_at: Instant,
}
