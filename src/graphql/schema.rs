//! The schema put together, and printed.

use async_graphql::SDLExportOptions;

use super::mutations::{Mutation, UserError};
use super::payload_rights::PayloadRights;
use super::queries::Query;
use super::reads::AuditReads;
use super::subscriptions::Subscription;
use crate::app::App;

/// The executable schema.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// The schema over an application. Whether introspection is answered is the guard's to say.
#[must_use]
pub fn build_schema(app: App) -> Schema {
    async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<UserError>()
        .disable_suggestions()
        .extension(PayloadRights)
        .extension(AuditReads)
        .data(app)
        .finish()
}

/// The schema's definition (SDL), sorted: what `graphql/schema.graphql` holds.
#[must_use]
pub fn schema_definition() -> String {
    let schema = async_graphql::Schema::build(Query::default(), Mutation::default(), Subscription)
        .register_output_type::<UserError>()
        .finish();
    let sorted = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .prefer_single_line_descriptions();
    schema.sdl_with_options(sorted)
}
