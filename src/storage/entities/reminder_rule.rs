//! Rows of `reminder_rule`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_rule")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) policy_id: Uuid,
    pub(crate) minutes_before: Option<i64>,
    pub(crate) days_before: Option<i64>,
    pub(crate) at_minute: Option<i64>,
    pub(crate) of_sessions: String,
    pub(crate) asks_to_confirm: bool,
    pub(crate) retired_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
