//! Rows of `therapy_group`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "therapy_group")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) program_id: Uuid,
    pub(crate) site_id: Uuid,
    pub(crate) name: String,
    pub(crate) status: String,
    pub(crate) admission: String,
    pub(crate) min_size: i64,
    pub(crate) viable_size: i64,
    pub(crate) max_size: i64,
    pub(crate) enrolled_count: i64,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
    pub(crate) guest_seats: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
