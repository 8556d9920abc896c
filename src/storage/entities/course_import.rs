//! Rows of `course_import`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "course_import")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) group_count: i64,
    pub(crate) treatment_count: i64,
    pub(crate) enrollment_count: i64,
    pub(crate) session_count: i64,
    pub(crate) mark_count: i64,
    pub(crate) likely_duplicate_count: i64,
    pub(crate) refused_row_count: i64,
    pub(crate) accepted_entry_count: i64,
    pub(crate) standing: Json,
    pub(crate) undone_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
