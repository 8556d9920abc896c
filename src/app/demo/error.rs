//! Why the demo can't be filled in.

use std::error::Error;

use crate::app::Failure;

/// Why the demo can't be filled in.
#[derive(Debug, thiserror::Error)]
pub enum FillDemoError {
    /// The database holds the demo already, or somebody with the login of its administrator.
    #[error("the database holds the demo already")]
    AlreadyFilled,
    /// A step of the story failed: the cast contradicts the rules, or the database fails.
    #[error("{doing}")]
    Step {
        /// What was being done.
        doing: &'static str,
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// The cast names a site, a room, a member of staff or a program that is not there; a test reads all of it.
#[derive(Debug, thiserror::Error)]
#[error("the cast has no `{0}`")]
pub(super) struct NotInTheCast(pub(super) &'static str);

impl FillDemoError {
    /// What an error of a step becomes.
    pub(super) fn at<E: Error + Send + Sync + 'static>(doing: &'static str) -> impl FnOnce(E) -> Self {
        move |source| Self::Step { doing, source: Box::new(source) }
    }
}
