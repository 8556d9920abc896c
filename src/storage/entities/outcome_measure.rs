//! Rows of `outcome_measure`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outcome_measure")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) enrollment_id: Uuid,
    pub(crate) instrument_id: Uuid,
    pub(crate) own_instrument_id: Option<Uuid>,
    pub(crate) taken_on: Date,
    pub(crate) occasion: String,
    pub(crate) items: Option<Json>,
    pub(crate) total: i64,
    pub(crate) is_withdrawn: bool,
    pub(crate) version: i64,
    pub(crate) recorded_by_kind: String,
    pub(crate) recorded_by_id: Option<Uuid>,
    pub(crate) recorded_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
