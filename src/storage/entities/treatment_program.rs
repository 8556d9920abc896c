//! Rows of `treatment_program`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "treatment_program")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) format: String,
    pub(crate) audience: String,
    pub(crate) min_sessions: i64,
    pub(crate) max_sessions: i64,
    pub(crate) session_minutes: i64,
    pub(crate) initial_phase_ends: i64,
    pub(crate) middle_phase_ends: i64,
    pub(crate) min_size: i64,
    pub(crate) viable_size: i64,
    pub(crate) max_size: i64,
    pub(crate) row_version: i64,
    pub(crate) companions: Json,
    pub(crate) minimum_dose: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
