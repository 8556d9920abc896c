//! Roundel.

pub mod domain;
pub mod graphql;
