//! Rows of `safety_notice_reopening`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "safety_notice_reopening")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) notice_id: Uuid,
    pub(crate) acknowledged_by: Uuid,
    pub(crate) note: String,
    pub(crate) acknowledged_at: DateTimeUtc,
    pub(crate) reason: String,
    pub(crate) reopened_by: Uuid,
    pub(crate) reopened_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
