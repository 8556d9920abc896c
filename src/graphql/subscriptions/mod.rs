//! The roots of subscriptions: what may be watched.
//!
//! Owns: one field for each topic of the change feed, and running a watched document anew for each entry. Must not
//! know: sockets, how an entry is noticed.
//! A subscription is no stream that lives as long as its socket: each entry of the feed runs its document once more, for
//! the caller as they are by then, so that the rights of that moment decide.
//! Example: `live.deliver(caller, change, id).await` is what one subscriber is sent for one entry.
//! The next topic is a field in `subscription.rs` and a line of `topic_of`.

mod live;
mod subscription;

pub use live::LiveSubscription;
pub(super) use live::subscribe;
pub use subscription::Subscription;
