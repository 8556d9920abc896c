//! Rows of `client_import_entry`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_import_entry")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) entry_id: Uuid,
    pub(crate) row_version: i64,
    /// The entry's version before; none if the import made it.
    pub(crate) before_version: Option<i64>,
    pub(crate) before_site_id: Option<Uuid>,
    pub(crate) before_referred_on: Option<Date>,
    pub(crate) before_priority: Option<String>,
    pub(crate) before_status: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
