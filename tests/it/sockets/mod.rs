//! Subscriptions over real sockets, with a client of another hand.
//!
//! Owns: a node that serves a clinic in process, and a peer that speaks the protocol. Must not know: how a socket is
//! served. Time is the real one: what is waited for comes, or the test fails after `PATIENCE`.
//! Example: `let mut peer = node.begun(&token).await; peer.watch("1", SESSION_CHANGED, json!({})).await`.
//! The next topic gets its tests in `delivery.rs`, the next limit in `limits.rs`, what several nodes tell each other in
//! `nodes.rs`.

mod dashboards;
mod delivery;
mod limits;
mod node;
mod nodes;
mod peer;
mod rights;
