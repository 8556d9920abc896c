//! API token.

use async_graphql::{ID, Object};

use crate::domain::access::{self, Scope};
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;

/// A member of staff's right to call the API; its secret was shown once and is not kept.
pub(crate) struct ApiToken(pub(crate) access::ApiToken);

/// A member of staff's right to call the API; its secret was shown once and is not kept.
#[Object]
impl ApiToken {
    /// The token's id (`tok_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The id of the member of staff in whose name it acts.
    async fn staff_member_id(&self) -> ID {
        id(self.0.staff_member_id)
    }

    /// What it is for, to recognise it by.
    async fn label(&self) -> &str {
        self.0.label.as_str()
    }

    /// What it is limited to, such as `schedule:read`; rights are what the role and the scopes both allow.
    async fn scopes(&self) -> Vec<&'static str> {
        self.0.scopes.iter().copied().map(Scope::word).collect()
    }

    /// When it was issued.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// From when on it counts no more.
    async fn expires_at(&self) -> Instant {
        Instant(self.0.expires_at)
    }

    /// Since when it is revoked; null if it is not.
    async fn revoked_at(&self) -> Option<Instant> {
        self.0.revoked_at.map(Instant)
    }
}

impl From<access::ApiToken> for ApiToken {
    fn from(record: access::ApiToken) -> Self {
        Self(record)
    }
}
