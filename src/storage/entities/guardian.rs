//! Rows of `guardian`.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "guardian")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) client_id: Uuid,
    pub(crate) preferred_name: String,
    pub(crate) email: Option<String>,
    pub(crate) email_consent_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
