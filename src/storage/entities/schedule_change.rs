//! Rows of `schedule_change`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "schedule_change")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) plan_hash: String,
    pub(crate) command_hash: String,
    pub(crate) series_id: Option<Uuid>,
    pub(crate) made_at: DateTimeUtc,
    pub(crate) made_by: Option<Uuid>,
    pub(crate) undone_at: Option<DateTimeUtc>,
    pub(crate) left_series: Option<Json>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
