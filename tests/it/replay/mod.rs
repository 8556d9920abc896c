//! Real attendance, replayed through the service from the first enrollment to the last mark.
//!
//! Owns: the tests on validation data. Must not know: how rates, flags and reminders are computed; `expected` computes
//! them once more, from the file alone.
//! Example: `ROUNDEL_VALIDATION_DATA=/data tests/run replay`; without the folder these tests are left out, and say so.
//! The next data set is a file beside `bright.rs`, with its reader in `expected.rs`.

mod bright;
mod calendar;
mod courses;
mod expected;
mod forecast;
mod mails;
