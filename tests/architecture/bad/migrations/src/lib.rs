//! The migrations may hold code in their crate root, and know what they need.
use sea_orm_migration::prelude::*;
pub struct Migrator;
