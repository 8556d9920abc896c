//! What an import did to one client, kept so that it can be undone.

use super::plan_row::ChangedClient;
use crate::domain::ids::ClientId;
use crate::domain::people::{AvailabilityWindow, Client, ClientDetails, Guardian};

/// A client whom an import recorded or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedClient {
    /// Who.
    pub client_id: ClientId,
    /// The client's version after it: a newer one means somebody edited them since.
    pub row_version: i64,
    /// As they were before, if they were known.
    pub before: Option<Box<BeforeImport>>,
}

/// What an import changed, as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeImport {
    /// The client, at the version before.
    pub client: Client,
    /// The guardian, if that changed.
    pub guardian: Option<Option<Guardian>>,
    /// All windows, if they changed.
    pub availability: Option<Vec<AvailabilityWindow>>,
}

impl ImportedClient {
    /// A client whom an import recorded.
    #[must_use]
    pub const fn created(client: &Client) -> Self {
        Self { client_id: client.id, row_version: client.row_version, before: None }
    }

    /// A client whom an import changed.
    #[must_use]
    pub fn changed(change: &ChangedClient) -> Self {
        let ChangedClient { before, client, guardian, availability, fields: _ } = change;
        let ClientDetails { guardian: guardian_before, availability: availability_before } = &before.details;
        let before = BeforeImport {
            client: before.client.clone(),
            guardian: guardian.as_ref().map(|_| guardian_before.clone()),
            availability: availability.as_ref().map(|_| availability_before.clone()),
        };
        Self { client_id: client.id, row_version: client.row_version, before: Some(Box::new(before)) }
    }
}

impl BeforeImport {
    /// The client to write when the import is undone: everything as it was, at the version after `row_version`.
    #[must_use]
    pub fn restored(&self, row_version: i64) -> Client {
        Client { row_version: row_version + 1, ..self.client.clone() }
    }
}
