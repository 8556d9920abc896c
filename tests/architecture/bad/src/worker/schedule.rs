//! Cron expressions.
use chrono::{DateTime, Utc};
