//! Who asks.

use std::fmt;
use std::str::FromStr;

use super::action::Scope;
use crate::domain::ids::{ClientId, ClinicId, StaffMemberId};

/// What a member of staff may do in one clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Everything in the clinic, its people and policies included.
    Admin,
    /// Plans: clients, groups, series, enrollments, attendance, reminders.
    Coordinator,
    /// Leads groups and treatments: reads, and records attendance of the own ones.
    Therapist,
    /// Reads schedule and aggregates; no client's contact details.
    Viewer,
}

/// The text is not a role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role `{0}`: expected ADMIN, COORDINATOR, THERAPIST or VIEWER")]
pub struct UnknownRole(pub String);

impl Role {
    /// Every role, strongest first.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Coordinator, Self::Therapist, Self::Viewer];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Admin => "ADMIN",
            Self::Coordinator => "COORDINATOR",
            Self::Therapist => "THERAPIST",
            Self::Viewer => "VIEWER",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownRole;
    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.word().eq_ignore_ascii_case(text))
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The hand behind a change, as the audit log names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff, through a token or the console.
    Staff(StaffMemberId),
    /// A client, through a link of a mail.
    Client(ClientId),
    /// The service itself; the rule or command that acted.
    System(&'static str),
}

/// One authenticated asker: a hand, a clinic and what it may do there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// The clinic whose records this caller can reach; there are no others for it.
    pub clinic_id: ClinicId,
    /// Whose name the audit log takes.
    pub actor: Actor,
    /// The role in that clinic.
    pub role: Role,
    /// What the token was limited to; rights are role ∩ scopes.
    pub scopes: Vec<Scope>,
}

impl Caller {
    /// The service acting by itself in one clinic, under the name of a rule (`reminders.plan`, `demo`).
    #[must_use]
    pub fn system(clinic_id: ClinicId, rule: &'static str) -> Self {
        Self { clinic_id, actor: Actor::System(rule), role: Role::Admin, scopes: Scope::ALL.to_vec() }
    }

    /// The member of staff behind this caller, if it is one.
    #[must_use]
    pub const fn staff_member(&self) -> Option<StaffMemberId> {
        match self.actor {
            Actor::Staff(id) => Some(id),
            Actor::Client(_) | Actor::System(_) => None,
        }
    }
}
