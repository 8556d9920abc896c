//! The command line knows everything and prints.
mod doctor;
use crate::{app, config, storage, telemetry, web};
