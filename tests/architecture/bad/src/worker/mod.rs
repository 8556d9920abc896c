//! Jobs.
mod schedule;
use crate::{app, domain, mail};
use chrono::Utc; //~ Guarded
use crate::storage::queue; //~ Layer
