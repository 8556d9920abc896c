//! Rows of `safety_notice`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "safety_notice")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enrollment_id: Uuid,
    pub(crate) measure_id: Uuid,
    pub(crate) answer: i64,
    pub(crate) state: String,
    pub(crate) raised_at: DateTimeUtc,
    pub(crate) acknowledged_by: Option<Uuid>,
    pub(crate) note: Option<String>,
    pub(crate) closed_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
