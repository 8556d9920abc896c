//! What a clinic wants its clients to be reminded of, and when.

use super::{QuietHours, ReminderRule};
use crate::domain::ids::{ClientId, ProgramId, ReminderPolicyId};
use crate::domain::name::Name;

/// Whom a policy is for. A client's own wins over their program's, and that over the clinic's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyFor {
    /// All who have no nearer one.
    Clinic,
    /// All in a program, but for clients with their own.
    Program(ProgramId),
    /// One client, in whatever program.
    Client(ClientId),
}

impl PolicyFor {
    /// The program, if it is for one.
    #[must_use]
    pub const fn program(self) -> Option<ProgramId> {
        match self {
            Self::Program(id) => Some(id),
            Self::Clinic | Self::Client(_) => None,
        }
    }

    /// The client, if it is for one.
    #[must_use]
    pub const fn client(self) -> Option<ClientId> {
        match self {
            Self::Client(id) => Some(id),
            Self::Clinic | Self::Program(_) => None,
        }
    }
}

/// When clients are reminded: one client, all of a program, or all others.
///
/// The nearest policy wins as a whole, an inactive one too: then none are sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderPolicy {
    /// Its id.
    pub id: ReminderPolicyId,
    /// Whom it is for.
    pub of: PolicyFor,
    /// The name its staff see.
    pub name: Name,
    /// Whether reminders go out by it.
    pub is_active: bool,
    /// Whether a client who said that they come is reminded no more of that session, unless it is moved.
    pub stops_when_confirmed: bool,
    /// When nobody is mailed; none is at any hour. It goes for notices of changes too, also while the policy is inactive.
    pub quiet_hours: Option<QuietHours>,
    /// Its rules, the longest before first.
    pub rules: Vec<ReminderRule>,
}
