//! People as the clinic writes to them: names, addresses, languages.
//!
//! Owns: what a person is called, written to and spoken to in. Must not know: accounts, rows, mail servers.
//! Example: `EmailAddress::parse("ana@example.org")?` is safe to put into an envelope as it stands.
//! The next word about a person gets a file of its own here, with `parse` and a `Debug` that keeps it private.

mod email_address;
mod language;
mod preferred_name;

pub use email_address::{EmailAddress, InvalidEmailAddress};
pub use language::{Language, UnknownLanguage};
pub use preferred_name::{InvalidPreferredName, PreferredName};
