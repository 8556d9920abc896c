//! Rows of `session`.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

/// Also kept as JSON with a change of the schedule: a new column needs `#[serde(default)]`.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize, Deserialize)]
#[sea_orm(table_name = "session")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) series_id: Uuid,
    pub(crate) kind: String,
    pub(crate) status: String,
    pub(crate) cancelled_by: Option<String>,
    pub(crate) therapist_id: Uuid,
    pub(crate) room_id: Option<Uuid>,
    pub(crate) original_local_start: String,
    pub(crate) local_start: String,
    pub(crate) zone: String,
    pub(crate) starts_at: DateTimeUtc,
    pub(crate) ends_at: DateTimeUtc,
    pub(crate) clock_change: String,
    pub(crate) tzdb_version: String,
    pub(crate) notice_version: i64,
    pub(crate) row_version: i64,
    pub(crate) meeting_link: Option<String>,
    pub(crate) own_time: bool,
    pub(crate) own_therapist: bool,
    pub(crate) own_place: bool,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
