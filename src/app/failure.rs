//! What any use case can fail by, beside its own reasons.

use crate::domain::access::Denied;
use crate::domain::time::VanishedZone;
use crate::storage::StorageError;

/// The reasons every use case shares; its own stand in its error enum, which holds one of these as `Failure`.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The caller may not do this. The refusal has been recorded.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such record in the caller's clinic; one of another clinic answers alike.
    #[error("not found")]
    NotFound,
    /// Other changes were in the way for too long. Nothing was changed, and trying again may work.
    #[error("other changes were in the way for too long; nothing was changed")]
    Busy,
    /// The database can't be reached; trying again later may work. What was under way is rolled back,
    /// unless the connection broke while it was being committed, or afterwards, while its answer was read.
    #[error("the database cannot be reached")]
    Unavailable(#[source] StorageError),
    /// A stored time zone is not in the compiled-in data any more: whoever may gives the record another.
    #[error(transparent)]
    VanishedZone(VanishedZone),
    /// The database failed; the text is for the log, never for a client.
    #[error("internal error")]
    Internal(#[source] StorageError),
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::LostRace => Self::Busy,
            away @ StorageError::Unavailable(_) => Self::Unavailable(away),
            StorageError::VanishedZone(vanished) => Self::VanishedZone(vanished),
            other @ (StorageError::Constraint(_) | StorageError::Corrupt(_) | StorageError::Database(_)) => {
                Self::Internal(other)
            }
        }
    }
}
