//! An edge that was loaded with its tree, if the document asked for it.

use async_graphql::Error;

use crate::graphql::error::ApiError;

/// An edge that a root loads when its look-ahead finds it selected.
pub(crate) enum Loaded<T> {
    /// The document did not ask for it.
    NotAsked,
    /// It is here.
    Here(T),
}

/// The root did not look ahead for an edge that a resolver was then asked for.
#[derive(Debug, thiserror::Error)]
#[error("the edge `{0}` was not loaded with its tree")]
struct NotLoaded(&'static str);

impl<T> Loaded<T> {
    /// What `load` gives, if the document asked for it.
    pub(crate) fn when(asked: bool, load: impl FnOnce() -> Result<T, Error>) -> Result<Self, Error> {
        if asked { load().map(Self::Here) } else { Ok(Self::NotAsked) }
    }

    /// What was loaded.
    ///
    /// # Errors
    /// An internal error if nothing was: the root forgot to look ahead.
    pub(crate) fn get(&self, edge: &'static str) -> Result<&T, Error> {
        match self {
            Self::Here(value) => Ok(value),
            Self::NotAsked => Err(ApiError::Internal(Box::new(NotLoaded(edge))).into()),
        }
    }
}
