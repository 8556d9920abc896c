//! Rows of `reminder_rule`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_rule")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) policy_id: Uuid,
    pub(crate) minutes_before: i64,
    pub(crate) retired_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
