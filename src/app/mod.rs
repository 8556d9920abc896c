//! Use cases: one file per command, the same names as in `domain`.
//!
//! Owns: transactions, the order of validate, decide, persist, and the ambient things a use case is given.
//! Must not know: GraphQL, HTTP, cron, the command line.
//! Example: `ambient::ManualClock` moves the present of a whole running service by hand.
//! The next command is a file of its own, named as the rule it applies.

pub mod ambient;
