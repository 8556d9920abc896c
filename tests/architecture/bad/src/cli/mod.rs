//! The command line knows everything above storage and mail, and prints.
mod doctor;
mod open;
use crate::storage; //~ Layer
use crate::{app, config, telemetry, web};
