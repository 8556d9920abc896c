//! One event.

use jiff::Timestamp;
use serde_json::Value;

use super::about::About;
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

words! {
    /// What an event tells of.
    pub enum AuditKind {
        /// Something was done, or refused: a change, or an attempt to read.
        Action = "ACTION",
        /// An answer was given that held records of clients.
        Read = "READ",
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
    /// What it tells of.
    pub kind: AuditKind,
    /// What was attempted: a command, the right that was missing, or the root fields that were read.
    pub operation: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// The record's id, where there is one.
    pub subject: Option<String>,
    /// Further ids and words.
    pub details: Value,
    /// The id of the request, as its answer and the log name it, where it is known.
    pub request_id: Option<String>,
    /// The IP address the request came from, where it is known.
    pub source: Option<String>,
    /// The clients and sessions that it names.
    pub about: About,
}
