//! Rows of `client`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "client")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) external_id: Option<String>,
    pub(crate) preferred_name: String,
    /// The preferred name in lower case: neither database folds every script.
    pub(crate) search_name: String,
    pub(crate) email: Option<String>,
    pub(crate) email_consent_at: Option<DateTimeUtc>,
    pub(crate) language: String,
    pub(crate) zone: String,
    pub(crate) location: Option<String>,
    pub(crate) problem_area: Option<String>,
    pub(crate) barriers: Json,
    pub(crate) calendar_parts: bool,
    pub(crate) reminders_stopped_at: Option<DateTimeUtc>,
    /// When the address took the place of another one.
    pub(crate) email_since: Option<DateTimeUtc>,
    /// Since when nothing is sent to it.
    pub(crate) email_suspended_at: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
