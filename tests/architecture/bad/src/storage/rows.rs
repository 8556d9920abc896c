//! Storage knows the database.
use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use roundel_migrations::Migrator;
pub use crate::domain::Client;
pub use sea_orm::DatabaseConnection; //~ ReExport
use crate::app::Enrol; //~ Layer
