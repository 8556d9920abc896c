//! People as the clinic knows and writes to them: clients, names, addresses, languages, when they can come.
//!
//! Owns: what a person is called, written to and spoken to in. Must not know: accounts, rows, mail servers.
//! Example: `EmailAddress::parse("ana@example.org")?` is safe to put into an envelope as it stands.
//! The next word about a person gets a file of its own here, with `parse` and a `Debug` that keeps it private.

mod availability;
mod client;
mod client_edit;
mod contact;
mod email_address;
mod external_id;
mod jurisdiction;
mod language;
mod merge;
mod preferred_name;

pub use availability::AvailabilityWindow;
pub use client::{AddressStanding, Barrier, Client, ClientDetails, Guardian, ProblemArea};
pub use client_edit::{ClientEdit, GuardianDraft};
pub use contact::{ConsentWithoutAddress, Contact};
pub use email_address::{EmailAddress, InvalidEmailAddress};
pub use external_id::{ExternalId, InvalidExternalId};
pub use jurisdiction::{InvalidJurisdiction, Jurisdiction};
pub use language::{Language, UnknownLanguage};
pub use merge::{
    ClientMerge, ClientRecord, MergeBlocker, MergedRecord, UnderWay, merge_blockers, merge_records,
};
pub use preferred_name::{InvalidPreferredName, PreferredName};
