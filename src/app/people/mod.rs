//! Clients: recording them, changing what is known of them, reading them.
//!
//! Owns: the commands and queries about clients, their guardians and windows. Must not know: groups, mails.
//! Example: `update_client(&app, &caller, UpdateClient { .. })` answers `Stale` if somebody else was faster.
//! The next command about a client is a file here.

mod create_client;
mod load_records;
mod merge_clients;
mod plan_merge;
mod queries;
mod undo_merge;
mod update_client;
mod write_client;

pub use create_client::{CreateClient, CreateClientError, create_client};
pub(in crate::app) use load_records::load_records;
pub use merge_clients::{MergeClients, MergeClientsError, merge_clients};
pub use plan_merge::{MergeDraft, MergePlan, PlanMergeError, preview_merge};
pub use queries::{
    find_client, list_clients, list_merges, load_client_availability, load_clients, load_guardians,
};
pub use undo_merge::{UndoMergeError, undo_merge};
pub use update_client::{UpdateClient, UpdateClientError, update_client};
pub(in crate::app) use write_client::{WriteClient, write_client};
