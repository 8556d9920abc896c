//! Rows of `reminder_policy`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_policy")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) program_id: Option<Uuid>,
    pub(crate) client_id: Option<Uuid>,
    pub(crate) moved_from_id: Option<Uuid>,
    pub(crate) name: String,
    pub(crate) is_active: bool,
    pub(crate) stops_when_confirmed: bool,
    pub(crate) removed_at: Option<DateTimeUtc>,
    pub(crate) quiet_from: Option<i64>,
    pub(crate) quiet_until: Option<i64>,
    pub(crate) row_version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
