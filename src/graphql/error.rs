//! The errors a resolver may answer with, and how they and the refusals become the library's.

use async_graphql::{ErrorExtensionValues, InputType, InputValueError, ServerError};

use super::code::Code;
use super::guard::Refusal;
use super::request::RequestId;
use crate::domain::access::Denied;
use crate::domain::time::VanishedZone;

/// What whoever isn't let in is told, whatever the reason.
pub const UNAUTHENTICATED: &str = "Authentication is required: send `Authorization: Bearer rdl_…` with a token that is \
     neither expired nor revoked";

/// What a client is told when the database is away. Whether a change was made can't be known, if the connection broke
/// while it was being committed.
pub const UNAVAILABLE: &str = "The service cannot reach its database: try again in a while. A change that is sent \
     again with the same idempotencyKey, hash or version is made once";

/// What a resolver answers instead of a value. Expected outcomes of a mutation go into its payload, not here.
///
/// It has no `Display`: the library turns whatever has one into an error without a code, by `?`.
#[derive(Debug)]
pub enum ApiError {
    /// There is no valid token.
    Unauthenticated,
    /// The caller may not do this.
    Denied(Denied),
    /// What was named does not exist, or belongs to another clinic.
    NotFound,
    /// The same, where it is known which argument or input field named it. The id is not said back: a missing record
    /// and another clinic's answer the same bytes.
    NoSuchRecord(&'static str),
    /// An argument has no acceptable value.
    InvalidInput {
        /// The argument or the input field, as the schema names it.
        field: &'static str,
        /// What is acceptable; shown to the client.
        message: String,
    },
    /// Other changes were in the way for too long; nothing was changed.
    Busy,
    /// A stored time zone is not in the compiled-in data any more.
    VanishedZone(VanishedZone),
    /// The database can't be reached; the cause is logged, never shown.
    Unavailable(Box<dyn std::error::Error + Send + Sync>),
    /// A fault of ours; logged, never shown.
    Internal(Box<dyn std::error::Error + Send + Sync>),
}

impl From<Denied> for ApiError {
    fn from(denied: Denied) -> Self {
        Self::Denied(denied)
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        match error {
            ApiError::Unauthenticated => coded(UNAUTHENTICATED, Code::Unauthenticated.extensions()),
            ApiError::Denied(denied) => coded(format!("Not allowed: {denied}"), Code::Forbidden.extensions()),
            ApiError::NotFound => coded("Not found", Code::NotFound.extensions()),
            ApiError::NoSuchRecord(field) => {
                let message = format!(
                    "Not found: {field} must be the id of a record of this clinic, as another answer gave it"
                );
                let mut extensions = Code::NotFound.extensions();
                extensions.set("field", field);
                coded(message, extensions)
            }
            ApiError::InvalidInput { field, message } => {
                let mut extensions = Code::InvalidInput.extensions();
                extensions.set("field", field);
                coded(message, extensions)
            }
            ApiError::Busy => {
                let message = "Other changes were in the way for too long. Nothing was changed: try again";
                coded(message, Code::Busy.extensions())
            }
            ApiError::VanishedZone(vanished) => coded(vanished.to_string(), Code::ZoneUnknown.extensions()),
            // Of these two, `sanitise` logs the text and says something else.
            ApiError::Unavailable(fault) => {
                coded(with_causes(fault.as_ref()), Code::Unavailable.extensions())
            }
            ApiError::Internal(fault) => coded(with_causes(fault.as_ref()), Code::Internal.extensions()),
        }
    }
}

/// The refusal of a scalar to read a value, shown to the client with its message.
#[must_use]
pub fn invalid_value<T: InputType>(message: impl std::fmt::Display) -> InputValueError<T> {
    InputValueError::custom(message).with_extension("code", Code::InvalidInput.word())
}

impl From<&Refusal> for Code {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::TooMuch { .. } => Self::TooComplex,
            Refusal::Syntax { .. } => Self::SyntaxError,
            Refusal::NoOperation
            | Refusal::SeveralOperations
            | Refusal::DuplicateFragment
            | Refusal::FragmentCycle => Self::InvalidDocument,
            Refusal::NoIntrospection => Self::Forbidden,
        }
    }
}

/// An error of the whole request.
pub(super) fn request_error(code: Code, message: impl Into<String>) -> ServerError {
    let mut error = ServerError::new(message, None);
    error.extensions = Some(code.extensions());
    error
}

/// All that a client learns of a fault.
pub(super) fn internal_error(id: RequestId) -> ServerError {
    fault(Code::Internal, "Internal error", id)
}

/// All that a client learns of a database that is away.
pub(super) fn unavailable_error(id: RequestId) -> ServerError {
    fault(Code::Unavailable, UNAVAILABLE, id)
}

fn fault(code: Code, message: &str, id: RequestId) -> ServerError {
    let mut error = request_error(code, message);
    if let Some(extensions) = &mut error.extensions {
        extensions.set("requestId", id.to_string());
    }
    error
}

fn coded(message: impl Into<String>, extensions: ErrorExtensionValues) -> async_graphql::Error {
    async_graphql::Error { message: message.into(), source: None, extensions: Some(extensions) }
}

fn with_causes(fault: &(dyn std::error::Error + Send + Sync)) -> String {
    let mut text = fault.to_string();
    let mut cause = fault.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
