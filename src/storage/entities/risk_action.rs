//! Rows of `risk_action`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_action")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) flag_id: Uuid,
    pub(crate) kind: String,
    pub(crate) contact: Option<String>,
    pub(crate) outcome: Option<String>,
    pub(crate) owner_id: Option<Uuid>,
    pub(crate) snoozed_until: Option<DateTimeUtc>,
    pub(crate) note: Option<String>,
    pub(crate) taken_by: Option<Uuid>,
    pub(crate) taken_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
