//! Requests that may be sent twice and are to be done once.
//!
//! Owns: the key a sender chooses, and the hash by which a repetition is told from another request. Must not know:
//! where either is kept, what is created.
//! Example: `KeyedRequest::new("createGroup", Some(key), &text)` is what `app::idempotency` looks for.
//! The next kind of request describes itself in a `CommandText`; nothing changes here.

mod key;
mod request;

pub use key::{IdempotencyKey, InvalidIdempotencyKey};
pub use request::{KeyedRequest, RequestHash};
