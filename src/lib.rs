//! Roundel.

pub mod domain;
pub mod mail;
