//! The audit log: which answers it hears of, and the chain it is sealed in.

mod chain;
mod reads;
mod tampering;
