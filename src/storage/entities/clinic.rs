//! Rows of `clinic`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "clinic")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) mail_name: String,
    pub(crate) phone: Option<String>,
    pub(crate) crisis_lines: Option<String>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
    pub(crate) mails_paused_at: Option<DateTimeUtc>,
    pub(crate) mails_paused_reason: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
