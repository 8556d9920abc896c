//! GraphQL.
use async_graphql::*;
use crate::app::enrol;
pub use crate::app::Enrolled; //~ ReExport
