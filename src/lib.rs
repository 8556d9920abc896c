//! Roundel.

pub mod auth;
pub mod domain;
pub mod graphql;
pub mod web;
