//! Clients: recording them, changing what is known of them, reading them.
//!
//! Owns: the commands and queries about clients, their guardians and windows. Must not know: groups, mails.
//! Example: `update_client(&app, &caller, UpdateClient { .. })` answers `Stale` if somebody else was faster.
//! The next command about a client is a file here.

mod create_client;
mod queries;
mod update_client;

pub use create_client::{CreateClient, CreateClientError, create_client};
pub use queries::{find_client, list_clients, load_client_availability, load_clients, load_guardians};
pub use update_client::{UpdateClient, UpdateClientError, update_client};
