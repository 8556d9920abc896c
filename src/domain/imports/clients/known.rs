//! What the clinic has already, as far as a file touches it.

use std::collections::HashMap;

use super::known_waitlist::KnownWaitlist;
use crate::domain::ids::ClientId;
use crate::domain::people::{Client, ClientRecord, EmailAddress, ExternalId};

/// The clients that rows of a file may stand for.
#[derive(Debug, Clone, Default)]
pub struct KnownClients {
    by_external_id: HashMap<ExternalId, ClientRecord>,
    by_email: HashMap<String, (ClientId, String)>,
    /// What rows of the waiting list may name.
    pub waitlist: KnownWaitlist,
}

impl KnownClients {
    /// Nobody yet, in a clinic that has this.
    #[must_use]
    pub fn with_waitlist(waitlist: KnownWaitlist) -> Self {
        Self { waitlist, ..Self::default() }
    }

    /// Adds a client whose external id the file names.
    pub fn add(&mut self, known: ClientRecord) {
        if let Some(external_id) = known.client.external_id.clone() {
            self.by_external_id.insert(external_id, known);
        }
    }

    /// Adds who has an address that the file names; of several the first one counts.
    pub fn add_holder(&mut self, client: &Client) {
        if let Some(email) = &client.contact.email {
            let holder = (client.id, client.preferred_name.folded());
            self.by_email.entry(email_key(email)).or_insert(holder);
        }
    }

    pub(super) fn of_external_id(&self, external_id: &ExternalId) -> Option<&ClientRecord> {
        self.by_external_id.get(external_id)
    }

    /// Who has that address, and their name in lower case.
    pub(super) fn holder(&self, email: &EmailAddress) -> Option<(ClientId, &str)> {
        self.by_email.get(&email_key(email)).map(|(id, name)| (*id, name.as_str()))
    }
}

/// The address as it is compared: in lower case, as mail servers do in practice.
pub(super) fn email_key(email: &EmailAddress) -> String {
    email.as_str().to_ascii_lowercase()
}
