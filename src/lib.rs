//! Roundel.

pub mod domain;
