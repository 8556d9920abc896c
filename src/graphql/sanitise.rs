//! What of an executed request's errors may leave the house.
//!
//! An error with one of our codes was written for the client and passes, but for the two that hold a fault's text. Of
//! the rest, those without a path are the library's word on the document (an error in a resolver always has a path); all
//! others are faults.

use async_graphql::{Response, ServerError, Value};

use super::code::Code;
use super::error::{internal_error, unavailable_error};
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
        match Code::of(error.extensions.as_ref()) {
            Some(Code::Internal) => {
                conceal(error, internal_error(id), id);
                continue;
            }
            Some(Code::Unavailable) => {
                conceal(error, unavailable_error(id), id);
                continue;
            }
            Some(_) => continue,
            None => {}
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
            conceal(error, internal_error(id), id);
        }
    }
    response
}

/// Logs a fault, and says of it only what `told` does.
fn conceal(fault: &mut ServerError, told: ServerError, id: RequestId) {
    tracing::error!(request_id = %id, fault = ?fault.message, "a request failed");
    let ServerError { message, extensions, .. } = told;
    (fault.message, fault.extensions) = (message, extensions);
}

fn without_suggestion(message: &str) -> &str {
    message.split_once(" Did you mean").map_or(message, |(told, _)| told)
}
