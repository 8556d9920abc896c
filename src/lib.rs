//! Roundel.

pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod storage;
pub mod telemetry;
pub mod worker;
pub mod mail;
