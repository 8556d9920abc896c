//! The suite, as callers see the service: through the schema, over HTTP, by mail, on both databases.

mod graphql;
mod storage;
mod support;
