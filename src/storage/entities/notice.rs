//! Rows of `notice`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "notice")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) participation_id: Uuid,
    pub(crate) is_latest: bool,
    pub(crate) told_starts_at: Option<DateTimeUtc>,
    pub(crate) told_ends_at: Option<DateTimeUtc>,
    pub(crate) told_room_id: Option<Uuid>,
    pub(crate) told_is_cancelled: Option<bool>,
    pub(crate) told_notice_version: Option<i64>,
    pub(crate) due_at: DateTimeUtc,
    pub(crate) gathered: i64,
    pub(crate) delivery_id: Option<Uuid>,
    pub(crate) created_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
