//! Rows of `client_import_row`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_import_row")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) import_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) client_id: Uuid,
    pub(crate) row_version: i64,
    /// What the import changed, as it was; none if it recorded the client.
    pub(crate) before: Option<Json>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
