//! Rows of `enrollment`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "enrollment")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) client_id: Uuid,
    pub(crate) program_id: Uuid,
    pub(crate) site_id: Uuid,
    pub(crate) group_id: Option<Uuid>,
    pub(crate) status: String,
    pub(crate) planned_sessions: i64,
    pub(crate) enrolled_at: DateTimeUtc,
    pub(crate) ended_at: Option<DateTimeUtc>,
    pub(crate) ending_agreed: Option<bool>,
    pub(crate) row_version: i64,
    pub(crate) former_planned_sessions: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
