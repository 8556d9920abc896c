//! Rows of `audit_event`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) clinic_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) at: DateTimeUtc,
    pub(crate) actor_kind: String,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) rule: Option<String>,
    pub(crate) operation: String,
    pub(crate) outcome: String,
    pub(crate) subject: Option<String>,
    pub(crate) details: Json,
    pub(crate) kind: String,
    pub(crate) request_id: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) about: Json,
}

/// The columns by their names, of the alias `e`. Not `e.*`: a connection that prepares a statement before it has noticed
/// another's migration would count fewer than the rows then have.
pub(crate) const COLUMNS: &str = "e.clinic_id, e.id, e.at, e.actor_kind, e.actor_id, e.rule, e.operation, e.outcome, \
     e.subject, e.details, e.kind, e.request_id, e.source, e.about";

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
