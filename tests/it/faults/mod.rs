//! Mails while servers, workers and people get in each other's way: nothing lost, nothing told that is no longer true.
//!
//! Owns: faults in numbers, and the count afterwards. Must not know: how the outbox does it; single steps are `worker`'s.
//! Example: `ROUNDEL_MAIL_SESSIONS=500 tests/run faults::kills`; without the variable the same is run small.
//! The next kind of fault is a line of `matrix`; the next way of getting in the way is a file here.

mod chance;
mod changes;
mod crew;
mod kills;
mod matrix;
mod oracle;
mod outage;
mod postfix;
mod races;
mod recording;
mod size;
mod tick;
