//! Roundel.

pub mod app;
pub mod config;
pub mod domain;
pub mod telemetry;
pub mod worker;
