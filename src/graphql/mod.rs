//! The API: its shape (types, queries, mutations, subscriptions) and how an answer is made safe to send.
//!
//! Owns: the schema, ids and scalars on the wire, payloads and their errors, the guard before a document runs, the
//! execution of one request. Calls `app`, speaks `domain`. Must not know: HTTP, databases, mail. `Endpoint` is all
//! that the web and the console see.
//! Example: `mutations/sites.rs::create_site` parses the input, calls `app::clinics::create_site`, maps the answer.
//! The next field goes to the file of its area; the next way to fail is a `Code`. Then `roundel schema` is printed
//! into `graphql/schema.graphql`.

mod browser;
mod code;
mod error;
mod execute;
mod expose;
pub mod guard;
mod ids;
mod input;
mod loaders;
mod mutations;
mod node;
mod page;
mod patch;
mod payload;
mod payload_rights;
mod queries;
mod reads;
mod request;
mod sanitise;
mod scalars;
mod schema;
mod selected;
mod selection;
mod subscriptions;
mod to_its_end;
mod types;
mod unreadable;
mod words;

pub use browser::{Browser, CookieChange};
pub use code::Code;
pub use error::{ApiError, UNAUTHENTICATED, UNAVAILABLE, invalid_value};
pub use execute::{Endpoint, Policy, execute};
pub use request::{GraphQlRequest, RequestId};
pub use schema::{Schema, build_schema, schema_definition};
pub use subscriptions::LiveSubscription;
