//! Rows of `reminder_delivery`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_delivery")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) dedupe_key: String,
    pub(crate) participation_id: Option<Uuid>,
    pub(crate) staff_member_id: Option<Uuid>,
    pub(crate) about_id: Option<Uuid>,
    pub(crate) content: Option<String>,
    pub(crate) rule_id: Option<Uuid>,
    pub(crate) notice_version: i64,
    pub(crate) message_id: String,
    pub(crate) state: String,
    pub(crate) why: Option<String>,
    pub(crate) why_detail: Option<String>,
    pub(crate) due_at: DateTimeUtc,
    pub(crate) not_after: DateTimeUtc,
    pub(crate) next_attempt_at: DateTimeUtc,
    pub(crate) attempt: i64,
    pub(crate) claimed_by: Option<String>,
    pub(crate) sends: i64,
    pub(crate) unknowns: i64,
    pub(crate) lost_answers: i64,
    pub(crate) deferrals: i64,
    pub(crate) first_attempt_at: Option<DateTimeUtc>,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) created_at: DateTimeUtc,
    pub(crate) row_version: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
