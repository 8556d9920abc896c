//! Rows of `closure`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "closure")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) site_id: Option<Uuid>,
    pub(crate) therapist_id: Option<Uuid>,
    pub(crate) first_on: Date,
    pub(crate) last_on: Date,
    pub(crate) from_time: Option<String>,
    pub(crate) until_time: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) change_id: Uuid,
    pub(crate) withdrawn_at: Option<DateTimeUtc>,
    pub(crate) row_version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
