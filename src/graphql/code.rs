//! The words of `extensions.code`: what a client may branch on.

use async_graphql::{ErrorExtensionValues, Value};

/// Why an error stands in `errors`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    /// No valid token.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// What was named does not exist, or not for this caller.
    NotFound,
    /// An argument or a variable has no acceptable value.
    InvalidInput,
    /// The document does not fit the schema.
    InvalidDocument,
    /// The document is not GraphQL.
    SyntaxError,
    /// The document exceeds a limit.
    TooComplex,
    /// The answer was not ready within the time limit.
    Timeout,
    /// Other changes were in the way for too long; nothing was changed, and trying again may work.
    Busy,
    /// A stored time zone is not in the compiled-in data any more: the message names the record that needs another.
    ZoneUnknown,
    /// The database can't be reached; trying again later may work.
    Unavailable,
    /// The HTTP request is not a GraphQL request.
    BadRequest,
    /// A mutation came by GET.
    MethodNotAllowed,
    /// A fault of ours; the log has the request id.
    Internal,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 14] = [
        Self::Unauthenticated,
        Self::Forbidden,
        Self::NotFound,
        Self::InvalidInput,
        Self::InvalidDocument,
        Self::SyntaxError,
        Self::TooComplex,
        Self::Timeout,
        Self::Busy,
        Self::ZoneUnknown,
        Self::Unavailable,
        Self::BadRequest,
        Self::MethodNotAllowed,
        Self::Internal,
    ];

    /// The word a client sees.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::Forbidden => "FORBIDDEN",
            Self::NotFound => "NOT_FOUND",
            Self::InvalidInput => "INVALID_INPUT",
            Self::InvalidDocument => "INVALID_DOCUMENT",
            Self::SyntaxError => "SYNTAX_ERROR",
            Self::TooComplex => "TOO_COMPLEX",
            Self::Timeout => "TIMEOUT",
            Self::Busy => "BUSY",
            Self::ZoneUnknown => "ZONE_UNKNOWN",
            Self::Unavailable => "UNAVAILABLE",
            Self::BadRequest => "BAD_REQUEST",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Internal => "INTERNAL",
        }
    }

    /// The code that an error carries, if it is one of ours.
    #[must_use]
    pub fn of(extensions: Option<&ErrorExtensionValues>) -> Option<Self> {
        let Some(Value::String(word)) = extensions?.get("code") else {
            return None;
        };
        Self::ALL.into_iter().find(|code| code.word() == word)
    }

    /// The extensions of an error with this code.
    #[must_use]
    pub fn extensions(self) -> ErrorExtensionValues {
        let mut values = ErrorExtensionValues::default();
        values.set("code", self.word());
        values
    }
}
