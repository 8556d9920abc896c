//! Roundel.

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod mail;
pub mod storage;
pub mod telemetry;
pub mod web;
pub mod worker;
