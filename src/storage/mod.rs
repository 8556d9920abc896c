//! Where facts are kept: SQLite by default, PostgreSQL for many nodes, one code for both.
//!
//! Owns: connections, write transactions, rows, and the conversion between rows and domain types. The only place
//! that knows sea-orm. Must not know: who is asking, GraphQL, mail.
//! Example: `storage::write(&db, Error::Internal, |tx| async move { clients::insert(&tx, &client).await … })`.
//! The next aggregate is a file named as in `domain`, its tables under `entities/`; what the two databases do
//! differently goes to `dialect`.

pub mod clinics;
mod connect;
mod connection;
mod dialect;
pub mod enrollments;
mod entities;
mod error;
pub mod groups;
mod insert;
pub mod job_runs;
mod migrate;
pub mod occupancy;
pub mod participations;
pub mod programs;
pub mod records;
pub mod reminders;
pub mod series;
mod server_lock;
pub mod sessions;
pub mod staff;
mod statement;
mod transaction;
mod values;

pub use connect::{Database, DatabaseUrl, InvalidDatabaseUrl};
pub use connection::Connection;
pub use error::{Constraint, StorageError};
pub use migrate::{migrate, pending_migrations};
pub use server_lock::{ServerLock, ServerLockError};
pub use transaction::{Transaction, write};
