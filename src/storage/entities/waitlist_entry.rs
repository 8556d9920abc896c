//! Rows of `waitlist_entry`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "waitlist_entry")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) client_id: Uuid,
    pub(crate) program_id: Uuid,
    pub(crate) site_id: Option<Uuid>,
    pub(crate) referred_on: Date,
    pub(crate) priority: String,
    pub(crate) status: String,
    pub(crate) former_status: Option<String>,
    pub(crate) withdrawal_reason: Option<String>,
    pub(crate) ended_on: Option<Date>,
    pub(crate) enrollment_id: Option<Uuid>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
