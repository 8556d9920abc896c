//! `/graphql/ws`: subscriptions by the protocol `graphql-transport-ws`.
//!
//! Owns: who may open a socket (Origin, sub-protocol, token, how many), the messages of the protocol, and one task for
//! each socket that holds it to its limits. Must not know: what can be watched, the database.
//! The library's own protocol neither cuts who does not begin, nor refuses an id that is taken, nor bounds what one
//! socket may hold, nor looks again at whether its token still counts.
//! Example: `Sockets::new(limits, origins, feed)` is part of the web's state; `sockets.close().await` ends them all.
//! The next message of the protocol goes to `message.rs` and to `on_message` in `connection.rs`.

mod close;
mod connection;
mod message;
mod sockets;
mod upgrade;
mod wire;

pub use sockets::{SocketLimits, Sockets};
pub(super) use upgrade::upgrade;
