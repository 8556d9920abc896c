//! Why the brief form can't be planned.

use crate::app::Failure;
use crate::domain::brief_form::BriefFormRefusal;

/// Why the brief form can't be planned.
#[derive(Debug, thiserror::Error)]
pub enum PlanBriefFormError {
    /// The enrollment is over.
    #[error("the enrollment is over: there is nothing to plan any more")]
    Over,
    /// The course does not allow it.
    #[error(transparent)]
    Refused(#[from] BriefFormRefusal),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}
