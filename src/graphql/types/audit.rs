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

    /// What an event tells of.
    AuditKind = audit::AuditKind {
        /// Something was done, or refused: a change, or an attempt to read.
        Action,
        /// An answer was given that held records of clients.
        Read,
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

    /// What it tells of.
    async fn kind(&self) -> AuditKind {
        self.0.kind.into()
    }

    /// What was attempted: a mutation's name, or the right that was missing; of a read, the root fields asked for.
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

    /// The id of the request, as its answer and the log name it; null if there was none, or it was not kept yet.
    async fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The IP address the request came from; null if there was none, or it was not kept yet.
    async fn source(&self) -> Option<&str> {
        self.0.source.as_deref()
    }

    /// The ids of the clients it names: of a read, of all whose records the answer held.
    async fn client_ids(&self) -> Vec<ID> {
        self.0.about.clients.iter().map(id).collect()
    }

    /// The ids of the sessions it names: of a read, of those whose rosters, marks or reminders the answer held.
    async fn session_ids(&self) -> Vec<ID> {
        self.0.about.sessions.iter().map(id).collect()
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
