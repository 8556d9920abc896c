//! Rows of `participation`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "participation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) session_id: Uuid,
    pub(crate) enrollment_id: Uuid,
    pub(crate) client_id: Uuid,
    pub(crate) rsvp: String,
    pub(crate) client_location: Option<String>,
    pub(crate) attendance: String,
    pub(crate) minutes_attended: Option<i64>,
    pub(crate) arrived_late: bool,
    pub(crate) reason: Option<String>,
    pub(crate) notice_given_at: Option<DateTimeUtc>,
    pub(crate) mark_version: i64,
    pub(crate) row_version: i64,
    pub(crate) makes_up_for: Option<Uuid>,
    pub(crate) confirmed_version: Option<i64>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
