//! Rows of `mail_draft`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_draft")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) delivery_id: Uuid,
    pub(crate) envelope_from: String,
    pub(crate) recipient: String,
    pub(crate) dated_at: DateTimeUtc,
    pub(crate) message: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
