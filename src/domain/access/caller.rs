//! Who asks.

use std::net::IpAddr;

use super::action::Scope;
use crate::domain::ids::{ClientId, ClinicId, StaffMemberId};
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// What a member of staff may do in one clinic; `ALL` begins with the strongest.
    pub enum Role {
        /// Everything in the clinic, its people and policies included.
        Admin = "ADMIN",
        /// Plans: clients, groups, series, enrollments, attendance, reminders.
        Coordinator = "COORDINATOR",
        /// Leads groups and treatments: reads of them and of their clients, and of no others, and records attendance of
        /// the sessions they lead.
        Therapist = "THERAPIST",
        /// Reads schedule and aggregates, and of clients the initials.
        Viewer = "VIEWER",
    }
}

/// The hand behind a change, as the audit log names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff, through a token or the console.
    Staff(StaffMemberId),
    /// A client, through a link of their own.
    Client(ClientId),
    /// The service itself; the rule or command that acted.
    System(&'static str),
}

/// By which request a caller asks, as the audit log tells it; nothing for a command or a job.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id, as its answer and the log name it.
    pub request_id: Option<String>,
    /// The address it came from.
    pub source: Option<IpAddr>,
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
    /// The zone they read times in; none for a client or the service itself.
    pub zone: Option<Zone>,
    /// By which request.
    pub origin: Origin,
}

impl Caller {
    /// The service acting by itself in one clinic, under the name of a rule (`reminders.plan`, `demo`).
    #[must_use]
    pub fn system(clinic_id: ClinicId, rule: &'static str) -> Self {
        Self {
            clinic_id,
            actor: Actor::System(rule),
            role: Role::Admin,
            scopes: Scope::ALL.to_vec(),
            zone: None,
            origin: Origin::default(),
        }
    }

    /// A client, through a link of their own. A right to nothing: the link is all there is.
    #[must_use]
    pub const fn client(clinic_id: ClinicId, id: ClientId, origin: Origin) -> Self {
        Self {
            clinic_id,
            actor: Actor::Client(id),
            role: Role::Viewer,
            scopes: Vec::new(),
            zone: None,
            origin,
        }
    }

    /// A member of staff with whatever the role allows: to ask what they could do, never to act in their name.
    #[must_use]
    pub fn of_member(clinic_id: ClinicId, id: StaffMemberId, role: Role) -> Self {
        Self {
            clinic_id,
            actor: Actor::Staff(id),
            role,
            scopes: Scope::ALL.to_vec(),
            zone: None,
            origin: Origin::default(),
        }
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
