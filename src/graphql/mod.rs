//! The GraphQL interface: what callers can ask, and how an answer is made safe to send.
//!
//! Owns: the schema, the guard before it, the execution of one request, the shape of errors.
//! Must not know: HTTP, sea-orm, mail. `Endpoint` is all that the web and the console see.
//! Example: `endpoint.execute(caller, GraphQlRequest::new(id, "{ apiVersion }")).await`.
//! The next root field goes to `queries` or `mutations`; the next way to fail is a `Code`.

mod code;
mod error;
mod execute;
pub mod guard;
mod request;
mod sanitise;
pub mod schema;

pub use code::Code;
pub use error::{ApiError, invalid_value};
pub use execute::{Endpoint, Policy, execute};
pub use request::{GraphQlRequest, RequestId};
