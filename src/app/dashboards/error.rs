//! Why there is no dashboard.

use crate::app::Failure;
use crate::domain::dashboards::InvalidPeriod;
use crate::storage::StorageError;

/// Why there is no dashboard.
#[derive(Debug, thiserror::Error)]
pub enum DashboardError {
    /// The dates are no period.
    #[error(transparent)]
    Period(#[from] InvalidPeriod),
    /// The heat map is of one group, and none was named.
    #[error("groupId: name the group (`grp_…`) whose sessions are to be shown")]
    GroupMissing,
    /// One of the common failures.
    #[error(transparent)]
    Failure(#[from] Failure),
}

impl From<StorageError> for DashboardError {
    fn from(error: StorageError) -> Self {
        Self::Failure(error.into())
    }
}
