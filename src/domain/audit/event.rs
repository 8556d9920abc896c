//! One event.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::access::Actor;
use crate::domain::ids::{AuditEventId, ClientId, StaffMemberId};
use crate::domain::words::words;

words! {
    /// How an attempt ended.
    pub enum AuditOutcome {
        /// It was done.
        Done = "DONE",
        /// It was not allowed.
        Refused = "REFUSED",
    }
}

/// Whose hand it was, as read back from the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AuditActor {
    /// A member of staff.
    Staff(StaffMemberId),
    /// A client, through a link of a mail.
    Client(ClientId),
    /// The service itself, by a rule.
    System(String),
}

impl From<Actor> for AuditActor {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Staff(id) => Self::Staff(id),
            Actor::Client(id) => Self::Client(id),
            Actor::System(rule) => Self::System(rule.to_owned()),
        }
    }
}

/// One line of the audit log. It holds ids only, so that erasing a client leaves it whole.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditEventId,
    /// When.
    pub at: Timestamp,
    /// Whose hand.
    pub actor: AuditActor,
    /// What was attempted.
    pub operation: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The record's id, where there is one.
    pub subject: Option<String>,
    /// Further ids and words.
    pub details: Value,
}
