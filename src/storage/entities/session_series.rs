//! Rows of `session_series`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Also kept as JSON with a change of the schedule: a new column needs `#[serde(default)]`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "session_series")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) group_id: Option<Uuid>,
    pub(crate) enrollment_id: Option<Uuid>,
    pub(crate) site_id: Uuid,
    pub(crate) therapist_id: Uuid,
    pub(crate) room_id: Option<Uuid>,
    pub(crate) weekday: String,
    pub(crate) local_start: String,
    pub(crate) zone: String,
    pub(crate) canonical_zone: String,
    pub(crate) start_on: Date,
    pub(crate) minutes: i64,
    pub(crate) planned_count: i64,
    pub(crate) counting: String,
    pub(crate) skipped_on: Json,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
    pub(crate) meeting_link: Option<String>,
    #[serde(default)]
    pub(crate) meeting: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
