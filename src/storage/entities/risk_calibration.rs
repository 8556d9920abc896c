//! Rows of `risk_calibration`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_calibration")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) version: i64,
    pub(crate) model_version: i64,
    pub(crate) fitted_at: DateTimeUtc,
    pub(crate) verdict: String,
    pub(crate) marks: i64,
    pub(crate) enrollments: i64,
    pub(crate) held_out_marks: i64,
    pub(crate) report: Json,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
