//! Time and chance: the only files that read the system's clock, its randomness, or sleep.
//!
//! Owns: the implementations of `domain`'s `Clock` and `Entropy`, and the `Timer` that goes with a clock.
//! Must not know: what anybody does with them. No storage, no configuration.
//! Example: the demo moves a `ManualClock` six weeks ahead and every job asleep until then wakes.
//! The next thing a process takes from its surroundings comes here, with a version moved by hand.

mod clock;
mod entropy;
mod timer;

pub use clock::{ManualClock, SystemClock};
pub use entropy::{SeededEntropy, SystemEntropy};
pub use timer::{SystemTimer, Timer};
