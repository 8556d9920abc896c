//! What is measured beside a reference: of a release build, and without the suite, which takes long to build as one.
#![cfg(test)]
#![expect(
    dead_code,
    unused_imports,
    unused_macros,
    reason = "what the suite's tests have at hand is more than is measured"
)]

mod mails;
#[path = "../it/faults/size.rs"]
mod size;
#[path = "../it/support/mod.rs"]
mod support;
