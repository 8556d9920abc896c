//! What an import did to one client, kept so that it can be undone.

use super::plan_entry::ChangedEntry;
use super::plan_row::ChangedClient;
use crate::domain::ids::{ClientId, WaitlistEntryId};
use crate::domain::people::{AvailabilityWindow, Client, ClientDetails, Guardian};
use crate::domain::waitlist::WaitlistEntry;

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
        let ChangedClient { before, client, guardian, availability, waitlist: _, fields: _ } = change;
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

/// An entry of the waiting list that an import made or changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedEntry {
    /// Which.
    pub entry_id: WaitlistEntryId,
    /// Its version after it: a newer one means somebody went on with it since.
    pub row_version: i64,
    /// As it was before, open, if it was there.
    pub before: Option<WaitlistEntry>,
}

impl ImportedEntry {
    /// An entry that an import made.
    #[must_use]
    pub const fn made(entry: &WaitlistEntry) -> Self {
        Self { entry_id: entry.id, row_version: entry.row_version, before: None }
    }

    /// An entry that an import changed.
    #[must_use]
    pub fn changed(changed: &ChangedEntry) -> Self {
        let ChangedEntry { before, after } = changed;
        Self { entry_id: after.id, row_version: after.row_version, before: Some(before.clone()) }
    }
}
