//! Where facts are kept: SQLite by default, PostgreSQL for many nodes, one code for both.
//!
//! Owns: connections, write transactions, rows, and the conversion between rows and domain types. The only place
//! that knows sea-orm. Must not know: who is asking, GraphQL, mail.
//! Example: `storage::write(&db, Error::Internal, again, |tx| async move { clients::insert(&tx, &client).await … })`.
//! The next aggregate is a file named as in `domain`, its tables under `entities/`; what the two databases do
//! differently goes to `dialect`.

pub mod accounts;
pub mod attendance;
pub mod audit_chain;
pub mod audit_events;
pub mod availability;
pub mod backgrounds;
pub mod bounces;
pub mod brief_forms;
pub mod calendar_entries;
pub mod calendar_feeds;
pub mod change_feed;
pub mod circumstances;
pub mod client_links;
pub mod client_merges;
mod client_snapshot;
pub mod client_zones;
pub mod clients;
pub mod clinics;
pub mod closures;
pub mod companions;
mod connect;
mod connection;
pub mod dashboards;
mod dialect;
pub mod enrollments;
mod entities;
mod error;
pub mod goals;
pub mod groups;
pub mod guardians;
pub mod health;
pub mod idempotency;
pub mod imports;
mod insert;
pub mod job_runs;
mod joins;
pub mod ledgers;
pub mod makeups;
pub mod marks;
pub mod measures;
mod migrate;
mod named_lock;
pub mod notices;
pub mod occupancy;
pub mod participants;
pub mod participations;
pub mod phases;
mod presence;
mod privileges;
pub mod programs;
pub mod qualifications;
mod reach;
mod recorders;
pub mod records;
pub mod reminders;
pub mod risk_actions;
pub mod risk_calibrations;
pub mod risk_flags;
mod risk_owners;
pub mod rosters;
pub mod schedule;
pub mod schedule_changes;
pub mod series;
mod server_lock;
pub mod sessions;
pub mod sign_in_attempts;
pub mod sign_ins;
pub mod slot_needs;
pub mod staff;
pub mod staff_mails;
pub mod stale_sessions;
mod statement;
pub mod tasks;
pub mod tokens;
mod transaction;
mod values;
pub mod waitlist;

pub use connect::{Database, DatabaseUrl, InvalidDatabaseUrl, Limits};
pub use connection::Connection;
pub use error::{Constraint, StorageError};
pub use migrate::{all_migrations, migrate, pending_migrations};
pub use privileges::{GrantError, ensure_role, grant_to_service, log_exposure};
pub use server_lock::{ServerLock, ServerLockError};
pub use transaction::{Transaction, write};
