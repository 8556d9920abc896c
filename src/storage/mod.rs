//! Where facts are kept: SQLite by default, PostgreSQL for many nodes, one code for both.
//!
//! Owns: connections, write transactions, rows, and the conversion between rows and domain types. The only place
//! that knows sea-orm. Must not know: who is asking, GraphQL, mail.
//! Example: `storage::write(&db, Error::Internal, |tx| async move { clients::insert(&tx, &client).await … })`.
//! The next aggregate is a file named as in `domain`, its tables under `entities/`; what the two databases do
//! differently goes to `dialect`.

pub mod availability;
pub mod clients;
pub mod clinics;
mod connect;
mod connection;
mod dialect;
mod entities;
mod error;
pub mod guardians;
mod migrate;
pub mod programs;
pub mod qualifications;
pub mod records;
mod server_lock;
mod slice;
pub mod staff;
mod transaction;
mod values;

pub use connect::{Database, DatabaseUrl, InvalidDatabaseUrl};
pub use connection::Connection;
pub use error::{Constraint, StorageError};
pub use migrate::{migrate, pending_migrations};
pub use server_lock::{ServerLock, ServerLockError};
pub use slice::Slice;
pub use transaction::{Transaction, write};
