//! Audit event.

use async_graphql::{ID, Json, Object};

use crate::domain::audit::{self, AuditActor};
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// How an attempt ended.
    AuditOutcome = audit::AuditOutcome {
        /// It was done.
        Done,
        /// It was not allowed.
        Refused,
    }
}

/// Whose hand it was.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AuditActorKind {
    /// A member of staff, through a token or the console.
    Staff,
    /// A client, through a link of a mail.
    Client,
    /// The service itself, by a rule.
    System,
}

/// One line of the audit log. It holds ids and words, never names or addresses.
pub(crate) struct AuditEvent(audit::AuditEvent);

/// One line of the audit log. It holds ids and words, never names or addresses.
#[Object]
impl AuditEvent {
    /// The event's id (`aud_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// When.
    async fn at(&self) -> Instant {
        Instant(self.0.at)
    }

    /// Whose hand it was.
    async fn actor_kind(&self) -> AuditActorKind {
        match self.0.actor {
            AuditActor::Staff(_) => AuditActorKind::Staff,
            AuditActor::Client(_) => AuditActorKind::Client,
            AuditActor::System(_) => AuditActorKind::System,
        }
    }

    /// The id of the member of staff or of the client; null if the service acted by itself.
    async fn actor_id(&self) -> Option<ID> {
        match self.0.actor {
            AuditActor::Staff(actor) => Some(id(actor)),
            AuditActor::Client(actor) => Some(id(actor)),
            AuditActor::System(_) => None,
        }
    }

    /// The rule or command by which the service acted by itself; null if a person did.
    async fn rule(&self) -> Option<&str> {
        match &self.0.actor {
            AuditActor::Staff(_) | AuditActor::Client(_) => None,
            AuditActor::System(rule) => Some(rule),
        }
    }

    /// What was attempted: a mutation's name, or the right that was missing.
    async fn operation(&self) -> &str {
        &self.0.operation
    }

    /// How it ended.
    async fn outcome(&self) -> AuditOutcome {
        self.0.outcome.into()
    }

    /// The id of the record, where there is one.
    async fn subject(&self) -> Option<ID> {
        self.0.subject.as_ref().map(id)
    }

    /// Further ids and words, an object.
    async fn details(&self) -> Json<&serde_json::Value> {
        Json(&self.0.details)
    }
}

impl From<audit::AuditEvent> for AuditEvent {
    fn from(event: audit::AuditEvent) -> Self {
        Self(event)
    }
}
