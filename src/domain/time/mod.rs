//! Clocks, time zones, civil time.
//!
//! Owns: the `Clock` seam, `Zone` (a tz database name), and resolving wall time to an instant by the one
//! rule (RFC 5545 section 3.3.5, "compatible": in a gap the offset before it, in an overlap the first occurrence).
//! Must not know: series, sessions, databases, the host's zone.
//! Example: `resolve(local, &Zone::parse("Europe/Berlin")?)?.starts_at` is the instant of a wall time.
//! The next rule about zones or wall time goes here; what a session makes of it goes to `series`.

mod civil;
mod clock;
mod links;
mod wall_time;
mod zone;
mod zone_suggestions;

pub use civil::{BeyondCalendar, ClockChange, Resolved, local, resolve};
pub use clock::Clock;
pub use wall_time::WallTime;
pub use zone::{UnknownZone, VanishedZone, Zone, tzdb_version};
