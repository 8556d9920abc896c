//! Who is asking.

use async_graphql::Object;

use super::{Clinic, Role, StaffMember};
use crate::app::access;
use crate::domain::access::{Caller, Scope};

/// Who is asking: rights are what the role and the scopes both allow.
pub(crate) struct Viewer {
    pub(crate) records: access::Viewer,
    pub(crate) caller: Caller,
}

/// Who is asking: rights are what the role and the scopes both allow.
#[Object]
impl Viewer {
    /// The clinic whose records can be reached; there are no others.
    async fn clinic(&self) -> Clinic {
        Clinic(self.records.clinic.clone())
    }

    /// The role in that clinic.
    async fn role(&self) -> Role {
        self.caller.role.into()
    }

    /// What the token is limited to, such as `schedule:read`.
    async fn scopes(&self) -> Vec<&'static str> {
        self.caller.scopes.iter().copied().map(Scope::word).collect()
    }

    /// The member of staff in whose name requests are made; null if the service acts by itself.
    async fn staff_member(&self) -> Option<StaffMember> {
        self.records.staff_member.clone().map(StaffMember::from)
    }
}
