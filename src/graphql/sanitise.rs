//! What of an executed request's errors may leave the house.
//!
//! An error with one of our codes was written for the client and passes. Of the rest, those without a path are the
//! library's word on the document (an error in a resolver always has a path); all others are faults.

use async_graphql::{Response, ServerError, Value};

use super::code::Code;
use super::error::internal_error;
use super::request::RequestId;
use super::unreadable::Unreadable;

/// How many errors an answer lists at most: a document can hold more mistakes than its answer should bytes.
const MOST_ERRORS: usize = 20;

/// Makes the errors of a response fit to be sent, and logs the faults among them under the request's id.
pub(super) fn sanitise(mut response: Response, id: RequestId) -> Response {
    if response.data == Value::Null {
        response.errors.truncate(MOST_ERRORS);
    }
    for error in &mut response.errors {
        error.source = None;
        if Code::of(error.extensions.as_ref()).is_some() {
            continue;
        }
        if let Some(Unreadable { field, message }) = Unreadable::of(&error.message) {
            let mut extensions = Code::InvalidInput.extensions();
            if let Some(field) = field {
                extensions.set("field", field);
            }
            (error.message, error.extensions) = (message, Some(extensions));
        } else if error.path.is_empty() {
            error.message = without_suggestion(&error.message).to_owned();
            error.extensions = Some(Code::InvalidDocument.extensions());
        } else {
            tracing::error!(request_id = %id, fault = ?error.message, "a resolver failed");
            let ServerError { message, extensions, .. } = internal_error(id);
            (error.message, error.extensions) = (message, extensions);
        }
    }
    response
}

fn without_suggestion(message: &str) -> &str {
    message.split_once(" Did you mean").map_or(message, |(told, _)| told)
}
