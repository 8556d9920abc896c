//! The roots of the schema.

use async_graphql::{EmptyMutation, EmptySubscription, Object};

/// The schema that is served.
pub type Schema = async_graphql::Schema<Query, EmptyMutation, EmptySubscription>;

/// The root of what can be read.
pub struct Query;

#[Object]
impl Query {
    /// The version of this service.
    async fn api_version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

/// Builds the schema.
#[must_use]
pub fn build() -> Schema {
    Schema::build(Query, EmptyMutation, EmptySubscription).disable_suggestions().finish()
}
