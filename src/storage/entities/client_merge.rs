//! Rows of `client_merge`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client_merge")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) plan_hash: String,
    pub(crate) kept_id: Uuid,
    pub(crate) merged_id: Uuid,
    pub(crate) merged_at: DateTimeUtc,
    /// The version that the merge left the kept record at.
    pub(crate) kept_version: i64,
    pub(crate) kept_before: Json,
    pub(crate) merged_before: Json,
    pub(crate) undone_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
