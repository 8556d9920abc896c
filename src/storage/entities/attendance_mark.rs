//! Rows of `attendance_mark`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "attendance_mark")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) participation_id: Uuid,
    pub(crate) version: i64,
    pub(crate) attendance: String,
    pub(crate) minutes_attended: Option<i64>,
    pub(crate) arrived_late: bool,
    pub(crate) reason: Option<String>,
    pub(crate) notice_given_at: Option<DateTimeUtc>,
    pub(crate) correction_note: Option<String>,
    pub(crate) recorded_by_kind: String,
    pub(crate) recorded_by_id: Option<Uuid>,
    pub(crate) recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
