//! Roundel.

pub mod app;
pub mod domain;
pub mod graphql;
pub mod storage;
