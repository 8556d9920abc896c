//! Rows of `risk_flag`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "risk_flag")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enrollment_id: Uuid,
    pub(crate) trigger_id: Uuid,
    pub(crate) kind: String,
    pub(crate) severity: String,
    pub(crate) state: String,
    pub(crate) closed_by_person: bool,
    pub(crate) closing_note: Option<String>,
    pub(crate) evidence: Json,
    pub(crate) rules_version: i64,
    pub(crate) raised_at: DateTimeUtc,
    pub(crate) closed_at: Option<DateTimeUtc>,
    pub(crate) row_version: i64,
    pub(crate) owner_id: Option<Uuid>,
    pub(crate) snoozed_until: Option<DateTimeUtc>,
    pub(crate) outcome: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
