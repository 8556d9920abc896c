//! What the databases keep and refuse, the same on both.

mod transactions;
