//! Which part of the log is asked for.

use crate::domain::ids::{ClientId, SessionId};

/// Which events are wanted; all of them, if nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only those with this subject.
    pub subject: Option<String>,
    /// Only those that name this client.
    pub client_id: Option<ClientId>,
    /// Only those that name this session.
    pub session_id: Option<SessionId>,
}
