//! Clients and therapists as the rules see them.
//!
//! Owns: what a person says of themselves, availability first. Must not know: rows, mail, series.
//! Example: `AvailabilityWindow::together_cover(&windows, start, end)`.
//! The next fact about a person goes into a file of its own here.

mod availability;

pub use availability::AvailabilityWindow;
