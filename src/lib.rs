//! Roundel.

pub mod app;
pub mod domain;
pub mod worker;
