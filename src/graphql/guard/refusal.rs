//! Why a document goes no further. The messages name limits and places, never the document's own text.

use super::limits::Limit;

/// Why a document was refused before validation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A limit was exceeded.
    #[error("document refused: {limit} above the limit of {allowed}")]
    TooMuch {
        /// Which one.
        limit: Limit,
        /// Its value.
        allowed: u64,
    },
    /// The text is not a GraphQL document.
    #[error("syntax error at {line}:{column}")]
    Syntax {
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
    },
    /// The document has no operation.
    #[error("the document contains no operation")]
    NoOperation,
    /// The document has more than one operation.
    #[error("only one operation per request is served")]
    SeveralOperations,
    /// Two fragments share a name.
    #[error("two fragments have the same name")]
    DuplicateFragment,
    /// A fragment contains itself, directly or through others.
    #[error("a fragment contains itself")]
    FragmentCycle,
    /// The schema was asked for where that is turned off.
    #[error("introspection is turned off")]
    NoIntrospection,
}

impl Refusal {
    pub(super) const fn too_much(limit: Limit, allowed: u64) -> Self {
        Self::TooMuch { limit, allowed }
    }
}
