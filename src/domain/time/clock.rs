//! The present as a parameter.

use jiff::Timestamp;

/// Tells the present instant: the system's in a server, one moved by hand in tests and the demo.
pub trait Clock: Send + Sync {
    /// The present, in whole milliseconds (what both databases store without loss).
    fn now(&self) -> Timestamp;
}
