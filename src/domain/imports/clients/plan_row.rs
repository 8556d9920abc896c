//! What one row does.

use jiff::Timestamp;

use super::plan_entry::{NewEntry, PlannedEntry};
use crate::domain::ids::ClientId;
use crate::domain::imports::file::RefusedCell;
use crate::domain::people::{
    AddressStanding, AvailabilityWindow, Barrier, Client, ClientDetails, ClientRecord, Contact, ExternalId,
    Guardian, Jurisdiction, Language, PreferredName, ProblemArea,
};
use crate::domain::time::Zone;
use crate::domain::words::words;

words! {
    /// What a row of a file does.
    pub enum RowEffect {
        /// It records a client.
        Create = "CREATE",
        /// It changes a client.
        Update = "UPDATE",
        /// The client is as it says.
        Unchanged = "UNCHANGED",
        /// It seems to be somebody who is there already; it is left out.
        LikelyDuplicate = "LIKELY_DUPLICATE",
        /// Something is wrong with it; it is left out, or keeps the whole file out.
        Refused = "REFUSED",
    }
}

/// A client to record, all but the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClient {
    /// The clinic's own number.
    pub external_id: Option<ExternalId>,
    /// What they want to be called.
    pub preferred_name: PreferredName,
    /// How to write to them.
    pub contact: Contact,
    /// The language they are written to in.
    pub language: Language,
    /// The zone they live in.
    pub zone: Zone,
    /// Where they are for telehealth.
    pub location: Option<Jurisdiction>,
    /// What the treatment works on.
    pub problem_area: Option<ProblemArea>,
    /// What may keep them from attending.
    pub barriers: Vec<Barrier>,
    /// Guardian and windows.
    pub details: ClientDetails,
    /// The entry that puts them on the waiting list, if one does.
    pub waitlist: Option<NewEntry>,
}

impl NewClient {
    /// The records to keep under that id.
    #[must_use]
    pub fn into_client(self, id: ClientId, now: Timestamp) -> (Client, ClientDetails) {
        let Self {
            external_id,
            preferred_name,
            contact,
            language,
            zone,
            location,
            problem_area,
            barriers,
            details,
            waitlist: _,
        } = self;
        let client = Client {
            id,
            external_id,
            preferred_name,
            contact,
            language,
            zone,
            location,
            problem_area,
            barriers,
            calendar_parts: false,
            reminders_stopped_at: None,
            address: AddressStanding::default(),
            created_at: now,
            row_version: 1,
        };
        (client, details)
    }
}

/// A client to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedClient {
    /// As the clinic has them.
    pub before: ClientRecord,
    /// The client afterwards: the row's next version.
    pub client: Client,
    /// The guardian afterwards, if that changes.
    pub guardian: Option<Option<Guardian>>,
    /// All windows afterwards, if they change.
    pub availability: Option<Vec<AvailabilityWindow>>,
    /// What becomes of their wait for a program, if that changes.
    pub waitlist: Option<PlannedEntry>,
    /// The names of the fields that change, as the API names them.
    pub fields: Vec<&'static str>,
}

impl ChangedClient {
    /// Whether the client's own record changes, and not the wait alone.
    #[must_use]
    pub const fn changes_client(&self) -> bool {
        self.client.row_version != self.before.client.row_version
    }
}

/// Who a row seems to repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuplicateOf {
    /// A client of the clinic.
    Client(ClientId),
    /// An earlier row of the file, by its line.
    Line(u64),
}

/// What a row does, with all that it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// It records this client.
    Create(Box<NewClient>),
    /// It changes this client.
    Update(Box<ChangedClient>),
    /// This client is as it says.
    Unchanged(ClientId),
    /// It is left out.
    LikelyDuplicate {
        /// Who is there already.
        of: DuplicateOf,
        /// Whether the name is the same too.
        same_name: bool,
    },
    /// It is left out, or keeps the whole file out.
    Refused(Vec<RefusedCell>),
}

impl RowOutcome {
    /// What it is called.
    #[must_use]
    pub const fn effect(&self) -> RowEffect {
        match self {
            Self::Create(_) => RowEffect::Create,
            Self::Update(_) => RowEffect::Update,
            Self::Unchanged(_) => RowEffect::Unchanged,
            Self::LikelyDuplicate { .. } => RowEffect::LikelyDuplicate,
            Self::Refused(_) => RowEffect::Refused,
        }
    }
}

/// One row of the file and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedRow {
    /// The line it begins on, from 1.
    pub line: u64,
    /// The clinic's own number, if the row has one that can be read.
    pub external_id: Option<ExternalId>,
    /// What it does.
    pub outcome: RowOutcome,
}
