//! The GraphQL interface.

pub mod guard;
