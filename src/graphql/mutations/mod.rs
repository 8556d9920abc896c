//! The roots that change.
//!
//! Owns: input in, one command of `app`, the answer or the refusal out. Must not know: rules, rows.
//! Example: `clinics.rs` has `createSite`.
//! The next mutation goes to its area's file, with a payload and its own error codes.

mod client_inputs;
mod clients;
mod clinics;
mod mutation;
mod programs;
mod staff;

pub use mutation::Mutation;
