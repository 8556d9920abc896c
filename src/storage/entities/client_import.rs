//! Rows of `client_import`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_import")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) created_count: i64,
    pub(crate) updated_count: i64,
    pub(crate) unchanged_count: i64,
    pub(crate) likely_duplicate_count: i64,
    pub(crate) refused_count: i64,
    pub(crate) undone_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
