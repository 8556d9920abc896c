//! Rows of `job_run`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "job_run")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) job: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tick: String,
    pub(crate) scheduled_at: DateTimeUtc,
    pub(crate) started_at: DateTimeUtc,
    pub(crate) finished_at: Option<DateTimeUtc>,
    pub(crate) outcome: Option<String>,
    pub(crate) why: Option<String>,
    pub(crate) worker: String,
    pub(crate) attempt: i64,
    pub(crate) next_attempt_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
