//! The API's shape: types, queries, mutations, and how a document is admitted and executed.
//!
//! Owns: the schema, ids and scalars on the wire, payloads and their errors, limits on documents. Calls `app`,
//! speaks `domain`. Must not know: HTTP, databases.
//! Example: `mutations/clinics.rs::create_site` parses the input, calls `app::clinics::create_site`, maps the answer.
//! The next field goes to the file of its area; then `roundel schema` is printed into `graphql/schema.graphql`.

mod expose;
mod ids;
mod input;
mod loaders;
mod mutations;
mod node;
mod page;
mod patch;
mod payload;
mod queries;
mod scalars;
mod schema;
mod types;
mod words;

pub use schema::{Schema, build_schema, schema_definition};
