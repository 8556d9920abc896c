//! Clocks, time zones, civil time.
//!
//! Owns: the `Clock` seam, `Zone` (a tz database name), and resolving wall time to an instant by the one
//! rule (RFC 5545 3.3.5, "compatible": in a gap the offset before it, in an overlap the first occurrence).
//! Must not know: series, sessions, databases, the host's zone.

mod clock;
mod zone;

pub use clock::Clock;
pub use zone::{UnknownZone, Zone};
