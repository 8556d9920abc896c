//! Rows of `brief_form_decision`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "brief_form_decision")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enrollment_id: Uuid,
    pub(crate) answer: String,
    pub(crate) reason: Option<String>,
    pub(crate) decided_at: DateTimeUtc,
    pub(crate) decided_by: Option<Uuid>,
    pub(crate) former_planned_sessions: Option<i64>,
    pub(crate) plan_hash: Option<String>,
    pub(crate) change_id: Option<Uuid>,
    pub(crate) withdrawn_at: Option<DateTimeUtc>,
    pub(crate) withdrawn_by: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
